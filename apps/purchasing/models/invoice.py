"""Suppliers, and their invoices as they were written."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.models import traced
from apps.core.money import ZERO
from apps.core.names import NamedOnce
from apps.stores.models import Place, Shop


class Supplier(NamedOnce):
    name = models.CharField(_("name"), max_length=120, unique=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.TextField(_("address"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    history = traced(without=("folded",))

    class Meta:
        verbose_name = _("supplier")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class PurchaseInvoice(models.Model):
    """What was bought, as it was when it was written: editing a product later changes nothing here.

    One a delivery: with an order it is expected, and holds what is still to come; the goods receipt completes it.
    ``total`` is what the supplier gets: ``subtotal``, the sum of the lines, and the tax that is not in them.
    """

    class Source(models.TextChoices):
        INTAKE = "intake", _("new goods")
        IMPORT = "import", _("import")
        ORDER = "order", _("order")
        RECEIPT = "receipt", _("goods receipt")
        HAND = "hand", _("by hand")

    class State(models.TextChoices):
        EXPECTED = "expected", _("expected")
        COMPLETE = "complete", _("complete")
        CANCELLED = "cancelled", _("cancelled")

    number = models.CharField(_("number"), max_length=20, unique=True)
    key = models.UUIDField(unique=True, null=True, editable=False, help_text=_("Of the form that it was typed in."))
    body_hash = models.CharField(max_length=64, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=8, choices=Source)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.COMPLETE, db_index=True)
    order = models.ForeignKey(
        "purchasing.PurchaseOrder",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invoices",
        verbose_name=_("order"),
    )
    shop = models.ForeignKey(Shop, models.PROTECT, verbose_name=_("shop"))
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, blank=True, verbose_name=_("supplier"))
    supplier_reference = models.CharField(_("supplier's reference"), max_length=60, blank=True)
    supplier_date = models.DateField(_("date on their paper"), null=True, blank=True)
    business_date = models.DateField(_("date"), db_index=True)
    created_at = models.DateTimeField(_("written"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_by_name = models.CharField(_("written by"), max_length=150)
    units = models.PositiveIntegerField(_("pieces"), default=0)
    brings_goods = models.BooleanField(_("brings goods in"), default=True)
    subtotal = MoneyField(_("lines"), default=ZERO)
    tax_rate = models.DecimalField(_("tax in %"), max_digits=6, decimal_places=3, null=True, blank=True)
    tax = MoneyField(_("tax"), default=ZERO)
    is_tax_included = models.BooleanField(_("tax is in the costs"), default=False)
    total = MoneyField(_("total"), default=ZERO)
    paid_at = models.DateTimeField(_("marked as paid"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_by_name = models.CharField(_("paid by"), max_length=150, blank=True)
    payment_note = models.CharField(_("how it was paid"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("purchase invoice")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(state="expected", order__isnull=False),
                name="invoice_one_expected_an_order",
            ),
            models.CheckConstraint(condition=models.Q(tax__gte=0), name="invoice_tax_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number


class PurchaseInvoiceLine(models.Model):
    """Pieces of a product, or something else on the paper that is only called so, such as transport."""

    invoice = models.ForeignKey(PurchaseInvoice, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", verbose_name=_("place"))
    barcode = models.CharField(_("barcode"), max_length=48, blank=True)
    name = models.CharField(_("product"), max_length=200)
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    category = models.CharField(_("category"), max_length=80, blank=True)
    colour = models.CharField(_("colour"), max_length=80, blank=True)
    design = models.CharField(_("design"), max_length=80, blank=True)
    size = models.CharField(_("size"), max_length=20, blank=True)
    quantity = models.PositiveIntegerField(_("pieces"))
    unit_cost = MoneyField(_("unit cost"))
    price = MoneyField(_("selling price"), default=ZERO)
    total = MoneyField(_("total"))

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"
