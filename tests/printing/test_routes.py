import pytest

from apps.printing.models import Task
from apps.printing.routes import printer_for
from tests.factories.printing import make_printer, make_route, printing_shop

pytestmark = pytest.mark.django_db


def test_printer_of_a_task_is_the_shops_own_before_the_default() -> None:
    wuse, ikeja = printing_shop("wuse"), printing_shop("ikeja", "LA")
    default, own = make_printer(name="Default"), make_printer(name="Wuse counter")
    make_route(default)
    make_route(own, shop=wuse)

    assert [printer_for(Task.RECEIPT, shop) for shop in (wuse, ikeja, None)] == [own, default, default]


def test_printer_of_a_task_that_nobody_routed_is_none() -> None:
    make_route(make_printer(), task=Task.REPORT)

    assert printer_for(Task.RECEIPT, printing_shop()) is None


def test_printer_switched_off_keeps_its_task() -> None:
    wuse = printing_shop()
    make_route(make_printer(name="Default"))
    off = make_printer(name="Wuse counter", is_enabled=False)
    make_route(off, shop=wuse)

    assert printer_for(Task.RECEIPT, wuse) == off
