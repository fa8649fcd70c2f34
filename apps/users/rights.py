"""What a role may, as people set it: four ticks an area (look, create, edit, delete) and the special rights."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit import log
from apps.core.actor import Actor
from apps.core.refusals import NotAllowed
from apps.users.models import Role, User

TICKS = {
    "look": ("view", gettext_lazy("look")),
    "create": ("add", gettext_lazy("create")),
    "edit": ("change", gettext_lazy("edit")),
    "delete": ("delete", gettext_lazy("delete")),
}


class BeyondOwnRights(NotAllowed):
    code = "beyond_own_rights"


@dataclass(frozen=True)
class Area:
    """Tables that one thinks of together, as ``app.model``."""

    key: str
    title: str | Promise
    models: tuple[str, ...]


AREAS = (
    Area(
        "receipts",
        gettext_lazy("Receipts and deliveries"),
        (
            *("sales.receipt", "sales.receiptline", "sales.linetax", "sales.tender", "sales.void"),
            *("sales.delivery", "sales.deliverystep", "sales.parkedsale"),
        ),
    ),
    Area("debts", gettext_lazy("Debts"), ("sales.debtor", "sales.debtreminder")),
    Area("returns", gettext_lazy("Returns"), ("returns.return", "returns.returnline", "returns.returnstep")),
    Area("shifts", gettext_lazy("Shifts"), ("sales.shift", "sales.cashmove", "sales.zreport")),
    Area("exceptions", gettext_lazy("Exceptions of sales"), ("sales.saleexception", "sales.unbookedsale")),
    Area("customers", gettext_lazy("Customers"), ("customers.customer",)),
    Area("credits", gettext_lazy("Store credits"), ("credits.credit", "credits.creditentry")),
    Area("duplicates", gettext_lazy("Possible duplicates of customers"), ("office.duplicatepair",)),
    Area("loyalty", gettext_lazy("Loyalty and points"), ("loyalty.account", "loyalty.pointlot", "loyalty.pointentry")),
    Area("loyalty_programme", gettext_lazy("Loyalty programme and tiers"), ("loyalty.programme", "loyalty.tier")),
    Area("preorders", gettext_lazy("Pre-orders"), ("preorders.preorder", "preorders.preorderstep")),
    Area("products", gettext_lazy("Products"), ("catalog.product", "catalog.style", "catalog.barcode")),
    Area(
        "lists",
        gettext_lazy("Brands, categories, colours, designs, sizes"),
        ("catalog.brand", "catalog.category", "catalog.colour", "catalog.design", "catalog.size"),
    ),
    Area("stock", gettext_lazy("Stock levels"), ("inventory.stocklevel", "inventory.reservation")),
    Area("moves", gettext_lazy("Stock moves"), ("inventory.stockmove",)),
    Area(
        "transfers",
        gettext_lazy("Transfers"),
        ("inventory.transfer", "inventory.transferline", "inventory.transferstep"),
    ),
    Area(
        "counts",
        gettext_lazy("Counts"),
        ("inventory.stockcount", "inventory.countline", "inventory.countentry", "inventory.countstep"),
    ),
    Area(
        "write_offs",
        gettext_lazy("Write-offs"),
        ("inventory.writeoff", "inventory.writeoffline", "inventory.writeoffstep"),
    ),
    Area(
        "buying",
        gettext_lazy("Purchase invoices and suppliers"),
        (
            "purchasing.purchaseinvoice",
            "purchasing.purchaseinvoiceline",
            "purchasing.supplier",
            "purchasing.goodsdraft",
        ),
    ),
    Area(
        "orders",
        gettext_lazy("Orders to suppliers and goods receipts"),
        (
            *("purchasing.purchaseorder", "purchasing.purchaseorderline", "purchasing.purchaseorderstep"),
            *("purchasing.goodsreceipt", "purchasing.goodsreceiptline", "purchasing.reorderline"),
        ),
    ),
    Area(
        "imports",
        gettext_lazy("Imports of price lists"),
        ("purchasing.importjob", "purchasing.importrow", "purchasing.columnmapping"),
    ),
    Area("labels", gettext_lazy("Labels for goods"), ("catalog.labelbatch", "catalog.labelline")),
    Area("jobs", gettext_lazy("Print jobs"), ("printing.printjob", "printing.printedsheet")),
    Area(
        "printers",
        gettext_lazy("Printers and routes"),
        ("printing.printer", "printing.route", "printing.agent", "printing.labelformat"),
    ),
    Area("mail", gettext_lazy("Mail"), ("mail.outgoingmail", "mail.mailattachment")),
    Area(
        "shops",
        gettext_lazy("Cities, shops and registers"),
        ("stores.location", "stores.shop", "stores.place", "stores.register"),
    ),
    Area(
        "company",
        gettext_lazy("Company, payment methods, taxes"),
        ("stores.company", "stores.bankaccount", "stores.paymentmethod", "stores.taxrate"),
    ),
    Area("people", gettext_lazy("Users and roles"), ("users.user", "users.role", "users.approval")),
    Area("requests", gettext_lazy("Requests for approval"), ("users.approvalrequest",)),
    Area("audit", gettext_lazy("Audit log"), ("audit.auditentry",)),
    Area("exports", gettext_lazy("Exports of lists"), ("reporting.export",)),
)
AREA_OF = {area.key: area for area in AREAS}
PLAIN = Q(codename__startswith="add_") | Q(codename__startswith="change_")
PLAIN |= Q(codename__startswith="delete_") | Q(codename__startswith="view_")
NAMED_LIKE_PLAIN = ("view_cost", "view_all_stock", "view_all_drafts", "view_contacts")


def ticks() -> list[str]:
    """Every tick there is, as ``area:tick``."""
    return [f"{area.key}:{tick}" for area in AREAS for tick in TICKS]


def names_of(tick: str) -> list[str]:
    """The permissions behind a tick, as ``app.codename``."""
    area, _colon, name = tick.partition(":")
    verb = TICKS[name][0]
    return ["{0}.{2}_{1}".format(*model.split("."), verb) for model in AREA_OF[area].models]


def special_rights() -> QuerySet[Permission]:
    """The rights that no tick covers: sell, approve, see cost …"""
    ours = Permission.objects.filter(
        content_type__app_label__in={model.split(".")[0] for area in AREAS for model in area.models}
    )
    return ours.filter(~PLAIN | Q(codename__in=NAMED_LIKE_PLAIN)).select_related("content_type").order_by("name")


def ticked(role: Role) -> set[str]:
    """The ticks whose every permission the role has."""
    held = {
        f"{app}.{codename}" for app, codename in role.permissions.values_list("content_type__app_label", "codename")
    }
    return {tick for tick in ticks() if held.issuperset(names_of(tick))}


@transaction.atomic
def give(role: Role, *, ticked_now: Collection[str], special: Collection[Permission], giver: User, by: Actor) -> None:
    """Set the role's ticks and special rights; what lies behind an untouched tick stays as it is.

    Nobody gives a right that they lack.
    """
    before = ticked(role)
    added = permissions_named([name for tick in set(ticked_now) - before for name in names_of(tick)])
    removed = permissions_named([name for tick in before - set(ticked_now) for name in names_of(tick)])
    had = set(special_rights().filter(group=role))
    gained, lost = [*added, *(set(special) - had)], [*removed, *(had - set(special))]
    _refuse_beyond_own(giver, gained)
    if not gained and not lost:
        return
    role.permissions.remove(*lost)
    role.permissions.add(*gained)
    log.write(
        "users.rights_changed",
        by=by,
        subject="role",
        key=role.pk,
        name=role.name,
        given=sorted(row.codename for row in gained),
        taken=sorted(row.codename for row in lost),
    )


def permissions_named(names: Collection[str]) -> list[Permission]:
    """Rows of ``app.codename`` names; what is not there (a table of a later day) is left out."""
    wanted = {tuple(name.split(".", 1)) for name in names}
    found = Permission.objects.select_related("content_type").filter(
        content_type__app_label__in={app for app, _codename in wanted},
        codename__in={codename for _app, codename in wanted},
    )
    return [row for row in found if (row.content_type.app_label, row.codename) in wanted]


def _refuse_beyond_own(giver: User, gained: Collection[Permission]) -> None:
    lacking = [row.name for row in gained if not giver.has_perm(f"{row.content_type.app_label}.{row.codename}")]
    if lacking:
        raise BeyondOwnRights(
            _("You cannot give what you may not do yourself: %(rights)s.") % {"rights": ", ".join(lacking)}
        )
