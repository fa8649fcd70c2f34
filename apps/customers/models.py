"""Customers: people who want a receipt in their name, may owe, and may be told things if they agreed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.models import traced


class Customer(models.Model):
    class Gender(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")

    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=16, null=True, blank=True, help_text=_("As +234…"))
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.TextField(_("address"), blank=True)
    gender = models.CharField(_("gender"), max_length=6, choices=Gender, blank=True)
    is_frequent = models.BooleanField(_("frequent"), default=False)
    may_be_mailed = models.BooleanField(_("agreed to mail"), default=False)
    may_be_messaged = models.BooleanField(_("agreed to messages"), default=False)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("since"), editable=False)
    history = traced()

    class Meta:
        verbose_name = _("customer")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["phone"], condition=Q(phone__isnull=False), name="customer_phone_once")
        ]

    def __str__(self) -> str:
        return self.name
