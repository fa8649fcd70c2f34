"""The sidebar, in the order of the shop's day. Links only: what a link opens decides for itself whom it lets in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.inventory import badges
from apps.office import badges as office_badges
from apps.preorders import badges as preorder_badges
from apps.printing import badges as printing_badges
from apps.returns import badges as returns_badges
from apps.sales import badges as sales_badges
from apps.stores import company
from apps.users import badges as users_badges

Words = str | Promise


@dataclass(frozen=True)
class Table:
    """A link to a table's list: ``app.model``, the filters with which it opens, and a figure beside it (none for 0).

    What is for upkeep is a link for those who may change the rows; others look at it where it is named.
    """

    title: Words
    icon: str
    model: str
    filters: tuple[tuple[str, str], ...] = ()
    badge: Callable[[HttpRequest], int] | None = None
    is_upkeep: bool = False


@dataclass(frozen=True)
class Page:
    """A link to a page outside the lists, for holders of a permission (anyone without)."""

    title: Words
    icon: str
    address: str
    permission: str = ""
    badge: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True)
class Group:
    title: Words
    links: Sequence[Table | Page]
    is_folded: bool = False


DAY = (
    Group(
        "",
        (
            Page(_("Open the till"), "point_of_sale", "/sell/", "sales.sell"),
            Page(_("Today"), "dashboard", "/admin/"),
            Page(_("Waiting for you"), "approval_delegation", "/approvals/", "users.approve", users_badges.waiting),
        ),
    ),
    Group(
        _("Selling"),
        (
            Table(_("Receipts"), "receipt_long", "sales.receipt"),
            Table(_("Returns"), "assignment_return", "returns.return", badge=returns_badges.returns_to_do),
            Table(_("Shifts"), "schedule", "sales.shift"),
            Table(_("Cash movements"), "payments", "sales.cashmove", badge=sales_badges.doubtful_moves),
            Page(_("Differences by cashier"), "balance", "/admin/sales/shift/differences/", "sales.see_expected_cash"),
            Table(_("To be confirmed"), "rule", "sales.tender", (("state", "awaited"),), sales_badges.awaited),
            Table(_("Debts"), "hourglass_bottom", "sales.debtor"),
            Table(_("Parked sales"), "pause_circle", "sales.parkedsale"),
            Table(_("Deliveries"), "local_shipping", "sales.delivery", badge=sales_badges.overdue_deliveries),
            Table(_("Pre-orders"), "bookmark_added", "preorders.preorder", badge=preorder_badges.overdue),
            Table(_("Exceptions"), "report", "sales.saleexception", (("state", "open"),), sales_badges.open_exceptions),
            Table(
                _("Sales not booked"),
                "sync_problem",
                "sales.unbookedsale",
                (("state", "open"),),
                sales_badges.open_unbooked,
            ),
            Table(_("Customers"), "group", "customers.customer"),
            Table(
                _("Possible duplicates"),
                "group_search",
                "office.duplicatepair",
                (("state", "open"),),
                office_badges.open_pairs,
            ),
            Table(_("Store credits"), "card_giftcard", "credits.credit"),
            Table(_("Loyalty"), "loyalty", "loyalty.account"),
            Table(_("Points"), "stars", "loyalty.pointentry"),
        ),
    ),
    Group(
        _("Goods"),
        (
            Table(_("Products"), "apparel", "catalog.product"),
            Page(_("Labels"), "barcode", "/admin/catalog/labelbatch/manager/", "catalog.add_labelbatch"),
            Table(_("Printed labels"), "barcode_reader", "catalog.labelbatch", is_upkeep=True),
            Table(_("Stock"), "inventory_2", "inventory.stocklevel"),
            Table(_("Runs low"), "trending_down", "inventory.stocklevel", badges.LOW, badges.runs_low),
            Table(_("Transfers"), "move_up", "inventory.transfer", badge=badges.transfers_to_do),
            Table(_("Counts"), "fact_check", "inventory.stockcount", badge=badges.counts_to_approve),
            Table(_("Write-offs"), "remove_shopping_cart", "inventory.writeoff", badge=badges.write_offs_to_approve),
            Table(_("Moves"), "swap_horiz", "inventory.stockmove"),
            Table(_("Reserved"), "bookmark", "inventory.reservation"),
        ),
    ),
    Group(
        _("Lists of goods"),
        (
            Table(_("Styles"), "style", "catalog.style", is_upkeep=True),
            Table(_("Brands"), "sell", "catalog.brand", is_upkeep=True),
            Table(_("Categories"), "category", "catalog.category", is_upkeep=True),
            Table(_("Colours"), "palette", "catalog.colour", is_upkeep=True),
            Table(_("Designs"), "texture", "catalog.design", is_upkeep=True),
            Table(_("Sizes"), "straighten", "catalog.size", is_upkeep=True),
        ),
        is_folded=True,
    ),
    Group(
        _("Buying"),
        (
            Page(
                _("Reorder"),
                "add_shopping_cart",
                "/admin/purchasing/purchaseorder/reorder/",
                "purchasing.add_purchaseorder",
            ),
            Table(_("Orders"), "shopping_cart", "purchasing.purchaseorder"),
            Table(_("Goods receipts"), "inventory", "purchasing.goodsreceipt"),
            Table(_("Purchase invoices"), "description", "purchasing.purchaseinvoice"),
            Table(_("Drafts of new goods"), "edit_note", "purchasing.goodsdraft"),
            Table(_("Imports"), "upload_file", "purchasing.importjob"),
            Table(_("Suppliers"), "factory", "purchasing.supplier"),
        ),
    ),
    Group(
        _("Printing and mail"),
        (
            Table(_("Print jobs"), "print", "printing.printjob", badge=printing_badges.troubled_jobs),
            Table(_("Printers"), "print_connect", "printing.printer"),
            Table(_("Print agents"), "dvr", "printing.agent"),
            Table(_("Print routes"), "route", "printing.route"),
            Table(_("Label sizes"), "straighten", "printing.labelformat", is_upkeep=True),
            Table(_("Virtual printer"), "receipt", "printing.printedsheet"),
            Table(_("Mail"), "mail", "mail.outgoingmail"),
        ),
        is_folded=True,
    ),
    Group(
        _("Configuration"),
        (
            Table(_("Company"), "storefront", "stores.company"),
            Table(_("Cities"), "location_city", "stores.location", is_upkeep=True),
            Table(_("Shops"), "store", "stores.shop", is_upkeep=True),
            Table(_("Registers"), "tablet", "stores.register", is_upkeep=True),
            Table(_("Payment methods"), "payments", "stores.paymentmethod"),
            Table(_("Taxes"), "percent", "stores.taxrate"),
            Table(_("Loyalty programme"), "settings_heart", "loyalty.programme"),
            Table(_("Tiers"), "military_tech", "loyalty.tier", is_upkeep=True),
            Table(_("Users"), "badge", "users.user"),
            Table(_("Roles"), "shield_person", "users.role"),
        ),
        is_folded=True,
    ),
    Group(
        _("Control"),
        (
            Table(_("Approvals"), "verified_user", "users.approval"),
            Table(_("Asked from afar"), "contact_support", "users.approvalrequest"),
            Page(_("Changes of products"), "history", "/admin/catalog/product/changes/", "catalog.read_changes"),
            Table(_("Audit log"), "policy", "audit.auditentry"),
            Table(_("Exports"), "download", "reporting.export"),
        ),
    ),
)
SEARCHED = ("catalog.product", "sales.receipt", "customers.customer", "purchasing.purchaseinvoice", "users.user")

FILTERS_OF = {
    link.model: [link.filters] for group in DAY for link in group.links if isinstance(link, Table) and link.filters
}

PAGES = {link.address for group in DAY for link in group.links if isinstance(link, Page)}

ICONS = {link.model: link.icon for group in reversed(DAY) for link in reversed(group.links) if isinstance(link, Table)}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """What unfold draws: the groups with the links that this person may follow."""
    groups = [_drawn(group, request) for group in DAY]
    return [group for group in groups if group["items"]]


def searched_tables(request: HttpRequest) -> list[str]:
    """Where the command palette looks."""
    return [model for model in SEARCHED if may_open(model, request)]


def icon_of(model: str) -> str:
    """The sign of a table, as in the sidebar."""
    return ICONS.get(model, "tag")


def company_name(request: HttpRequest) -> str:
    return company.current().name


def address_of(model: str, filters: Sequence[tuple[str, str]] = ()) -> str:
    """The list of ``app.model``, opened with ``filters``."""
    address = reverse(f"admin:{model.replace('.', '_')}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def may_open(model: str, request: HttpRequest) -> bool:
    """Whether the person may see the table's list at all."""
    page = admin.site._registry.get(apps.get_model(model))
    return page is not None and page.has_view_or_change_permission(request)


def may_tend(model: str, request: HttpRequest) -> bool:
    """Whether the person may add to the table or change its rows."""
    page = admin.site._registry.get(apps.get_model(model))
    return page is not None and (page.has_change_permission(request) or page.has_add_permission(request))


def _drawn(group: Group, request: HttpRequest) -> dict[str, Any]:
    links = [_link(link, request) for link in group.links if _is_open(link, request)]
    return {"title": group.title, "collapsible": group.is_folded, "items": links}


def _is_open(link: Table | Page, request: HttpRequest) -> bool:
    if isinstance(link, Table):
        return may_tend(link.model, request) if link.is_upkeep else may_open(link.model, request)
    return not link.permission or request.user.has_perm(link.permission)


def _link(link: Table | Page, request: HttpRequest) -> dict[str, Any]:
    if isinstance(link, Page):
        here = request.path == link.address
        return _with_badge(
            {"title": link.title, "icon": link.icon, "link": link.address, "active": here}, link, request
        )
    here = request.path.startswith(address_of(link.model)) and _has_filters_of(link, request)
    here = here and request.path not in PAGES
    drawn = {"title": link.title, "icon": link.icon, "link": address_of(link.model, link.filters), "active": here}
    return _with_badge(drawn, link, request)


def _with_badge(drawn: dict[str, Any], link: Table | Page, request: HttpRequest) -> dict[str, Any]:
    return drawn | ({"badge": link.badge(request), "badge_variant": "warning"} if link.badge else {})


def _has_filters_of(link: Table, request: HttpRequest) -> bool:
    """A plain link is not here when a filtered one to the same list is."""
    asked = set(request.GET.items())
    if link.filters:
        return asked.issuperset(link.filters)
    return not any(asked.issuperset(filters) for filters in FILTERS_OF.get(link.model, ()))
