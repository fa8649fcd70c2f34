"""Loyalty: the one programme, its tiers, the customers in it, and every point that they gained or lost."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MoneyField
from apps.core.models import traced
from apps.core.money import ZERO
from apps.core.names import FoldedField, NamedOnce
from apps.customers.models import Customer

LEAST_COIN = MinValueValidator(Decimal("0.01"))


class Programme(models.Model):
    """How points are earned and what they are worth; a single row with key 1."""

    class EarnsBy(models.TextChoices):
        SPEND = "spend", _("by what is spent")
        TRANSACTION = "transaction", _("by the purchase")
        BOTH = "both", _("both")

    is_active = models.BooleanField(
        _("runs"),
        default=False,
        help_text=_("While it does not, nothing is earned or redeemed. Points stay until their last day."),
    )
    earns_by = models.CharField(_("points are earned"), max_length=11, choices=EarnsBy, default=EarnsBy.SPEND)
    unit = MoneyField(
        _("for every whole"), default=Decimal("1000.00"), validators=[LEAST_COIN], help_text=_("Spent on goods.")
    )
    rate = models.DecimalField(
        _("points"),
        max_digits=8,
        decimal_places=2,
        default=Decimal(10),
        validators=[MinValueValidator(0)],
        help_text=_("Times the multiplier of the customer's tier, rounded down."),
    )
    points_per_purchase = models.PositiveIntegerField(
        _("points for a purchase"), default=10, help_text=_("Whatever its amount and the customer's tier.")
    )
    point_value = MoneyField(_("a point is worth"), default=Decimal("1.00"), validators=[LEAST_COIN])
    least_points = models.PositiveIntegerField(_("redeemed at least"), default=100, help_text=_("Points at once."))
    most_percent = models.DecimalField(
        _("pays at most, in %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(50),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of the goods, after their discounts."),
    )
    expiry_months = models.PositiveSmallIntegerField(
        _("points are good for"),
        default=12,
        validators=[MaxValueValidator(1200)],
        help_text=_("Months; 0 for ever. Points that were earned before keep their day."),
    )
    history = traced()

    class Meta:
        verbose_name = _("loyalty programme")
        verbose_name_plural = _("loyalty programme")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(pk=1), name="programme_only_one"),
            models.CheckConstraint(condition=Q(unit__gt=0, point_value__gt=0), name="programme_has_unit_and_value"),
        ]

    def __str__(self) -> str:
        return str(_("Loyalty programme"))


class Tier(NamedOnce):
    """Where a customer stands by what they spent in the last twelve months."""

    name = models.CharField(_("name"), max_length=40)
    least_spend = MoneyField(
        _("from a spend of"), default=ZERO, unique=True, validators=[MinValueValidator(0)], help_text=_("In 12 months.")
    )
    multiplier = models.DecimalField(
        _("multiplier"), max_digits=4, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(0)]
    )
    folded = FoldedField()
    history = traced(without=("folded",))

    class Meta:
        verbose_name = _("tier")
        ordering: ClassVar[list[str]] = ["least_spend"]

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """A customer who takes part. ``points`` is a level, proved from the lots and their entries."""

    customer = models.OneToOneField(Customer, models.PROTECT, related_name="loyalty", verbose_name=_("customer"))
    points = models.BigIntegerField(_("points"), default=0)
    tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("tier")
    )
    tier_since = models.DateField(_("in the tier since"), null=True, blank=True)
    enrolled_at = models.DateTimeField(_("enrolled"), db_index=True)
    enrolled_by_name = models.CharField(_("enrolled by"), max_length=150)

    class Meta:
        verbose_name = _("loyalty account")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(points__gte=0), name="account_points_not_negative")
        ]
        permissions: ClassVar[list[Any]] = [("adjust_points", "Can adjust the points of a customer")]

    def __str__(self) -> str:
        return self.customer.name


class PointLot(models.Model):
    """Points that came at once and end on one day. What is ``left`` of them is a level, proved from the entries."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="lots", verbose_name=_("account"))
    points = models.BigIntegerField(_("points"))
    left = models.BigIntegerField(_("left"))
    expires_on = models.DateField(_("good until"), null=True, blank=True, db_index=True)
    document = models.CharField(_("document"), max_length=24, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("points that came at once")
        verbose_name_plural = _("points that came at once")
        ordering: ClassVar[list[Any]] = [F("expires_on").asc(nulls_last=True), "pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(left__gte=0, left__lte=F("points")), name="lot_left_within_points"),
            models.CheckConstraint(condition=Q(points__gt=0), name="lot_has_points"),
        ]

    def __str__(self) -> str:
        return f"{self.left} / {self.points}"


class PointEntry(models.Model):
    """One change of a lot. Append-only: what was wrong is set right by a counter-entry.

    It keeps the spend it was earned on, so that tiers need no receipts, and what it took off a receipt's total.
    An entry without a lot moved no points: a purchase too small, or a share of a return that rounds to nothing.
    """

    class Kind(models.TextChoices):
        EARN = "earn", _("earned")
        REDEEM = "redeem", _("redeemed")
        GIVE_BACK = "give_back", _("given back")
        TAKE_BACK = "take_back", _("taken back")
        EXPIRE = "expire", _("expired")
        ADJUST = "adjust", _("adjusted")

    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", verbose_name=_("account"))
    lot = models.ForeignKey(PointLot, models.PROTECT, null=True, related_name="entries")
    kind = models.CharField(_("what"), max_length=9, choices=Kind)
    points = models.BigIntegerField(_("points"), help_text=_("What it adds; negative when it takes."))
    balance = models.BigIntegerField(_("balance"), help_text=_("The points of the customer after it."))
    document = models.CharField(_("document"), max_length=24, blank=True, db_index=True)
    restores = models.CharField(
        max_length=24, blank=True, db_index=True, help_text=_("Of what is undone: the document that had done it.")
    )
    spend = MoneyField(_("spent on goods"), default=ZERO, help_text=_("What the points were earned on."))
    value = MoneyField(_("taken off"), default=ZERO, help_text=_("What the points took off a total."))
    spent_on = models.DateField(_("day of the spend"), help_text=_("The day to which the spend counts for the tier."))
    note = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)

    class Meta:
        verbose_name = _("entry of points")
        verbose_name_plural = _("entries of points")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["document"], condition=Q(kind="earn"), name="points_earned_once")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["account", "spent_on"], name="points_spent_on")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.points}"
