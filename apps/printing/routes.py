"""Which printer serves a task: the shop's own, else the default of all shops."""

from apps.printing.models import Printer, Route, Task
from apps.stores.models import Shop


def printer_for(task: Task | str, shop: Shop | None) -> Printer | None:
    """The most specific route wins, even when its printer is switched off: a receipt of Abuja never prints in Lagos.

    ``None`` when nobody has routed the task yet; its jobs then wait.
    """
    key = printer_key(task, shop)
    return Printer.objects.filter(pk=key).first() if key else None


def printer_key(task: Task | str, shop: Shop | None) -> int | None:
    """The key of ``printer_for``, in one narrow query: every sale asks."""
    routed: dict[int | None, int] = dict(Route.objects.filter(task=task).values_list("shop_id", "printer_id"))
    default = routed.get(None)
    return routed.get(shop.pk, default) if shop else default
