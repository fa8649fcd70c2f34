"""Transfers: what goes from place to place, piece by piece."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.inventory.models.paper import Document, Step
from apps.stores.models import Place


class Transfer(Document):
    """Goods on their way between two of our places, from the wish to the last piece that is accounted for."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        IN_TRANSIT = "in_transit", _("in transit")
        RECEIVED = "received", _("received, with a difference")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    source = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("from"))
    target = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("to"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING, db_index=True)

    class Meta:
        verbose_name = _("transfer")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_goes_somewhere")
        ]
        permissions: ClassVar[list[Any]] = [
            ("dispatch_transfer", "Can send transfers off and cancel them"),
            ("receive_transfer", "Can receive transfers"),
            ("settle_transfer", "Can settle the differences of transfers"),
        ]

    @property
    def is_internal(self) -> bool:
        """Within one shop, between its floor and its warehouse."""
        return self.source.shop_id == self.target.shop_id


class TransferLine(models.Model):
    """A product's pieces at each station. ``counted`` was scanned at the target so far, and is not booked by itself."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    asked = models.PositiveIntegerField(_("asked for"), default=0)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    counted = models.PositiveIntegerField(_("counted"), default=0)
    received = models.PositiveIntegerField(_("received"), default=0)
    found = models.PositiveIntegerField(_("found later"), default=0)
    lost = models.PositiveIntegerField(_("written off"), default=0)
    surplus = models.PositiveIntegerField(_("more than was sent"), default=0)
    surplus_settled = models.PositiveIntegerField(_("of these settled"), default=0)

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["product__name", "product__size__position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["transfer", "product"], name="transfer_product_once"),
            models.CheckConstraint(
                condition=Q(sent__gte=F("received") + F("found") + F("lost")), name="transfer_line_not_more_than_sent"
            ),
            models.CheckConstraint(condition=Q(surplus__gte=F("surplus_settled")), name="transfer_line_surplus_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.sent or self.asked}"

    @property
    def under_way(self) -> int:
        """Pieces sent that neither arrived nor were written off."""
        return self.sent - self.received - self.found - self.lost

    @property
    def open_surplus(self) -> int:
        return self.surplus - self.surplus_settled


class TransferStep(Step):
    class Kind(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        CHANGED = "changed", _("changed")
        SENT = "sent", _("sent")
        RECEIVED = "received", _("received")
        SETTLED = "settled", _("difference settled")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("step of a transfer")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.transfer} {self.kind}"
