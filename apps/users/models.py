"""People who work here, and the roles that say what they may."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.models import traced


class Role(Group):
    """A group with the limits of the trade: how far a right reaches and how much may be given away."""

    class Reach(models.TextChoices):
        SHOP = "shop", _("own shop")
        CITY = "city", _("own city")
        ALL = "all", _("all shops")

    reach = models.CharField(_("reach"), max_length=4, choices=Reach, default=Reach.SHOP)
    discount_limit = models.DecimalField(
        _("discount limit in %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text=_("Of a whole ticket, line and order discounts together."),
    )
    description = models.CharField(_("description"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("role")

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person who signs in. The PIN is a second to a session, on an enrolled register only."""

    shop = models.ForeignKey("stores.Shop", models.PROTECT, null=True, blank=True, verbose_name=_("home shop"))
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    pin = models.CharField(max_length=128, blank=True, editable=False)
    pin_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    token_version = models.PositiveIntegerField(default=0, editable=False)
    history = traced()

    class Meta:
        verbose_name = _("user")
        ordering: ClassVar[list[str]] = ["username"]
        permissions: ClassVar[list[Any]] = [
            ("approve", "Can approve what others may not (discounts, gifts, voids)"),
            ("view_cost", "Can see cost and margin"),
            ("view_all_stock", "Can see quantities of all shops"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Approval(models.Model):
    """An approver's word for one action of somebody else's: bound to the action's hash, used once, soon expired."""

    token = models.CharField(max_length=64, unique=True)
    action = models.CharField(_("action"), max_length=40)
    action_hash = models.CharField(max_length=64)
    approver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("approved by"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    register = models.ForeignKey("stores.Register", models.PROTECT, null=True)
    granted_at = models.DateTimeField(_("granted"))
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        verbose_name = _("approval")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action} by {self.approver}"
