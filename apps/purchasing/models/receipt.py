"""What a supplier brought: counted first, then booked with what its way here cost."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO, money
from apps.purchasing.models.invoice import PurchaseInvoice, Supplier
from apps.purchasing.models.order import PurchaseOrder
from apps.stores.models import Place, Shop


class GoodsReceipt(models.Model):
    """A delivery, against an order or without one. Nothing is in stock before it is booked."""

    class State(models.TextChoices):
        COUNTING = "counting", _("being counted")
        BOOKED = "booked", _("booked")
        CANCELLED = "cancelled", _("cancelled")

    class Spread(models.TextChoices):
        VALUE = "value", _("by value")
        QUANTITY = "quantity", _("by pieces")

    number = models.CharField(_("number"), max_length=20, unique=True)
    key = models.UUIDField(unique=True, editable=False)
    body_hash = models.CharField(max_length=64, editable=False)
    order = models.ForeignKey(
        PurchaseOrder, models.PROTECT, null=True, blank=True, related_name="receipts", verbose_name=_("order")
    )
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, blank=True, verbose_name=_("supplier"))
    supplier_reference = models.CharField(_("supplier's reference"), max_length=60, blank=True)
    shop = models.ForeignKey(Shop, models.PROTECT, verbose_name=_("shop"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.COUNTING, db_index=True)
    freight = MoneyField(_("freight"), default=ZERO)
    duty = MoneyField(_("duty"), default=ZERO)
    spread = models.CharField(_("freight and duty are shared"), max_length=8, choices=Spread, default=Spread.VALUE)
    units = models.PositiveIntegerField(_("pieces"), default=0)
    total = MoneyField(_("goods"), default=ZERO)
    created_at = models.DateTimeField(_("begun"))
    created_by_name = models.CharField(_("begun by"), max_length=150)
    business_date = models.DateField(_("day"), db_index=True)
    booked_at = models.DateTimeField(_("booked"), null=True, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    booked_by_name = models.CharField(_("booked by"), max_length=150, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by_name = models.CharField(_("cancelled by"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    invoice = models.OneToOneField(
        PurchaseInvoice, models.PROTECT, null=True, blank=True, related_name="goods_receipt", verbose_name=_("invoice")
    )
    priced_at = models.DateTimeField(_("new prices decided"), null=True, blank=True)
    priced_by_name = models.CharField(_("new prices decided by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("goods receipt")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(freight__gte=0, duty__gte=0), name="goods_receipt_charges_not_negative")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def charges(self) -> Decimal:
        """What the way here cost, on top of the goods."""
        return self.freight + self.duty


class GoodsReceiptLine(models.Model):
    """Pieces of a product that came; ``charge`` is their share of freight and duty, once booked."""

    receipt = models.ForeignKey(GoodsReceipt, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = models.PositiveIntegerField(_("pieces"), default=0)
    unit_cost = MoneyField(_("unit cost"))
    charge = MoneyField(_("freight and duty"), default=ZERO)

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["product__name", "product__size__position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["receipt", "product"], name="goods_receipt_product_once"),
            models.CheckConstraint(
                condition=Q(unit_cost__gte=0, charge__gte=0), name="goods_receipt_line_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"

    @property
    def total(self) -> Decimal:
        return money(self.unit_cost * self.quantity)

    @property
    def worth(self) -> Decimal:
        """What the pieces are worth in stock: the goods and their share of freight and duty."""
        return self.total + self.charge

    @property
    def landed_cost(self) -> Decimal:
        """Of a piece, with its share of freight and duty."""
        return money(self.worth / self.quantity) if self.quantity else self.unit_cost
