"""Two customers who may be one person, until somebody says what they are."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.customers.models import Customer


class DuplicatePair(models.Model):
    """Found by comparing, or named by hand; the pair goes with either of the two. ``first`` was added before."""

    class Reason(models.TextChoices):
        PHONE = "phone", _("the same last eight digits of the phone")
        EMAIL = "email", _("the same e-mail")
        NAME = "name", _("the same name, and nothing that speaks against it")
        HAND = "hand", _("named by hand")

    first = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"))
    second = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("other customer"))
    reason = models.CharField(_("why"), max_length=5, choices=Reason)
    found_at = models.DateTimeField(_("found"))
    parted_at = models.DateTimeField(_("told apart"), null=True)
    parted_by_name = models.CharField(_("told apart by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("possible duplicate")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}?"
