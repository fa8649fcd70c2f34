"""Today on one page: what was sold, what runs out, which tills are open. Asks the trades, returns context."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock
from apps.core.money import format_money
from apps.inventory import badges
from apps.inventory import queries as stock
from apps.preorders import badges as preorder_badges
from apps.reporting import queries as reporting
from apps.sales import badges as sales_badges
from apps.stores import company
from apps.stores.models import Shop
from apps.users.models import User
from apps.users.reach import shops_in_reach
from nexus import first_steps
from nexus.sidebar import address_of, may_open

DAYS_SHOWN = 14
RUNS_LOW = 6


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the person may see of the shops within reach; without a right to receipts, only a greeting."""
    user = request.user
    if not isinstance(user, User):
        return context
    shops, today = list(shops_in_reach(user)), clock.today()
    context |= {"title": _("Today"), "today": today, "shops": shops, "greeting": user.first_name or user.username}
    if user.has_perm("sales.view_receipt"):
        context |= _sales(today, shops)
    if user.has_perm("inventory.view_stocklevel"):
        context |= _stock(request, shops)
    if user.has_perm("preorders.view_preorder"):
        context |= {"overdue": preorder_badges.overdue(request)}
    context |= _to_be_asked(request) | {"steps": first_steps.of(request)}
    return context | {"tables": {name: address_of(model) for name, model in LISTS.items() if may_open(model, request)}}


def _to_be_asked(request: HttpRequest) -> dict[str, Any]:
    """What the sidebar counts and nobody should find out by chance."""
    asked: dict[str, Any] = {}
    if may_open("sales.cashmove", request):
        asked |= {"doubtful_moves": sales_badges.doubtful_moves(request)}
    if may_open("sales.delivery", request):
        asked |= {"overdue_deliveries": sales_badges.overdue_deliveries(request)}
    return asked


LISTS = {
    "cash_moves": "sales.cashmove",
    "deliveries": "sales.delivery",
    "receipts": "sales.receipt",
    "preorders": "preorders.preorder",
    "shifts": "sales.shift",
    "exceptions": "sales.saleexception",
    "unbooked": "sales.unbookedsale",
    "products": "catalog.product",
}


def _sales(today: date, shops: list[Shop]) -> dict[str, Any]:
    sold = reporting.sold_on(today, shops)
    before = reporting.sold_on(today - timedelta(days=7), shops)
    owed, exceptions = reporting.owed(shops), reporting.unresolved_exceptions(shops)
    pieces = ngettext("%(n)s piece", "%(n)s pieces", sold.pieces) % {"n": sold.pieces}
    receipts = ngettext("on %(n)s receipt", "on %(n)s receipts", owed.receipts) % {"n": owed.receipts}
    same_day = _("%(amount)s on this day last week") % {"amount": _money(before.total)}
    return {
        "figures": [
            {"title": _("Sold today"), "value": _money(sold.total), "note": same_day, "is_main": True},
            {"title": _("Receipts"), "value": f"{sold.receipts:,}", "note": pieces},
            {"title": _("Average receipt"), "value": _money(sold.average), "note": _("today")},
            {"title": _("Customers owe"), "value": _money(owed.amount), "note": receipts},
        ],
        "exceptions": exceptions,
        "unbooked": reporting.unbooked_sales(shops),
        "taken": reporting.taken_on(today, shops),
        "best_sellers": reporting.best_sellers(today, shops),
        "latest": reporting.latest_receipts(shops),
        "open_shifts": reporting.open_shifts(shops),
        "chart": _chart(today, shops),
    }


def _money(amount: Decimal) -> str:
    return format_money(amount, company.current().currency_symbol)


def _stock(request: HttpRequest, shops: list[Shop]) -> dict[str, Any]:
    low = stock.low_stock(shops, most=RUNS_LOW)
    names = {shop.pk: shop.name for shop in shops}
    return {
        "low_count": badges.runs_low(request),
        "low_list": address_of("inventory.stocklevel", badges.LOW),
        "low": [{"row": row, "shop": names.get(row.shop_id, "")} for row in low],
    }


def _chart(today: date, shops: list[Shop]) -> str:
    """The sales of the last days, for unfold's bars."""
    days = reporting.sold_by_day(today - timedelta(days=DAYS_SHOWN - 1), today, shops)
    bars = {
        "label": _("Sold"),
        "data": [float(total) for total in days.values()],
        "backgroundColor": "var(--color-primary-600)",
        "maxBarThickness": 28,
        "borderRadius": 6,
    }
    return json.dumps({"labels": [date_format(day, "D j") for day in days], "datasets": [bars]})
