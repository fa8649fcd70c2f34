"""What somebody means to order, until they confirm it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.purchasing.models.invoice import Supplier
from apps.stores.models import Shop


class ReorderLine(models.Model):
    """A product for a shop in somebody's own reorder cart; it waits there over sign-outs."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("shop"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    supplier = models.ForeignKey(Supplier, models.SET_NULL, null=True, related_name="+", verbose_name=_("supplier"))
    quantity = models.PositiveIntegerField(_("pieces"))
    unit_cost = MoneyField(_("unit cost"))
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("line of a reorder cart")
        verbose_name_plural = _("lines of reorder carts")
        ordering: ClassVar[list[str]] = ["shop__name", "product__name", "product__size__position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["owner", "shop", "product"], name="reorder_product_once_a_cart"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reorder_line_has_pieces"),
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="reorder_line_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"
