"""Write-offs: goods that nobody will sell any more."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.inventory.models.paper import Document, Step
from apps.stores.models import Place


class WriteOff(Document):
    """Goods that nobody will sell any more, and why. What is worth much waits for an approval, its pieces held."""

    class Reason(models.TextChoices):
        DAMAGED = "damaged", _("damaged")
        STOLEN = "stolen", _("stolen")
        SAMPLE = "sample", _("given as a sample")

    class State(models.TextChoices):
        PENDING = "pending", _("being filled")
        WAITING = "waiting", _("waiting for approval")
        BOOKED = "booked", _("written off")
        REJECTED = "rejected", _("rejected")
        CANCELLED = "cancelled", _("cancelled")

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING, db_index=True)
    is_self_approved = models.BooleanField(_("approved by who wrote it"), default=False)

    class Meta:
        verbose_name = _("write-off")
        ordering: ClassVar[list[str]] = ["-pk"]
        permissions: ClassVar[list[Any]] = [("approve_writeoff", "Can approve write-offs above the limit")]


class WriteOffLine(models.Model):
    """Pieces of a product; ``value`` is what they are worth at cost, and once booked what they carried away."""

    write_off = models.ForeignKey(WriteOff, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = models.PositiveIntegerField(_("pieces"))
    value = MoneyField(_("value at cost"), default=ZERO)

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["product__name", "product__size__position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["write_off", "product"], name="write_off_product_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="write_off_line_has_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"


class WriteOffStep(Step):
    class Kind(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        ASKED = "asked", _("approval asked")
        BOOKED = "booked", _("written off")
        APPROVED = "approved", _("approved and written off")
        REJECTED = "rejected", _("rejected")
        CANCELLED = "cancelled", _("cancelled")

    write_off = models.ForeignKey(WriteOff, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("step of a write-off")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.write_off} {self.kind}"
