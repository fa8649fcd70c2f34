"""What the lists of the stock hand out as files. Levels can be imported as opening stock elsewhere."""

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from apps.catalog.resources import label_code
from apps.core.fields import MoneyField
from apps.core.resources import (
    Column,
    ListResource,
    day_column,
    label_of,
    moment_column,
    money_column,
    number_column,
    yes_or_no,
)
from apps.inventory import queries
from apps.inventory.models import StockCount, StockLevel, StockMove, Transfer, WriteOff
from apps.stores.models import Place

COST = "users.view_cost"
AS_IMPORTED = {Place.Kind.FLOOR: "STORE", Place.Kind.WAREHOUSE: "WAREHOUSE"}


class _AboutProducts(ListResource):
    @classmethod
    def annotated(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        coded: QuerySet[Any] = rows.annotate(code=label_code("product"))
        return coded


def _place(kind: str, name: str) -> str:
    """As an import asks for it; goods on the road lie in neither."""
    return AS_IMPORTED.get(Place.Kind(kind), name)


def _city(of_the_shop: str | None, of_the_road: str | None) -> str:
    """Where the place is, or where the goods on the road go to."""
    return of_the_shop or of_the_road or ""


def _state(*holds: bool) -> str:
    """The gravest of out, critical, low that holds."""
    states = (_("out"), _("critical"), _("low"))
    return next((str(state) for state, is_so in zip(states, holds, strict=True) if is_so), "")


class _WhatLiesWhere(_AboutProducts):
    product = Column(_("Product"), "product__name")
    barcode = Column(_("Barcode"), "code")
    brand = Column(_("Brand"), "product__style__brand__name")
    category = Column(_("Category"), "product__style__category__name")
    city = Column(_("City"), "place__shop__location__name", "place__location__name", shown=_city)
    shop = Column(_("Name of the shop"), "place__shop__name")
    place = Column(_("Place"), "place__kind", "place__name", shown=_place)


class StockLevelResource(_WhatLiesWhere):
    state = Column(_("Runs low"), "is_out", "is_critical", "is_low", shown=_state)
    quantity = number_column(_("On hand"), "quantity")
    reserved = number_column(_("Reserved"), "reserved")
    free = number_column(_("Free"), "free_now")
    in_transit = number_column(_("In transit to the city"), "under_way")
    value = money_column(_("Value at cost"), "value", needs=COST)
    price = money_column(_("Selling price"), "product__price", is_extra=True)

    @classmethod
    def annotated(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        states = {f"is_{state}": queries.runs_low(state) for state in ("low", "critical", "out")}
        road = StockLevel.objects.filter(product=OuterRef("product"), place__location=OuterRef("place__shop__location"))
        under_way = Coalesce(Subquery(road.values("quantity")[:1]), 0)
        free_now = F("quantity") - F("reserved")
        counted: QuerySet[Any] = super().annotated(rows).annotate(free_now=free_now, under_way=under_way, **states)
        return counted


class PastLevelResource(_WhatLiesWhere):
    """Levels as they were on an evening; ``past.reckoned`` tells it."""

    quantity = number_column(_("On hand then"), "pieces_then")
    reserved = number_column(_("Reserved then"), "reserved_then")
    free = number_column(_("Free then"), "free_then")
    value = money_column(_("Value at cost then"), "value_then", needs=COST)
    today = number_column(_("On hand today"), "quantity")


class StockMoveResource(_AboutProducts):
    at = moment_column(_("When"), "at")
    product = Column(_("Product"), "product__name")
    barcode = Column(_("Barcode"), "code")
    pieces = number_column(_("Pieces"), "quantity")
    source = Column(_("From"), "source__name", shown=capfirst)
    target = Column(_("To"), "target__name", shown=capfirst)
    reason = Column(_("Why"), "reason", shown=label_of(StockMove.Reason))
    document = Column(_("Document"), "document")
    value = money_column(_("Value at cost"), "value", needs=COST)
    user_name = Column(_("Who"), "user_name")
    note = Column(_("Note"), "note")


class ReservationResource(_AboutProducts):
    product = Column(_("Product"), "product__name")
    barcode = Column(_("Barcode"), "code")
    place = Column(_("Place"), "place__name", shown=capfirst)
    pieces = number_column(_("Pieces"), "quantity")
    document = Column(_("Document"), "document")
    at = moment_column(_("Since"), "at")
    user_name = Column(_("Who"), "user_name")
    ended = moment_column(_("Ended"), "ended_at")


class TransferResource(ListResource):
    number = Column(_("Transfer"), "number")
    state = Column(_("State"), "state", shown=label_of(Transfer.State))
    source = Column(_("From"), "source__name")
    target = Column(_("To"), "target__name")
    asked = number_column(_("Asked for"), "asked_units", is_extra=True)
    sent = number_column(_("Sent"), "sent_units")
    received = number_column(_("Received"), "received_units")
    day = day_column(_("Day"), "business_date")
    created_by_name = Column(_("Prepared by"), "created_by_name")
    note = Column(_("Note"), "note")

    @classmethod
    def annotated(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        sums = {f"{name}_units": Sum(f"lines__{name}") for name in ("asked", "sent", "received")}
        summed: QuerySet[Any] = super().annotated(rows).annotate(**sums)
        return summed


class StockCountResource(ListResource):
    number = Column(_("Count"), "number")
    state = Column(_("State"), "state", shown=label_of(StockCount.State))
    shop = Column(_("Shop"), "shop__name")
    place = Column(_("Place"), "place__name")
    scope = Column(_("What"), "scope", shown=label_of(StockCount.Scope))
    category = Column(_("Category"), "category__name")
    products = number_column(_("Products"), "line_count")
    variance = number_column(_("Difference"), "net")
    value = money_column(_("Value at cost"), "worth", needs=COST)
    day = day_column(_("Day"), "business_date")
    created_by_name = Column(_("Started by"), "created_by_name")
    is_self_approved = Column(_("Approved by who counted"), "is_self_approved", shown=yes_or_no)
    note = Column(_("Note"), "note")

    @classmethod
    def annotated(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The differences of what is still counted are nobody's to read."""
        is_over = Q(state__in=(StockCount.State.WAITING, StockCount.State.COMPLETED))
        summed: QuerySet[Any] = (
            super()
            .annotated(rows)
            .annotate(
                line_count=Count("lines"),
                net=Sum(F("lines__counted") - F("lines__expected"), filter=is_over),
                worth=Sum("lines__value", filter=is_over, output_field=MoneyField()),
            )
        )
        return summed


class WriteOffResource(ListResource):
    number = Column(_("Write-off"), "number")
    state = Column(_("State"), "state", shown=label_of(WriteOff.State))
    reason = Column(_("Reason"), "reason", shown=label_of(WriteOff.Reason))
    place = Column(_("Place"), "place__name")
    pieces = number_column(_("Pieces"), "units")
    value = money_column(_("Value at cost"), "worth", needs=COST)
    day = day_column(_("Day"), "business_date")
    created_by_name = Column(_("Prepared by"), "created_by_name")
    is_self_approved = Column(_("Approved by who wrote it"), "is_self_approved", shown=yes_or_no)
    note = Column(_("Note"), "note")

    @classmethod
    def annotated(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        worth = Sum("lines__value", output_field=MoneyField())
        summed: QuerySet[Any] = super().annotated(rows).annotate(units=Sum("lines__quantity"), worth=worth)
        return summed
