"""Customers seen by what they owe, and how they were reminded of it."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.customers.models import Customer
from apps.sales.models.receipt import Receipt


class Debtors(models.Manager["Debtor"]):
    """Whoever owes something."""

    def get_queryset(self) -> models.QuerySet["Debtor"]:
        owing = Receipt.objects.filter(customer=models.OuterRef("pk"), due__gt=ZERO)
        return super().get_queryset().filter(models.Exists(owing))


class Debtor(Customer):
    """A customer with a balance due on a receipt."""

    objects: ClassVar[Debtors] = Debtors()

    class Meta:
        proxy = True
        verbose_name = _("debtor")
        ordering: ClassVar[list[Any]] = ["name", "pk"]
        permissions: ClassVar[list[Any]] = [("mail_debtor", "Can mail a statement to a debtor")]


class DebtReminder(models.Model):
    """A mail that reminded a customer; one a day at most."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="debt_reminders", verbose_name=_("customer"))
    day = models.DateField(_("day"))
    amount = MoneyField(_("overdue"))

    class Meta:
        verbose_name = _("reminder of a debt")
        verbose_name_plural = _("reminders of debts")
        ordering: ClassVar[list[Any]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["customer", "day"], name="debt_reminder_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.day}"
