"""Which printer serves a task: the shop's own, else the default of all shops."""

from typing import Any

from django.db.models import Q

from apps.printing.models import Printer, Route, Task
from apps.stores.models import Shop


def printer_for(task: Task | str, shop: Shop | None) -> Printer | None:
    """The most specific route wins, even when its printer is switched off: a receipt of Abuja never prints in Lagos.

    ``None`` when nobody has routed the task yet; its jobs then wait.
    """
    mine: Any = Q(shop__isnull=True) | Q(shop=shop) if shop else Q(shop__isnull=True)
    serving = list(Route.objects.filter(mine, task=task).select_related("printer"))
    best = max(serving, key=lambda route: route.shop_id is not None, default=None)
    return best.printer if best else None
