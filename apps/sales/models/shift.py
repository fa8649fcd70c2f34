"""A register's shift: opened with a float, closed with a count."""

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
    comment = models.CharField(_("comment"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("shift")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["register"], condition=Q(closed_at__isnull=True), name="shift_one_open_a_register"
            )
        ]
        permissions: ClassVar[list[Any]] = [("close_any_shift", "Can close a shift that someone abandoned")]

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
