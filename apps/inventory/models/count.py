"""Counts: what people found, beside what the books say."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Category, Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.inventory.models.paper import Document, Step
from apps.stores.models import Place, Shop


class StockCount(Document):
    """What lies in a shop, counted by people who are not told what should. Selling goes on meanwhile."""

    class Scope(models.TextChoices):
        ALL = "all", _("everything there")
        CATEGORY = "category", _("one category")
        CYCLE = "cycle", _("what is due")

    class State(models.TextChoices):
        COUNTING = "counting", _("being counted")
        RECOUNTING = "recounting", _("being counted again")
        WAITING = "waiting", _("waiting for approval")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("shop"))
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", verbose_name=_("place"))
    scope = models.CharField(_("what is counted"), max_length=10, choices=Scope)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+", verbose_name=_("category"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COUNTING, db_index=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    is_self_approved = models.BooleanField(_("approved by who counted"), default=False)

    class Meta:
        verbose_name = _("count")
        ordering: ClassVar[list[str]] = ["-pk"]
        permissions: ClassVar[list[Any]] = [
            ("count_stockcount", "Can count goods by scan"),
            ("approve_stockcount", "Can approve counts"),
        ]

    @property
    def where(self) -> str:
        """The place, or the shop when its floor and its warehouse are counted together."""
        return self.place.name if self.place else self.shop.name


class CountLine(models.Model):
    """A product at a place. ``book`` was its level when the count began, ``expected`` at the last scan of this round.

    ``expected`` is ``book`` and every move since, for a level is the sum of its moves. Nothing ``counted`` is None:
    then the line corrects nothing.
    """

    count = models.ForeignKey(StockCount, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    book = models.IntegerField(_("by the books at the start"), default=0)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    first_expected = models.IntegerField(null=True)
    expected = models.IntegerField(_("by the books when counted"), null=True)
    counted = models.IntegerField(_("counted"), null=True)
    counted_at = models.DateTimeField(_("when"), null=True)
    value = MoneyField(_("value at cost"), default=ZERO)
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("line")
        ordering: ClassVar[list[str]] = ["product__name", "product__size__position", "place__kind", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["count", "product", "place"], name="count_line_once"),
            models.UniqueConstraint(
                fields=["product", "place"], condition=Q(is_open=True), name="count_line_open_once"
            ),
            models.CheckConstraint(condition=Q(counted__isnull=True) | Q(counted__gte=0), name="count_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.counted}"

    @property
    def variance(self) -> int:
        """Pieces found (above zero) or missing; 0 for what was not counted."""
        return 0 if self.counted is None or self.expected is None else self.counted - self.expected

    @property
    def has_moved(self) -> bool:
        """Whether pieces came or went between the first and the last scan: nobody knows which were scanned."""
        return self.first_expected != self.expected


class CountEntry(models.Model):
    """One scan: who found how many pieces, when. Append-only; a mistake is taken back by another."""

    line = models.ForeignKey(CountLine, models.CASCADE, related_name="entries")
    round = models.PositiveSmallIntegerField(_("round"))
    pieces = models.IntegerField(_("pieces"))
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)

    class Meta:
        verbose_name = _("scan")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.pieces}"


class CountStep(Step):
    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        COUNTED = "counted", _("counted")
        RECOUNT = "recount", _("to be counted again")
        APPROVED = "approved", _("approved")
        COMPLETED = "completed", _("completed without a difference")
        CANCELLED = "cancelled", _("cancelled")

    count = models.ForeignKey(StockCount, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("step of a count")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.count} {self.kind}"
