"""The addresses that people know by heart. Each leads into the back office, with the filters of its bookmark."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.core.doors import ANYONE, SIGNED_IN, open_to
from apps.users import set_up
from nexus.finding import find
from nexus.set_up import set_up_page
from nexus.sidebar import Table, address_of, may_open

View = Callable[..., HttpResponseBase]
RECEIPTS = Table(_("Receipts"), "receipt_long", "sales.receipt")
OWING = Table(_("Receipts with a balance due"), "hourglass_bottom", "sales.receipt", (("state", "due"),))
STOCK = Table(_("Stock"), "inventory_2", "inventory.stocklevel")
INVOICES = Table(_("Purchase invoices"), "description", "purchasing.purchaseinvoice")
CUSTOMERS = Table(_("Customers"), "group", "customers.customer")
SHIFTS = Table(_("Shifts"), "schedule", "sales.shift")
DELIVERIES = Table(_("Deliveries"), "local_shipping", "sales.delivery")
MOVES = Table(_("Stock moves"), "swap_horiz", "inventory.stockmove")


@dataclass(frozen=True)
class Signpost:
    """A page for what has no list of its own yet: what there is today, and where."""

    title: str | Promise
    sentence: str | Promise
    ways: tuple[Table, ...]


LISTS = {
    "products/": ("catalog.product", ()),
    "customers/": ("customers.customer", ()),
    "receipts/": ("sales.receipt", ()),
    "pre-orders/": ("preorders.preorder", ()),
    "returns/": ("returns.return", ()),
    "invoices/": ("purchasing.purchaseinvoice", ()),
    "store-credits/": ("credits.credit", ()),
    "debt-dashboard/": ("sales.debtor", ()),
    "printers/": ("printing.printer", ()),
}
SIGNPOSTS = {
    "reports/": Signpost(
        _("Reports"),
        _("These lists answer today: each can be filtered by day, shop and more, and some show the totals of that."),
        (RECEIPTS, SHIFTS, OWING, STOCK, MOVES, INVOICES, DELIVERIES),
    ),
    "oem/": Signpost(
        _("Analytics"),
        _("There are no figures for manufacturers yet. The shop's own are on the dashboard and in these lists."),
        (RECEIPTS, STOCK),
    ),
}


@require_safe
@open_to(ANYONE)
def start(request: HttpRequest) -> HttpResponse:
    """The dashboard; in an empty house the page that sets it up."""
    return redirect("set-up" if set_up.is_open() else "admin:index")


def list_of(model: str, filters: tuple[tuple[str, str], ...]) -> View:
    """The table's list; a bookmark's own filters win."""

    @require_safe
    @open_to(ANYONE)
    def lead(request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "") or urlencode(filters)
        return redirect(address_of(model) + (f"?{asked}" if asked else ""))

    return lead


def page_at(name: str) -> View:
    """A page of the back office that is no list."""

    @require_safe
    @open_to(ANYONE)
    def lead(request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        return redirect(reverse(name) + (f"?{asked}" if asked else ""))

    return lead


def page_of(post: Signpost) -> View:
    @require_safe
    @open_to(SIGNED_IN)
    def show(request: HttpRequest) -> HttpResponse:
        ways = [
            {"title": way.title, "icon": way.icon, "address": address_of(way.model, way.filters)}
            for way in post.ways
            if may_open(way.model, request)
        ]
        context = {"title": post.title, "sentence": post.sentence, "ways": ways}
        return render(request, "nexus/signpost.html", admin.site.each_context(request) | context)

    return show


urlpatterns = [
    path("", start, name="start"),
    path("barcodes/manager/", page_at("admin:catalog_label_manager")),
    path("reorder/", page_at("admin:purchasing_reorder")),
    path("find/", find, name="find"),
    path("set-up/", set_up_page, name="set-up"),
    *(path(address, list_of(*leads)) for address, leads in LISTS.items()),
    *(path(address, page_of(post)) for address, post in SIGNPOSTS.items()),
]
