"""A register's shift from float to count, the cash that went in and out of its drawer, and what it said at the end."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MoneyField
from apps.stores.models import Register, Shop


class Shift(models.Model):
    """One a register at a time. What was sold in it is found by its own rows, never by the clock."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    key = models.UUIDField(unique=True, editable=False, help_text=_("Made by the till, so that opening twice is once."))
    shop = models.ForeignKey(Shop, models.PROTECT, verbose_name=_("shop"))
    register = models.ForeignKey(Register, models.PROTECT, related_name="shifts", verbose_name=_("register"))
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opening_float = MoneyField(_("opening float"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    expected_cash = MoneyField(_("expected cash"), null=True, blank=True)
    counted_cash = MoneyField(_("counted cash"), null=True, blank=True)
    denominations = models.TextField(default="{}", editable=False, help_text=_("Pieces by value, as JSON."))
    first_count = MoneyField(
        _("first count"), null=True, blank=True, help_text=_("When it was counted again because it did not fit.")
    )
    comment = models.CharField(_("comment"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("shift")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["register"], condition=Q(closed_at__isnull=True), name="shift_one_open_a_register"
            )
        ]
        permissions: ClassVar[list[Any]] = [
            ("close_any_shift", "Can close a shift that someone abandoned"),
            ("see_expected_cash", "Can see what should be in a drawer before it is counted"),
            ("take_cash_out", "Can take cash out of a drawer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def difference(self) -> Any:
        """Counted less expected, ``None`` while open."""
        if self.counted_cash is None or self.expected_cash is None:
            return None
        return self.counted_cash - self.expected_cash


class CashMove(models.Model):
    """Cash that went into a drawer or out of it without a sale. What was wrong is moved back, never changed; only the
    answer to its doubt comes later."""

    class Kind(models.TextChoices):
        IN = "in", _("cash in")
        OUT = "out", _("cash out")

    key = models.UUIDField(unique=True, editable=False, help_text=_("Made by the till: sent twice is one."))
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="cash_moves", verbose_name=_("shift"))
    kind = models.CharField(_("kind"), max_length=3, choices=Kind)
    amount = MoneyField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("when"))
    arrived_at = models.DateTimeField(_("arrived"))
    was_offline = models.BooleanField(_("made offline"), default=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)
    approver_name = models.CharField(_("approved by"), max_length=150, blank=True)
    doubt = models.CharField(
        _("to be looked at"),
        max_length=300,
        blank=True,
        help_text=_("What was odd about it; it was booked all the same."),
    )
    resolved_at = models.DateTimeField(_("answered"), null=True, blank=True)
    resolved_by_name = models.CharField(_("answered by"), max_length=150, blank=True)
    resolution = models.CharField(_("what was found or done"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("cash movement")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="cash_move_has_amount")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"

    @property
    def signed(self) -> Any:
        """As the drawer sees it: negative when it went out."""
        return -self.amount if self.kind == self.Kind.OUT else self.amount


class ZReport(models.Model):
    """What a shift said when it closed. Written once; sales that arrive later do not change it."""

    shift = models.OneToOneField(Shift, models.PROTECT, related_name="z_report", verbose_name=_("shift"))
    written_at = models.DateTimeField(_("written"))
    receipts = models.PositiveIntegerField(_("receipts"))
    total = MoneyField(_("sold"))
    figures = models.TextField(editable=False, help_text=_("All that it says, as JSON; amounts as text."))
    chain_sequence = models.BigIntegerField(_("audit entry"), default=0)
    chain_head = models.CharField(
        _("audit seal"), max_length=64, blank=True, help_text=_("The hash of the shop's last entry before it.")
    )

    class Meta:
        verbose_name = _("Z report")

    def __str__(self) -> str:
        return f"Z {self.shift}"
