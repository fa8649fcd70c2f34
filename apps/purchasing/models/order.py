"""What was ordered from a supplier, how much of it came, and who did what with the order."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.purchasing.models.invoice import Supplier
from apps.stores.models import Shop


class PurchaseOrder(models.Model):
    """Goods that a supplier is to bring to a shop; they come in one delivery or in several."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        PART = "part", _("partly received")
        RECEIVED = "received", _("received")
        CANCELLED = "cancelled", _("cancelled")

    number = models.CharField(_("number"), max_length=20, unique=True)
    key = models.UUIDField(unique=True, editable=False)
    body_hash = models.CharField(max_length=64, editable=False)
    batch = models.UUIDField(null=True, db_index=True, editable=False, help_text=_("Orders that were placed together."))
    supplier = models.ForeignKey(Supplier, models.PROTECT, verbose_name=_("supplier"))
    shop = models.ForeignKey(Shop, models.PROTECT, verbose_name=_("shop"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN, db_index=True)
    business_date = models.DateField(_("day"), db_index=True)
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    created_at = models.DateTimeField(_("ordered"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_by_name = models.CharField(_("ordered by"), max_length=150)
    units = models.PositiveIntegerField(_("pieces"), default=0)
    total = MoneyField(_("total"), default=ZERO)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("purchase order")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def is_awaited(self) -> bool:
        return self.state in (self.State.OPEN, self.State.PART)


class PurchaseOrderLine(models.Model):
    """A product as it was ordered; ``received`` of its pieces came in so far."""

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = models.PositiveIntegerField(_("ordered"))
    received = models.PositiveIntegerField(_("received"), default=0)
    unit_cost = MoneyField(_("unit cost"))
    total = MoneyField(_("total"))

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["product__name", "product__size__position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["order", "product"], name="order_product_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_has_pieces"),
            models.CheckConstraint(condition=Q(received__lte=F("quantity")), name="order_line_not_more_than_ordered"),
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="order_line_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"

    @property
    def still_open(self) -> int:
        return self.quantity - self.received


class PurchaseOrderStep(models.Model):
    """Who did what with an order, and when."""

    class Kind(models.TextChoices):
        PLACED = "placed", _("ordered")
        CHANGED = "changed", _("changed")
        MAILED = "mailed", _("sent to the supplier")
        RECEIVED = "received", _("goods received")
        CANCELLED = "cancelled", _("cancelled")

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=9, choices=Kind)
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("step of an order")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.order} {self.kind}"
