"""The roles that a shop begins with. Staff may change them; running this again changes nothing that they changed."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.audit import log
from apps.core import names
from apps.core.actor import Actor
from apps.core.money import MOST, ZERO
from apps.users import rights
from apps.users.models import Role, User

MD = "md"

GOODS = ("products:look", "lists:look", "stock:look", "shops:look")
TAKING_BACK = ("returns:look", "returns:create", "returns:edit")
SELLING = (
    *("receipts:look", "receipts:create", "receipts:edit", "debts:look"),
    *("shifts:look", "shifts:create", "jobs:look"),
    *TAKING_BACK,
)
LABELLING = ("labels:look", "labels:create", "labels:edit")
ORDERING = ("orders:look", "orders:create", "orders:edit")
TRANSFERRING = ("transfers:look", "transfers:create", "transfers:edit")
COUNTING = ("counts:look", "counts:create", "counts:edit", "write_offs:look", "write_offs:create", "write_offs:edit")
TAKING_PART = ("loyalty:look", "loyalty:create")
PROMISING = ("preorders:look", "preorders:create", "preorders:edit")
MEETING_CUSTOMERS = ("customers:look", "customers:create", "customers:edit", "credits:look", *PROMISING)
EXPORTING = ("exports:look", "exports:create")
RUNNING_A_SHOP = (
    *("exceptions:look", "exceptions:edit", "products:edit", "moves:look", "buying:look", "printers:look", "jobs:edit"),
    *("duplicates:look", "duplicates:edit", "requests:look"),
    *EXPORTING,
)
ACCOUNTING = (
    *("receipts:look", "debts:look", "shifts:look", "exceptions:look", "customers:look", "credits:look"),
    *("moves:look", "jobs:look", "mail:look", "loyalty:look", "loyalty_programme:look"),
    *("buying:look", "buying:create", "buying:edit", "orders:look", "counts:look", "write_offs:look"),
    *("preorders:look", "returns:look"),
    *EXPORTING,
)
IN_THE_WAREHOUSE = ("inventory.receive_transfer", "inventory.count_stockcount")
AT_THE_TILL = (
    *("sales.sell", "sales.mail_receipt", "users.view_all_stock", "customers.view_contacts"),
    *IN_THE_WAREHOUSE,
)
DECIDING = (
    *("users.approve", "sales.give_gift", "sales.void_receipt", "sales.open_drawer", "sales.close_any_shift"),
    *("sales.see_expected_cash", "sales.take_cash_out"),
    *("catalog.reprice_product", "catalog.read_changes", "users.view_cost", "stores.enrol_register"),
    *("inventory.dispatch_transfer", "sales.confirm_tender", "sales.mail_debtor", "credits.issue_credit"),
    *("customers.merge_customer", "preorders.convert_preorder", "preorders.cancel_preorder"),
    *("returns.approve_return", "sales.reopen_delivery"),
)


@dataclass(frozen=True)
class Preset:
    key: str
    name: str
    description: str | Promise
    reach: Role.Reach
    discount_limit: Decimal
    ticks: tuple[str, ...] = ()
    special: tuple[str, ...] = ()
    store_credit_limit: Decimal = ZERO

    @property
    def permissions(self) -> list[str]:
        return [*self.special, *(name for tick in self.ticks for name in rights.names_of(tick))]


ALL_RIGHTS = Preset(MD, "MD", _("Everything, everywhere."), Role.Reach.ALL, Decimal(100), store_credit_limit=MOST)
PRESETS = (
    ALL_RIGHTS,
    Preset(
        "manager",
        "Shop Manager",
        _("Runs a shop: approves within limits."),
        Role.Reach.SHOP,
        Decimal(20),
        (
            *(*GOODS, *LABELLING, *SELLING, *MEETING_CUSTOMERS, *TAKING_PART, *TRANSFERRING, *COUNTING, *ORDERING),
            *RUNNING_A_SHOP,
        ),
        (*AT_THE_TILL, *DECIDING),
        store_credit_limit=Decimal(20_000),
    ),
    Preset(
        "cashier",
        "Cashier",
        _("Sells; what is above the limits asks for an approval."),
        Role.Reach.SHOP,
        Decimal(5),
        (*GOODS, *LABELLING, *SELLING, *MEETING_CUSTOMERS, *TAKING_PART, "transfers:look", "counts:look"),
        AT_THE_TILL,
    ),
    Preset("user", "User", _("Looks at goods; more by configuration."), Role.Reach.SHOP, Decimal(0), GOODS),
    Preset(
        "accountant",
        "Accountant",
        _("Receipts, invoices, debts and reports; no users."),
        Role.Reach.ALL,
        Decimal(0),
        (*GOODS, *ACCOUNTING),
        (
            *("catalog.read_changes", "users.view_cost", "users.view_all_stock"),
            *("sales.see_expected_cash", "sales.confirm_tender", "sales.mail_debtor"),
        ),
    ),
    Preset("oem", "OEM", _("The analytics pages only."), Role.Reach.ALL, Decimal(0)),
)


@transaction.atomic
def setup(*, by: Actor) -> list[Role]:
    """Add the preset roles that are missing, and answer them. The MD's role gets every right, new ones too."""
    added = [_add(preset) for preset in PRESETS if not Role.objects.filter(key=preset.key).exists()]
    role_of(MD).permissions.set(Permission.objects.all())
    if added:
        log.write("users.roles_added", by=by, subject="role", key="presets", roles=[role.name for role in added])
    return added


@transaction.atomic
def spread(names: Collection[str], *, by: Actor) -> None:
    """Rights that an upgrade brought go to the preset roles that would have had them from the first day."""
    for preset in PRESETS:
        gained = rights.permissions_named(set(names) & set(preset.permissions))
        role = Role.objects.filter(key=preset.key).first()
        if role and gained:
            role.permissions.add(*gained)
            given = sorted(right.codename for right in gained)
            log.write("users.rights_changed", by=by, subject="role", key=role.pk, name=role.name, given=given)


def role_of(key: str) -> Role:
    return Role.objects.get(key=key)


@transaction.atomic
def give_role(user: User, key: str, *, by: Actor) -> None:
    role = role_of(key)
    user.groups.add(role)
    log.write("users.role_given", by=by, subject="user", key=user.pk, name=str(user), role=role.name)


def _add(preset: Preset) -> Role:
    taken = set(Role.objects.values_list("folded", flat=True))
    role = Role.objects.create(
        key=preset.key,
        name=names.free(preset.name, taken, 150),
        description=str(preset.description),
        reach=preset.reach,
        discount_limit=preset.discount_limit,
        store_credit_limit=preset.store_credit_limit,
    )
    role.permissions.set(rights.permissions_named(preset.permissions))
    return role
