"""Goods that a customer collects later or has brought."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.sales.models.receipt import Receipt


class Delivery(models.Model):
    class Kind(models.TextChoices):
        PICKUP = "pickup", _("pickup")
        DELIVERY = "delivery", _("delivery")

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="delivery")
    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    due_on = models.DateField(_("for the day"), null=True, blank=True)
    courier = models.CharField(_("courier"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    delivered_by_name = models.CharField(_("delivered by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering: ClassVar[list[Any]] = ["-pk"]

    def __str__(self) -> str:
        return self.number
