"""What a shift took, read from its own rows in a fixed number of queries: the figures of its X and Z reports."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Sum, When
from django.db.models.expressions import CombinedExpression

from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.sales.contents import TaxSum
from apps.sales.models import CashMove, LineTax, Receipt, Shift, Tender
from apps.stores.models import PaymentMethod

VALID = Q(void__isnull=True) & ~Q(kind=Receipt.Kind.DEPOSIT)  # a deposit is no sale
DEPOSIT = Q(kind=Receipt.Kind.DEPOSIT)
SUMS = (
    *("gross", "line_discount", "order_discount", "points_discount", "gift_value", "tax_included", "tax_added"),
    *("delivery_fee", "rounding", "total", "change", "due"),
)


@dataclass(frozen=True, slots=True)
class MethodSum:
    """What came in by one way to pay: with sales, for what was due, on orders, and what went back (negative)."""

    name: str
    is_cash: bool = False
    sales: Decimal = ZERO
    instalments: Decimal = ZERO
    given_back: Decimal = ZERO
    awaited: Decimal = ZERO
    deposits: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        return self.sales + self.instalments + self.deposits + self.given_back


@dataclass(frozen=True, slots=True)
class Move:
    """Cash in (positive) or out (negative) without a sale."""

    at: str
    amount: Decimal
    reason: str
    who: str
    approver: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Takings:
    """Sales are those of the shift that are not void; payments are all that passed its drawer and its machines."""

    opening_float: Decimal = ZERO
    receipts: int = 0
    pieces: int = 0
    first: str = ""
    last: str = ""
    gross: Decimal = ZERO
    line_discount: Decimal = ZERO
    order_discount: Decimal = ZERO
    points_discount: Decimal = ZERO
    discounted: int = 0
    gift_value: Decimal = ZERO
    gifts: int = 0
    tax_included: Decimal = ZERO
    tax_added: Decimal = ZERO
    delivery_fee: Decimal = ZERO
    rounding: Decimal = ZERO
    total: Decimal = ZERO
    change: Decimal = ZERO
    due: Decimal = ZERO
    voids: int = 0
    void_total: Decimal = ZERO
    instalments: int = 0
    methods: tuple[MethodSum, ...] = ()
    taxes: tuple[TaxSum, ...] = ()
    moves: tuple[Move, ...] = ()
    deposits: Decimal = ZERO
    refunds: Decimal = ZERO  # of goods that came back, and deposits paid out again; below zero

    @property
    def cash(self) -> Decimal:
        """What cash came in, net of change and of what was given back."""
        return sum((method.amount for method in self.methods if method.is_cash), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((method.amount for method in self.methods), ZERO)

    @property
    def moved(self) -> Decimal:
        return sum((move.amount for move in self.moves), ZERO)

    @property
    def expected(self) -> Decimal:
        """What should lie in the drawer."""
        return self.opening_float + self.cash + self.moved


def of(shift: Shift) -> Takings:
    """As the rows of the shift stand now, those that arrived after it closed included."""
    sales = _sales(shift)
    return Takings(
        opening_float=shift.opening_float,
        methods=_methods(shift),
        taxes=_taxes(shift),
        moves=tuple(map(_move, CashMove.objects.filter(shift=shift).order_by("pk"))),
        instalments=Tender.objects.filter(shift=shift, key__isnull=False).count(),
        refunds=_refunds(shift),
        **sales,
    )


def to_json(takings: Takings) -> str:
    """Amounts as text, for a record that is never written again."""
    return json.dumps(asdict(takings), sort_keys=True, separators=(",", ":"), default=str)


def from_json(text: str) -> Takings:
    told = json.loads(text)
    for name, kind in (("methods", MethodSum), ("taxes", TaxSum), ("moves", Move)):
        told[name] = tuple(_read(kind, row) for row in told.get(name, ()))
    takings: Takings = _read(Takings, told)
    return takings


def _read(kind: Any, row: Mapping[str, Any]) -> Any:
    """What a later version adds has its default in an older record."""
    kinds = {field.name: field.type for field in fields(kind)}
    return kind(**{name: Decimal(row[name]) if kinds[name] is Decimal else row[name] for name in kinds if name in row})


def _sales(shift: Shift) -> dict[str, Any]:
    rows = Receipt.objects.filter(shift=shift)
    found = rows.aggregate(
        receipts=Count("pk", filter=VALID),
        pieces=Sum("units", filter=VALID),
        discounted=Count("pk", filter=VALID & (Q(line_discount__gt=ZERO) | Q(order_discount__gt=ZERO))),
        gifts=Count("pk", filter=VALID & Q(gift_value__gt=ZERO)),
        voids=Count("pk", filter=Q(void__isnull=False)),
        void_total=_money("total", Q(void__isnull=False)),
        deposits=_money("total", DEPOSIT),
        lowest=Min("pk"),
        highest=Max("pk"),
        **{f"sum_{name}": _money(name, VALID) for name in SUMS},
    )
    ends = [found.pop("lowest"), found.pop("highest")]
    numbers = dict(Receipt.objects.filter(pk__in=[key for key in ends if key]).values_list("pk", "number"))
    told = {name: found.pop(f"sum_{name}") or ZERO for name in SUMS}
    first, last = (numbers.get(key, "") for key in ends)
    missing = {name: found[name] or ZERO for name in ("void_total", "deposits")} | {"pieces": found["pieces"] or 0}
    return told | found | missing | {"first": first, "last": last}


def _methods(shift: Shift) -> tuple[MethodSum, ...]:
    tenders = Tender.objects.filter(shift=shift).exclude(state=Tender.State.DENIED)
    is_back, is_later = Q(amount__lt=0), Q(key__isnull=False)
    is_deposit = Q(receipt__kind=Receipt.Kind.DEPOSIT)
    kinds = tenders.order_by("method__position", "method_name").values("method_name", "method__kind")
    rows = kinds.annotate(
        sales=_money("amount", ~is_back & ~is_later & ~is_deposit),
        instalments=_money("amount", ~is_back & is_later),
        given_back=_money("amount", is_back),
        awaited=_money("amount", Q(state=Tender.State.AWAITED)),
        deposits=_money("amount", ~is_back & is_deposit),
    )
    return tuple(
        MethodSum(
            row["method_name"],
            row["method__kind"] == PaymentMethod.Kind.CASH,
            row["sales"] or ZERO,
            row["instalments"] or ZERO,
            row["given_back"] or ZERO,
            row["awaited"] or ZERO,
            row["deposits"] or ZERO,
        )
        for row in rows
    )


def _refunds(shift: Shift) -> Decimal:
    back = Tender.objects.filter(shift=shift, amount__lt=0, receipt__void=None).exclude(state=Tender.State.DENIED)
    return back.aggregate(sum=_money("amount"))["sum"] or ZERO


def _taxes(shift: Shift) -> tuple[TaxSum, ...]:
    taxes: QuerySet[LineTax] = LineTax.objects.filter(line__receipt__shift=shift, line__receipt__void__isnull=True)
    kinds = taxes.order_by("name", "rate", "is_inclusive").values_list("name", "rate", "is_inclusive")
    return tuple(TaxSum(*row) for row in kinds.annotate(sum_base=_money("base"), sum_amount=_money("amount")))


def _move(row: CashMove) -> Move:
    return Move(_text(row.at), row.signed, row.reason, row.user_name, row.approver_name, row.doubt)


def _text(moment: datetime) -> str:
    return moment.isoformat()


def moved_by(rows: QuerySet[CashMove]) -> Decimal:
    """What cash moves add to a drawer."""
    signed = Case(When(kind=CashMove.Kind.OUT, then=-F("amount")), default=F("amount"), output_field=MoneyField())
    sum_of: Decimal | None = rows.aggregate(sum=_money(signed))["sum"]
    return sum_of or ZERO


def _money(column: str | CombinedExpression | Case, only: Q | None = None) -> Sum:
    return Sum(column, filter=only, output_field=MoneyField())
