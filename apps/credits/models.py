"""What the shop owes a customer: store credit to buy with, and deposits on what is ordered for them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MoneyField
from apps.customers.models import Customer


class Credit(models.Model):
    """A value and what is left of it (a level, proved from its entries)."""

    class Purpose(models.TextChoices):
        REFUND = "refund", _("refund")
        PROMOTION = "promotion", _("promotion")
        GOODWILL = "goodwill", _("goodwill")
        DEPOSIT = "deposit", _("deposit")

    number = models.CharField(
        _("number"), max_length=24, unique=True, help_text=_("Of a deposit: the number of its receipt.")
    )
    purpose = models.CharField(_("for"), max_length=9, choices=Purpose)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="credits", verbose_name=_("customer"))
    document = models.CharField(_("document"), max_length=24, blank=True, db_index=True)
    value = MoneyField(_("value"))
    left = MoneyField(_("left"))
    expires_on = models.DateField(_("good until"), null=True, blank=True, db_index=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    key = models.UUIDField(
        unique=True, null=True, editable=False, help_text=_("The form's own, so that it issues once.")
    )
    issued_at = models.DateTimeField(_("issued"))
    issued_by_name = models.CharField(_("issued by"), max_length=150)
    approver_name = models.CharField(_("approved by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("store credit")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(left__gte=0, left__lte=F("value")), name="credit_left_within_value"),
            models.CheckConstraint(condition=Q(value__gt=0), name="credit_has_value"),
        ]
        permissions: ClassVar[list[Any]] = [
            ("issue_credit", "Can issue store credit"),
            ("void_credit", "Can void a store credit"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_deposit(self) -> bool:
        return self.purpose == self.Purpose.DEPOSIT


class CreditEntry(models.Model):
    """One change of what is left. Append-only: what was wrong is set right by a counter-entry."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("issued")
        SPEND = "spend", _("spent")
        GIVE_BACK = "give_back", _("given back")
        EXPIRE = "expire", _("expired")
        VOID = "void", _("voided")
        PAY_OUT = "pay_out", _("paid out")

    credit = models.ForeignKey(Credit, models.PROTECT, related_name="entries", verbose_name=_("store credit"))
    kind = models.CharField(_("what"), max_length=9, choices=Kind)
    amount = MoneyField(_("amount"), help_text=_("What it adds to the credit; negative when it takes."))
    document = models.CharField(_("document"), max_length=24, blank=True, db_index=True)
    restores = models.CharField(
        max_length=24, blank=True, db_index=True, help_text=_("Of what is given back: the document that had spent it.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)

    class Meta:
        verbose_name = _("entry of a store credit")
        verbose_name_plural = _("entries of store credits")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
