import pytest

from apps.printing import presets
from apps.printing.models import Printer, Route, Task
from apps.printing.routes import printer_for
from tests.factories.printing import BY, make_printer, make_route, printing_shop

pytestmark = pytest.mark.django_db


def test_new_shop_prints_every_task_at_once() -> None:
    receipts = presets.ensure_virtual(by=BY)

    shop = printing_shop()
    assert {task: str(printer_for(task, shop)) for task in Task} == {
        task: "Virtual label printer" if task == Task.BARCODE else str(receipts) for task in Task
    }


def test_presets_run_twice_and_leave_what_staff_chose() -> None:
    real = make_printer(name="Epson")
    make_route(real)

    for _ in range(2):
        presets.ensure_virtual(by=BY)

    assert printer_for(Task.RECEIPT, None) == real
    assert (Printer.objects.count(), Route.objects.count()) == (3, len(Task))
