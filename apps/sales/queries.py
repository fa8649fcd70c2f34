"""What the counter asks of products and receipts; nothing here writes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, FilteredRelation, Max, Min, Q, QuerySet, Sum
from django.db.models.expressions import CombinedExpression

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.fields import MoneyField
from apps.core.money import ZERO, money
from apps.sales.models import CashMove, Receipt, ReceiptLine, SaleException, Shift, Tender, UnbookedSale
from apps.stores.models import Shop

Shops = Iterable[Shop] | QuerySet[Shop]
DOUBTFUL = ~Q(doubt="") & Q(resolved_at__isnull=True)
AWAITED = Q(state=Tender.State.AWAITED, amount__gt=ZERO, receipt__void=None)


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


@dataclass(frozen=True, slots=True)
class Trade:
    """What somebody's visits came to."""

    visits: int
    spent: Decimal
    owed: Decimal
    last_day: date | None

    @property
    def average(self) -> Decimal:
        return money(self.spent / self.visits) if self.visits else ZERO


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


def trade_with(customer_id: int, shops: Shops) -> Trade:
    """What a customer bought and kept in these shops; void receipts and deposits are no visit."""
    rows = Receipt.objects.filter(customer_id=customer_id, shop__in=shops, void__isnull=True)
    told = rows.exclude(kind=Receipt.Kind.DEPOSIT).aggregate(
        visits=Count("pk"),
        spent=_money(F("total") - F("returned")),
        owed=_money("due"),
        last_day=Max("business_date"),
    )
    return Trade(told["visits"], told["spent"] or ZERO, told["owed"] or ZERO, told["last_day"])


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


def doubtful_moves(shops: Shops) -> QuerySet[CashMove]:
    """Cash that moved oddly, until somebody answers for it."""
    return CashMove.objects.filter(DOUBTFUL, shift__shop__in=shops)


def awaited(shops: Shops) -> QuerySet[Tender]:
    """Payments that were promised, until somebody says whether the money came."""
    return Tender.objects.filter(AWAITED, receipt__shop__in=shops)


def totals(receipts: QuerySet[Receipt]) -> dict[str, Any]:
    """What receipts come to, void ones and deposits apart (what is left for an order is no sale): pieces and total less
    what came back."""
    valid = Receipt.objects.filter(pk__in=receipts.order_by().values("pk"), void__isnull=True)
    deposits = valid.filter(kind=Receipt.Kind.DEPOSIT).aggregate(deposits=_money("total"))
    back = ReceiptLine.objects.filter(receipt__in=valid.order_by().values("pk"), returned__gt=0)
    pieces_back = back.aggregate(sum=Sum("returned"))["sum"] or 0
    sums = valid.exclude(kind=Receipt.Kind.DEPOSIT).aggregate(
        receipts=Count("pk"),
        units=Sum("units"),
        total=_money(F("total") - F("returned")),
        returned=_money("returned"),
        discount=_money(F("line_discount") + F("order_discount")),
        tax=_money(F("tax_included") + F("tax_added")),
        due=_money("due"),
    )
    return deposits | sums | {"units": (sums["units"] or 0) - pieces_back}


@dataclass(frozen=True, slots=True)
class Differences:
    """How the counts of closed shifts came out, of one cashier or of all; ``short`` and ``worst`` are below 0, or 0."""

    cashier_id: int | None
    cashier: str
    shifts: int = 0
    right: int = 0
    missing: int = 0
    surplus: int = 0
    again: int = 0
    short: Decimal = ZERO
    over: Decimal = ZERO
    worst: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        return self.short + self.over


def differences_by_cashier(shifts: QuerySet[Shift]) -> list[Differences]:
    """Of whoever opened them, the most missing first."""
    names = ("opened_by", "opened_by__first_name", "opened_by__last_name", "opened_by__username")
    rows = _differences(shifts).order_by().values(*names).annotate(**_outcomes())
    found = [
        Differences(row.pop(names[0]), _full_name(*(row.pop(name) for name in names[1:])), **_no_gaps(row))
        for row in list(rows)
    ]
    return sorted(found, key=lambda row: (row.short, row.cashier))


def differences_of(shifts: QuerySet[Shift]) -> Differences:
    """Of all of them together."""
    return Differences(None, "", **_no_gaps(_differences(shifts).order_by().aggregate(**_outcomes())))


def _differences(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    difference = ExpressionWrapper(F("counted_cash") - F("expected_cash"), output_field=MoneyField())
    return shifts.filter(closed_at__isnull=False).annotate(off=difference)


def _outcomes() -> dict[str, Any]:
    is_short, is_over = Q(counted_cash__lt=F("expected_cash")), Q(counted_cash__gt=F("expected_cash"))
    return {
        "shifts": Count("pk"),
        "right": Count("pk", filter=Q(counted_cash=F("expected_cash"))),
        "missing": Count("pk", filter=is_short),
        "surplus": Count("pk", filter=is_over),
        "again": Count("pk", filter=Q(first_count__isnull=False)),
        "short": Sum("off", filter=is_short, output_field=MoneyField()),
        "over": Sum("off", filter=is_over, output_field=MoneyField()),
        "worst": Min("off", filter=is_short, output_field=MoneyField()),
    }


def _no_gaps(row: dict[str, Any]) -> dict[str, Any]:
    return {name: ZERO if value is None else value for name, value in row.items()}


def allowed_by(receipt_id: object) -> str:
    """Who allowed what the cashier may not give away alone; nobody had to for most receipts."""
    sold = AuditEntry.objects.filter(subject="receipt", subject_key=str(receipt_id), act="sales.checkout")
    return sold.values_list("approver_name", flat=True).first() or ""


def _full_name(first: str, last: str, username: str) -> str:
    return f"{first} {last}".strip() or username


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
