"""A finished sale that no receipt can hold."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.stores.models import Register, Shop


class UnbookedSale(models.Model):
    """Kept whole as the till sent it, until an MD says what came of it: goods and money have changed hands."""

    body_hash = models.CharField(max_length=64, unique=True, editable=False)
    key = models.CharField(max_length=60, db_index=True, editable=False, help_text=_("As the till sent it."))
    provisional_number = models.CharField(_("number at the till"), max_length=30, blank=True)
    shop = models.ForeignKey(Shop, models.PROTECT, verbose_name=_("shop"))
    register = models.ForeignKey(Register, models.PROTECT, related_name="+", verbose_name=_("register"))
    total = models.CharField(_("total at the till"), max_length=30, blank=True)
    body = models.TextField(_("as the till sent it"))
    code = models.CharField(max_length=40, editable=False)
    sentence = models.CharField(_("why it was not booked"), max_length=300)
    at = models.DateTimeField(_("arrived"))
    sent_by_name = models.CharField(_("sent by"), max_length=150)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by_name = models.CharField(_("resolved by"), max_length=150, blank=True)
    resolution = models.CharField(_("resolution"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("sale not booked")
        verbose_name_plural = _("sales not booked")
        ordering: ClassVar[list[Any]] = ["-pk"]

    def __str__(self) -> str:
        return self.provisional_number or self.key
