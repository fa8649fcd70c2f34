"""Goods that were promised to a customer, and who did what until they had them."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.customers.models import Customer
from apps.purchasing.models import PurchaseInvoice
from apps.sales.models import Receipt
from apps.stores.models import Shop


class PreOrder(models.Model):
    """What a customer waits for. ``product`` is what they chose, or what their wish became when it arrived."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        ARRIVED = "arrived", _("arrived")
        FULFILLED = "fulfilled", _("fulfilled")
        CANCELLED = "cancelled", _("cancelled")

    number = models.CharField(_("number"), max_length=24, unique=True)
    key = models.UUIDField(unique=True, editable=False)
    body_hash = models.CharField(max_length=64, editable=False)
    shop = models.ForeignKey(Shop, models.PROTECT, verbose_name=_("shop"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="preorders", verbose_name=_("customer"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING, db_index=True)
    what = models.CharField(_("what"), max_length=200)
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    category = models.CharField(_("category"), max_length=80, blank=True)
    colour = models.CharField(_("colour"), max_length=80, blank=True)
    design = models.CharField(_("design"), max_length=80, blank=True)
    size = models.CharField(_("size"), max_length=20, blank=True)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    unit_price = MoneyField(_("agreed price of a piece"))
    expected_on = models.DateField(_("expected on"), db_index=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    business_date = models.DateField(_("day"), db_index=True)
    created_at = models.DateTimeField(_("ordered"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_by_name = models.CharField(_("taken by"), max_length=150)
    converted_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    converted_by_name = models.CharField(_("taken in by"), max_length=150, blank=True)
    invoice = models.ForeignKey(
        PurchaseInvoice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("purchase invoice")
    )
    told_at = models.DateTimeField(_("customer told"), null=True, blank=True)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("receipt")
    )
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    delivered_by_name = models.CharField(_("delivered by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("pre-order")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="preorder_has_pieces"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="preorder_price_not_negative"),
        ]
        permissions: ClassVar[list[Any]] = [
            ("convert_preorder", "Can take in what was pre-ordered, with its purchase invoice"),
            ("cancel_preorder", "Can cancel a pre-order and give its deposit back"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PENDING, self.State.ARRIVED)

    @property
    def words(self) -> str:
        """What is promised, in a line."""
        wishes = (self.brand, self.category, self.colour, self.design, self.size)
        told = ", ".join(wish for wish in wishes if wish and wish.casefold() not in self.what.casefold())
        return f"{self.quantity} × {self.what}{f' ({told})' if told else ''}"

    def is_overdue(self, today: date) -> bool:
        """It should be here, and is not."""
        return self.state == self.State.PENDING and self.expected_on < today


class PreOrderStep(models.Model):
    """Who did what with a pre-order, and when."""

    class Kind(models.TextChoices):
        PLACED = "placed", _("ordered")
        CHANGED = "changed", _("changed")
        DEPOSIT = "deposit", _("deposit taken")
        ARRIVED = "arrived", _("arrived")
        TOLD = "told", _("customer told")
        FULFILLED = "fulfilled", _("picked up")
        REOPENED = "reopened", _("pick-up undone")
        PAID_BACK = "paid_back", _("deposit given back")
        CANCELLED = "cancelled", _("cancelled")
        DELIVERED = "delivered", _("delivered")
        UNDELIVERED = "undelivered", _("not delivered after all")

    preorder = models.ForeignKey(PreOrder, models.CASCADE, related_name="steps", verbose_name=_("pre-order"))
    kind = models.CharField(_("step"), max_length=11, choices=Kind)
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)
    amount = MoneyField(_("amount"), default=ZERO)
    document = models.CharField(_("document"), max_length=24, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a pre-order")
        verbose_name_plural = _("steps of pre-orders")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.preorder} {self.kind}"
