"""What the counter asks of products and receipts; nothing here writes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum
from django.db.models.expressions import CombinedExpression

from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.sales.models import Receipt, ReceiptLine, SaleException, Shift, Tender, UnbookedSale
from apps.stores.models import Shop

Shops = Iterable[Shop] | QuerySet[Shop]


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as it stands on the shelf at this moment."""

    product_id: int
    name: str
    barcode: str
    price: Decimal
    cost: Decimal
    is_tax_exempt: bool
    is_archived: bool


def goods(product_ids: Collection[int]) -> dict[int, Goods]:
    """The products by key, in one query."""
    label = FilteredRelation("barcodes", condition=Q(barcodes__is_primary=True))
    rows = Product.objects.filter(pk__in=product_ids).annotate(label=label).order_by("pk")
    fields = ("pk", "name", "label__code", "price", "cost", "style__category__is_tax_exempt", "archived_at")
    return {
        key: Goods(key, name, code or "", price, cost, is_tax_exempt, is_archived=archived_at is not None)
        for key, name, code, price, cost, is_tax_exempt, archived_at in rows.values_list(*fields)
    }


def prices_issued(product_ids: Collection[int]) -> set[tuple[int, Decimal]]:
    """Every price that these products ever had."""
    rows = Product.history.filter(id__in=product_ids)
    return set(rows.values_list("id", "price").distinct())


def best_sellers(shop: Shop, *, since: date, most: int) -> list[int]:
    """Keys of the products of which the shop sold most pieces, then by name; gone and voided ones do not count."""
    lines = ReceiptLine.objects.filter(receipt__shop=shop, receipt__business_date__gte=since, receipt__void=None)
    kept = Sum(F("quantity") - F("returned"))
    sold = lines.filter(product__archived_at=None).values("product_id", "product__name").annotate(pieces=kept)
    ranked = sold.filter(pieces__gt=0).order_by("-pieces", "product__name", "product_id")[:most]
    return [row["product_id"] for row in ranked]


def owed_by(customer_id: int) -> Decimal:
    """What is due on all receipts of a customer."""
    due = Receipt.objects.filter(customer_id=customer_id, due__gt=ZERO)
    return due.aggregate(sum=Sum("due", output_field=MoneyField()))["sum"] or ZERO


def named(text: str) -> Receipt | None:
    """The receipt with exactly this number, or this number at the till."""
    wanted = text.strip().upper()
    if not wanted:
        return None
    return Receipt.objects.filter(Q(number=wanted) | Q(provisional_number=wanted)).order_by("pk").first()


def open_exceptions(shops: Shops) -> QuerySet[SaleException]:
    """What was odd about booked sales, until somebody answers for it."""
    return SaleException.objects.filter(receipt__shop__in=shops, resolved_at=None)


def open_unbooked(shops: Shops) -> QuerySet[UnbookedSale]:
    """Finished sales that no receipt holds, until somebody answers for them."""
    return UnbookedSale.objects.filter(shop__in=shops, resolved_at=None)


def totals(receipts: QuerySet[Receipt]) -> dict[str, Any]:
    """What receipts come to, void ones apart: pieces and total less what came back."""
    valid = Receipt.objects.filter(pk__in=receipts.order_by().values("pk"), void__isnull=True)
    back = ReceiptLine.objects.filter(receipt__in=valid.order_by().values("pk"), returned__gt=0)
    pieces_back = back.aggregate(sum=Sum("returned"))["sum"] or 0
    sums = valid.aggregate(
        receipts=Count("pk"),
        units=Sum("units"),
        total=_money(F("total") - F("returned")),
        returned=_money("returned"),
        discount=_money(F("line_discount") + F("order_discount")),
        tax=_money(F("tax_included") + F("tax_added")),
        due=_money("due"),
    )
    return sums | {"units": (sums["units"] or 0) - pieces_back}


def shift_tenders(shift: Shift) -> list[tuple[str, Decimal]]:
    """What a shift took, by way to pay."""
    tenders = Tender.objects.filter(shift=shift).order_by("method__position", "method_name")
    return list(tenders.values_list("method_name").annotate(sum=_money("amount")))


def shift_cashiers(shift: Shift) -> list[tuple[str, Decimal]]:
    """What each cashier took in a shift."""
    tenders = Tender.objects.filter(shift=shift).order_by("user_name")
    return list(tenders.values_list("user_name").annotate(sum=_money("amount")))


def _money(column: str | CombinedExpression) -> Sum:
    """The sum as money; a sum of columns must be made inside, for outside it would be a number of kobo."""
    return Sum(column, output_field=MoneyField())
