"""Stock: what lies where, worth how much, every move that made it so, and what is held back."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.stores.models import Place


class StockLevel(models.Model):
    """What one of our own places holds of a product; it changes only with a move, by ``ledger``."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="levels")
    place = models.ForeignKey(Place, models.PROTECT, related_name="levels")
    quantity = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0)
    value = MoneyField(_("value at cost"), default=ZERO)

    class Meta:
        verbose_name = _("stock level")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["product", "place"], name="level_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="level_not_negative"),
            models.CheckConstraint(condition=Q(value__gte=0), name="level_value_not_negative"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("quantity")), name="level_reserved_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} in {self.place}: {self.quantity}"


class StockMove(models.Model):
    """Goods went from a place to a place. Append-only; a correction is another move."""

    class Reason(models.TextChoices):
        OPENING = "opening", _("opening stock")
        RECEIVE = "receive", _("received")
        SELL = "sell", _("sold")
        VOID = "void", _("sale voided")
        RETURN = "return", _("returned")
        TRANSFER = "transfer", _("transferred")
        COUNT = "count", _("count correction")
        WRITE_OFF = "write_off", _("written off")

    product = models.ForeignKey(Product, models.PROTECT, related_name="moves")
    source = models.ForeignKey(Place, models.PROTECT, related_name="moves_out")
    target = models.ForeignKey(Place, models.PROTECT, related_name="moves_in")
    quantity = models.IntegerField(_("pieces"))
    value = MoneyField(_("value at cost"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    document = models.CharField(_("document"), max_length=40, db_index=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), db_index=True)
    business_date = models.DateField(_("day"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)

    class Meta:
        verbose_name = _("stock move")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="move_has_pieces"),
            models.CheckConstraint(condition=Q(value__gte=0), name="move_value_not_negative"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["product", "at"], name="move_product_at")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}: {self.source} → {self.target}"


class Reservation(models.Model):
    """Pieces held back for a document until it takes or releases them."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="reservations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="reservations")
    quantity = models.IntegerField(_("pieces"))
    document = models.CharField(_("document"), max_length=40, db_index=True)
    at = models.DateTimeField(_("since"))
    user_name = models.CharField(_("who"), max_length=150)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("reservation")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_has_pieces")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product} for {self.document}"


class LowStockNotice(models.Model):
    """The day's look at what runs low, taken once: how much there was to tell, and to how many addresses."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("when"))
    products = models.PositiveIntegerField(_("products"))
    recipients = models.PositiveIntegerField(_("addresses"))

    class Meta:
        verbose_name = _("notice of low stock")
        ordering: ClassVar[list[str]] = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.products}"
