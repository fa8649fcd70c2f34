"""Customers: people who want a receipt in their name, may owe, and may be told things if they agreed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.models import traced


class Customer(models.Model):
    """Whoever was forgotten keeps the row, without anything personal: their receipts hang on it."""

    class Gender(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")

    class ByHand(models.TextChoices):
        YES = "yes", _("yes, always")
        NO = "no", _("no, never")

    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=16, null=True, blank=True, help_text=_("As +234…"))
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.TextField(_("address"), blank=True)
    gender = models.CharField(_("gender"), max_length=6, choices=Gender, blank=True)
    is_frequent = models.BooleanField(_("frequent"), default=False)
    frequent_by_hand = models.CharField(
        _("frequent customer"), max_length=3, choices=ByHand, blank=True, help_text=_("Empty: by the company's rule.")
    )
    may_be_mailed = models.BooleanField(_("agreed to mail"), default=False)
    may_be_messaged = models.BooleanField(_("agreed to messages"), default=False)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("since"), editable=False)
    forgotten_at = models.DateTimeField(_("forgotten"), null=True, editable=False)
    history = traced()

    class Meta:
        verbose_name = _("customer")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["phone"], condition=Q(phone__isnull=False), name="customer_phone_once")
        ]
        permissions: ClassVar[list[Any]] = [
            ("view_contacts", "Can see phones, mail and home addresses of customers"),
            ("merge_customer", "Can merge customers"),
            ("forget_customer", "Can forget a customer"),
            ("take_along_customer", "Can take along all that is stored about a customer"),
        ]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """What a customer said to being told things, and when, and who wrote it down. Append-only."""

    class Channel(models.TextChoices):
        MAIL = "may_be_mailed", _("mail")
        MESSAGES = "may_be_messaged", _("messages to the phone")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents", verbose_name=_("customer"))
    channel = models.CharField(_("channel"), max_length=15, choices=Channel)
    is_given = models.BooleanField(_("agreed"))
    at = models.DateTimeField(_("when"))
    by_name = models.CharField(_("written down by"), max_length=150, blank=True)
    register_name = models.CharField(_("register"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("consent")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.is_given}"


class MergedCustomer(models.Model):
    """The key of a customer who turned out to be another one: whoever still names it means the one who stayed."""

    old_key = models.BigIntegerField(_("old key"), unique=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="merged", verbose_name=_("customer"))
    at = models.DateTimeField(_("when"))
    by_name = models.CharField(_("merged by"), max_length=150)

    class Meta:
        verbose_name = _("merged customer")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.old_key} → {self.customer_id}"
