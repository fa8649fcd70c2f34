"""A cart put aside, for any register of the shop to take up again."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.stores.models import Register, Shop


class ParkedSale(models.Model):
    key = models.UUIDField(unique=True, editable=False)
    shop = models.ForeignKey(Shop, models.PROTECT)
    register = models.ForeignKey(Register, models.PROTECT)
    name = models.CharField(_("name"), max_length=80, blank=True)
    cart = models.TextField(help_text=_("The till's cart as JSON; priced anew when resumed."))
    units = models.PositiveIntegerField(_("pieces"))
    parked_at = models.DateTimeField(_("parked"))
    parked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("resumed or dropped"), null=True, blank=True)
    ended_by_name = models.CharField(max_length=150, blank=True)
    taken_by = models.ForeignKey(Register, models.PROTECT, null=True, editable=False, related_name="+")
    taken_key = models.UUIDField(null=True, editable=False, help_text=_("Made by the till: asked twice is one cart."))

    class Meta:
        verbose_name = _("parked sale")
        ordering: ClassVar[list[Any]] = ["-pk"]

    def __str__(self) -> str:
        return self.name or f"{self.units} pieces"
