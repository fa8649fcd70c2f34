"""The roles that a shop begins with. Staff may change them; running this again changes nothing that they changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import log
from apps.core.actor import Actor
from apps.users.models import Role, User

MD = "md"

LOOKING_AT_GOODS = (
    *("catalog.view_brand", "catalog.view_category", "catalog.view_colour", "catalog.view_design", "catalog.view_size"),
    *("catalog.view_style", "catalog.view_product", "catalog.view_barcode"),
    *("inventory.view_stocklevel", "stores.view_shop", "stores.view_register", "stores.view_location"),
)
SELLING = (
    *("sales.sell", "sales.view_receipt", "sales.view_receiptline", "sales.view_tender", "sales.mail_receipt"),
    *("sales.view_shift", "sales.add_shift", "sales.view_delivery", "sales.change_delivery"),
    *("sales.view_parkedsale", "sales.add_parkedsale", "sales.delete_parkedsale"),
    *("customers.view_customer", "customers.add_customer", "customers.change_customer"),
    *("printing.view_printjob", "printing.view_printer"),
)
DECIDING = (
    *("users.approve", "sales.give_gift", "sales.void_receipt", "sales.open_drawer", "sales.close_any_shift"),
    *("sales.view_void", "sales.view_saleexception", "sales.change_saleexception"),
    *("catalog.change_product", "catalog.reprice_product", "users.view_cost", "inventory.view_stockmove"),
    *("stores.enrol_register", "purchasing.view_purchaseinvoice", "purchasing.view_supplier"),
)
ACCOUNTING = (
    *("sales.view_receipt", "sales.view_receiptline", "sales.view_tender", "sales.view_shift", "sales.view_void"),
    *("sales.view_saleexception", "sales.view_delivery", "customers.view_customer", "users.view_cost"),
    *("users.view_all_stock", "purchasing.view_purchaseinvoice", "purchasing.change_purchaseinvoice"),
    *("purchasing.view_supplier", "purchasing.add_supplier", "purchasing.change_supplier"),
    *("inventory.view_stockmove", "printing.view_printjob", "mail.view_outgoingmail"),
)


@dataclass(frozen=True)
class Preset:
    key: str
    name: str
    description: str
    reach: Role.Reach
    discount_limit: Decimal
    permissions: Iterable[str]


ALL_RIGHTS = Preset(MD, "MD", _("Everything, everywhere."), Role.Reach.ALL, Decimal(100), ())
PRESETS = (
    ALL_RIGHTS,
    Preset(
        "manager",
        "Shop Manager",
        _("Runs a shop: approves within limits."),
        Role.Reach.SHOP,
        Decimal(20),
        (*LOOKING_AT_GOODS, *SELLING, *DECIDING, "users.view_all_stock"),
    ),
    Preset(
        "cashier",
        "Cashier",
        _("Sells; what is above the limits asks for an approval."),
        Role.Reach.SHOP,
        Decimal(5),
        (*LOOKING_AT_GOODS, *SELLING, "users.view_all_stock"),
    ),
    Preset("user", "User", _("Looks at goods; more by configuration."), Role.Reach.SHOP, Decimal(0), LOOKING_AT_GOODS),
    Preset(
        "accountant",
        "Accountant",
        _("Receipts, invoices, debts and reports; no users."),
        Role.Reach.ALL,
        Decimal(0),
        (*LOOKING_AT_GOODS, *ACCOUNTING),
    ),
    Preset("oem", "OEM", _("The analytics pages only."), Role.Reach.ALL, Decimal(0), ()),
)


@transaction.atomic
def setup(*, by: Actor) -> list[Role]:
    """Add the preset roles that are missing, and answer them. The MD's role gets every right, new ones too."""
    added = [_add(preset) for preset in PRESETS if not Role.objects.filter(key=preset.key).exists()]
    role_of(MD).permissions.set(Permission.objects.all())
    if added:
        log.write("users.roles_added", by=by, subject="role", key="presets", roles=[role.name for role in added])
    return added


def role_of(key: str) -> Role:
    return Role.objects.get(key=key)


@transaction.atomic
def give_role(user: User, key: str, *, by: Actor) -> None:
    role = role_of(key)
    user.groups.add(role)
    log.write("users.role_given", by=by, subject="user", key=user.pk, name=str(user), role=role.name)


def permissions_named(names: Iterable[str]) -> list[Permission]:
    """Rows of ``app.codename`` names; what is not there (an app of a later day) is left out."""
    wanted = {tuple(name.split(".", 1)) for name in names}
    apps, codenames = {app for app, _codename in wanted}, {codename for _app, codename in wanted}
    found = Permission.objects.select_related("content_type").filter(
        content_type__app_label__in=apps, codename__in=codenames
    )
    return [row for row in found if (row.content_type.app_label, row.codename) in wanted]


def _add(preset: Preset) -> Role:
    role = Role.objects.create(
        key=preset.key,
        name=preset.name,
        description=str(preset.description),
        reach=preset.reach,
        discount_limit=preset.discount_limit,
    )
    role.permissions.set(permissions_named(preset.permissions))
    return role
