"""What every trade stands on: counters for numbers, holds of long work, and the log of what changed."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Counter(models.Model):
    """One row a series of numbers; locked by its update while a number is drawn."""

    series = models.CharField(max_length=60, unique=True)
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(value__gte=0), name="counter_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.series}: {self.value}"


class Hold(models.Model):
    """Who holds a part of the shop until their work on it is whole; an empty ``holder`` is nobody."""

    name = models.CharField(max_length=40, unique=True)
    holder = models.CharField(max_length=60, blank=True)
    says = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"


class Change(models.Model):
    """Which row changed last when; tills that were away read it to catch up."""

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=60)
    shop_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["at"], name="change_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class HistoryAddress(models.Model):
    """From where a row was changed, kept beside who and why."""

    address = models.CharField(_("address"), max_length=45, blank=True)

    class Meta:
        abstract = True


def traced(*, without: Sequence[str] = ()) -> HistoricalRecords:
    """The history of a table that people edit: every version with who, when, why and from where.

    ``without`` names columns that no version may hold, such as secrets.
    """
    return HistoricalRecords(
        bases=[HistoryAddress],
        history_change_reason_field=models.CharField(max_length=200, null=True),
        excluded_fields=list(without),
    )
