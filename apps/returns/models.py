"""Goods that customers bring back: what, why, who said yes, and how it was paid back."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.customers.models import Customer
from apps.inventory.models.paper import Document, Step
from apps.sales.models import Receipt, ReceiptLine, Shift
from apps.stores.models import Shop


class Return(Document):
    """Pieces of one receipt, taken back at a shop. What it holds of the lines is free again once it is rejected.

    ``value`` is what they were paid with: reckoned when it is asked for, and once more when it is completed.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        COMPLETED = "completed", _("completed")

    class Refund(models.TextChoices):
        CASH = "cash", _("cash")
        CREDIT = "credit", _("store credit")

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="returns", verbose_name=_("receipt"))
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", verbose_name=_("taken back at"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="returns", verbose_name=_("customer")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING, db_index=True)
    reason = models.CharField(_("reason"), max_length=200)
    units = models.PositiveIntegerField(_("pieces"))
    value = MoneyField(_("value"))
    is_late = models.BooleanField(_("after the days to bring goods back"), default=False)
    is_self_approved = models.BooleanField(_("approved by who asked"), default=False)
    refund = models.CharField(_("paid back in"), max_length=6, choices=Refund, blank=True)
    debt = MoneyField(_("taken off the balance due"), default=ZERO)
    credit = MoneyField(_("back to credits that had paid"), default=ZERO)
    deducted = MoneyField(_("deducted for points already spent"), default=ZERO)
    exchanged = MoneyField(_("paid for new goods"), default=ZERO)
    paid_back = MoneyField(_("paid back"), default=ZERO, help_text=_("In cash or as a new store credit."))
    credit_number = models.CharField(_("store credit"), max_length=24, blank=True)
    new_receipt = models.OneToOneField(
        Receipt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exchange",
        verbose_name=_("receipt of the new goods"),
    )
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shift"))
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)

    class Meta:
        verbose_name = _("return")
        ordering: ClassVar[list[str]] = ["-pk"]
        permissions: ClassVar[list[Any]] = [
            ("approve_return", "Can approve returns"),
            ("overrule_window", "Can approve returns after the days to bring goods back"),
        ]

    @property
    def where(self) -> str:
        return self.shop.name


class ReturnLine(models.Model):
    """Pieces of a receipt's line in one condition, and what they were sold for.

    ``before`` pieces of the line had come back when these were: the rest follows from it.
    """

    class Condition(models.TextChoices):
        GOOD = "good", _("good")
        DAMAGED = "damaged", _("damaged")

    of_return = models.ForeignKey(Return, models.PROTECT, related_name="lines")
    sold = models.ForeignKey(ReceiptLine, models.PROTECT, related_name="returns", verbose_name=_("line of the receipt"))
    quantity = models.IntegerField(_("pieces"))
    condition = models.CharField(_("condition"), max_length=7, choices=Condition, default=Condition.GOOD)
    before = models.IntegerField(_("returned before"), null=True)
    refund = MoneyField(_("value"))
    net = MoneyField(_("net"), default=ZERO)
    tax_included = MoneyField(_("tax included"), default=ZERO)
    tax_added = MoneyField(_("tax added"), default=ZERO)
    rounding = MoneyField(_("share of the cash rounding"), default=ZERO)
    cost = MoneyField(_("cost"), default=ZERO)

    class Meta:
        verbose_name = _("line of a return")
        verbose_name_plural = _("lines of returns")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["of_return", "sold", "condition"], name="return_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_line_has_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sold.name}"


class ReturnStep(Step):
    class Kind(models.TextChoices):
        ASKED = "asked", _("asked for")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        COMPLETED = "completed", _("completed")

    of_return = models.ForeignKey(Return, models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=9, choices=Kind)

    class Meta:
        verbose_name = _("step of a return")
        verbose_name_plural = _("steps of returns")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.of_return} {self.kind}"
