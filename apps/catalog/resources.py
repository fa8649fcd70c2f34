"""What the lists of goods hand out as files. A list of products can be imported again as it is."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.models import Barcode
from apps.core.money import KOBO
from apps.core.resources import Column, ListResource, moment_column, money_column, number_column, yes_or_no

COST = "users.view_cost"


def _markup(markup: Decimal) -> Decimal:
    return markup.quantize(KOBO)


def _state(archived_at: datetime | None, is_label_outdated: bool, *holds: bool) -> str:
    """In the words of the list; of out, critical and low the gravest that holds."""
    stock = next(
        (str(word) for word, is_so in zip((_("out"), _("critical"), _("low")), holds, strict=True) if is_so), ""
    )
    states = [_("archived") if archived_at else "", _("label out of date") if is_label_outdated else "", stock]
    return ", ".join(filter(None, states))


def label_code(product: str) -> Subquery:
    """The code on the label of the product to whose key this path leads."""
    primary = Barcode.objects.filter(product=OuterRef(product), is_primary=True)
    return Subquery(primary.values("code")[:1])


class ProductResource(ListResource):
    """Titles that an import knows mean the same there; it knows none of the selling price, nor of what is on hand."""

    product = Column(gettext_lazy("Product"), "name")
    barcode = Column(gettext_lazy("Barcode"), "code")
    brand = Column(gettext_lazy("Brand"), "style__brand__name")
    style = Column(gettext_lazy("Style"), "style__name")
    category = Column(gettext_lazy("Category"), "style__category__name")
    colour = Column(gettext_lazy("Colour"), "colour__name")
    design = Column(gettext_lazy("Design"), "style__design__name")
    size = Column(gettext_lazy("Size"), "size__name")
    cost = money_column(gettext_lazy("Cost"), "cost", needs=COST)
    markup_type = Column(gettext_lazy("Markup type"), "markup_type", needs=COST)
    markup = number_column(gettext_lazy("Markup"), "markup", shown=_markup, needs=COST)
    price = money_column(gettext_lazy("Selling price"), "price")
    on_hand = number_column(gettext_lazy("On hand"), "on_hand")
    state = Column(
        gettext_lazy("State"), "archived_at", "is_label_outdated", "is_out", "is_critical", "is_low", shown=_state
    )
    is_price_by_hand = Column(
        gettext_lazy("Price set by hand"), "is_price_by_hand", shown=yes_or_no, needs=COST, is_extra=True
    )
    low_stock = number_column(gettext_lazy("Low at"), "low_stock", is_extra=True)
    added = moment_column(gettext_lazy("Added"), "created_at", is_extra=True)
    archived = moment_column(gettext_lazy("Archived"), "archived_at", is_extra=True)

    @classmethod
    def annotated(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        coded: QuerySet[Any] = rows.annotate(code=label_code("pk"))
        return coded


class StyleResource(ListResource):
    name = Column(gettext_lazy("Style"), "name")
    brand = Column(gettext_lazy("Brand"), "brand__name")
    category = Column(gettext_lazy("Category"), "category__name")
    design = Column(gettext_lazy("Design"), "design__name")
    products = number_column(gettext_lazy("Products"), "variant_count")
    description = Column(gettext_lazy("Description"), "description", is_extra=True)


class _EntryResource(ListResource):
    """An entry of a list that staff extend."""

    name = Column(gettext_lazy("Name"), "name")
    products = number_column(gettext_lazy("Products"), "product_count")


class BrandResource(_EntryResource):
    pass


class SizeResource(_EntryResource):
    pass


class CategoryResource(_EntryResource):
    group = Column(gettext_lazy("Group"), "group")
    position = number_column(gettext_lazy("Position at the till"), "position")
    low_stock = number_column(gettext_lazy("Low stock"), "low_stock")
    is_tax_exempt = Column(gettext_lazy("Exempt from tax"), "is_tax_exempt", shown=yes_or_no)


class ColourResource(_EntryResource):
    family = Column(gettext_lazy("Family"), "family")
    swatch = Column(gettext_lazy("Swatch"), "swatch", is_extra=True)


class DesignResource(_EntryResource):
    group = Column(gettext_lazy("Group"), "group")
