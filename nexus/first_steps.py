"""What a new shop still lacks, shown until its first sale to those who can see to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.printing.models import Printer
from apps.sales.models import Receipt
from apps.stores import company
from apps.users.models import User


@dataclass(frozen=True)
class Step:
    title: str | Promise
    sentence: str | Promise
    icon: str
    address: str
    needs: str
    is_done: bool


def of(request: HttpRequest) -> list[Step]:
    """The steps that the person may take; none once something was sold."""
    if not request.user.has_perm("stores.change_company") or Receipt.objects.exists():
        return []
    return [step for step in _steps() if request.user.has_perm(step.needs)]


def _steps() -> Iterator[Step]:
    yield Step(
        _("Take in goods"),
        _("A style in its colours and sizes; a whole price list goes through Imports."),
        "apparel",
        reverse("admin:purchasing_new_goods"),
        "purchasing.add_purchaseinvoice",
        Product.objects.exists(),
    )
    yield Step(
        _("Connect a printer"),
        _("Until then whatever is printed shows as a picture under Virtual printer."),
        "print_connect",
        reverse("admin:printing_printer_add"),
        "printing.add_printer",
        Printer.objects.exclude(connection=Printer.Connection.VIRTUAL).exists(),
    )
    yield Step(
        _("Put your logo on the receipts"),
        _("With what stands above and below, and the bank account for transfers."),
        "storefront",
        reverse("admin:stores_company_change", args=[1]),
        "stores.change_company",
        bool(company.current().logo),
    )
    yield Step(
        _("Add your people"),
        _("Each with a role, and with a PIN for the till."),
        "badge",
        reverse("admin:users_user_add"),
        "users.add_user",
        User.objects.filter(is_active=True).count() > 1,
    )
