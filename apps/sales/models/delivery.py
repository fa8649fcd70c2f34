"""Goods that a customer collects later or has brought, and who did what until they had them."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.sales.models.receipt import Receipt

FOLDER = "deliveries"  # nothing in it is served but by the page of the delivery


class Delivery(models.Model):
    class Kind(models.TextChoices):
        PICKUP = "pickup", _("pickup")
        DELIVERY = "delivery", _("delivery")

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        OUT = "out", _("on its way")
        DELIVERED = "delivered", _("delivered")

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="delivery")
    number = models.CharField(_("number"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    due_on = models.DateField(_("for the day"), null=True, blank=True, db_index=True)
    courier = models.CharField(_("courier"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    out_at = models.DateTimeField(_("on its way since"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True, db_index=True)
    delivered_by_name = models.CharField(_("delivered by"), max_length=150, blank=True)
    received_by = models.CharField(_("received by"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering: ClassVar[list[Any]] = ["-pk"]
        permissions: ClassVar[list[Any]] = [
            ("reopen_delivery", "Can say that what was marked delivered was not"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> "Delivery.State":
        if self.delivered_at:
            return self.State.DELIVERED
        return self.State.OUT if self.out_at else self.State.PENDING

    def is_overdue(self, today: date) -> bool:
        return self.delivered_at is None and self.due_on is not None and self.due_on < today


class DeliveryStep(models.Model):
    """Who did what with a delivery, and when; a photo or signature stays with the step that it proves."""

    class Kind(models.TextChoices):
        PLANNED = "planned", _("planned")
        CHANGED = "changed", _("changed")
        OUT = "out", _("on its way")
        FAILED = "failed", _("tried in vain")
        DELIVERED = "delivered", _("delivered")
        REOPENED = "reopened", _("not delivered after all")
        TOLD = "told", _("customer told")

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="steps", verbose_name=_("delivery"))
    kind = models.CharField(_("step"), max_length=9, choices=Kind)
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    user_name = models.CharField(_("who"), max_length=150)
    note = models.CharField(_("note"), max_length=300, blank=True)
    photo = models.FileField(_("photo"), upload_to=FOLDER, blank=True)
    signature = models.FileField(_("signature"), upload_to=FOLDER, blank=True)

    class Meta:
        verbose_name = _("step of a delivery")
        verbose_name_plural = _("steps of deliveries")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.delivery} {self.kind}"
