"""All that a receipt says, gathered once: for paper, screen and PDF alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from apps.core.money import ZERO
from apps.credits.models import Credit
from apps.loyalty import queries as loyalty
from apps.loyalty.queries import OfDocument
from apps.sales.models import Delivery, LineTax, Receipt, ReceiptLine, Tender, Void
from apps.stores.models import Shop


@dataclass(frozen=True, slots=True)
class TaxSum:
    name: str
    rate: Decimal
    is_inclusive: bool
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Contents:
    receipt: Receipt
    shop: Shop
    lines: Sequence[ReceiptLine]
    taxes: Sequence[TaxSum]
    tenders: Sequence[Tender]
    delivery: Delivery | None = None
    void: Void | None = None
    till_name: str = ""
    credits: Mapping[str, Decimal] = field(default_factory=dict)  # what is left of those that paid, by number
    points: OfDocument | None = None

    @property
    def has_cash(self) -> bool:
        return any(tender.method.kind == tender.method.Kind.CASH for tender in self.tenders)


def contents_of(receipt: Receipt) -> Contents:
    """Read it all from the database, in a fixed number of queries."""
    tenders = list(receipt.tenders.select_related("method").order_by("pk"))
    return Contents(
        receipt,
        receipt.shop,
        list(receipt.lines.order_by("position")),
        taxes_of(receipt),
        tenders,
        Delivery.objects.filter(receipt=receipt).first(),
        Void.objects.filter(receipt=receipt).first(),
        str(receipt.register),
        credits=_left_of(tenders),
        points=loyalty.of_document(receipt.number) if receipt.customer_id else None,
    )


def _left_of(tenders: Iterable[Tender]) -> dict[str, Decimal]:
    """What is left today of the store credits that paid."""
    numbers = {tender.reference for tender in tenders if tender.method.kind == tender.method.Kind.CREDIT}
    return (
        dict(Credit.objects.filter(number__in=numbers).order_by("pk").values_list("number", "left")) if numbers else {}
    )


def taxes_of(receipt: Receipt) -> list[TaxSum]:
    return tax_sums(LineTax.objects.filter(line__receipt=receipt).order_by("line__position", "pk"))


def tax_sums(taxes: Iterable[LineTax]) -> list[TaxSum]:
    """The taxes of all lines added up by name and rate."""
    sums: dict[tuple[str, Decimal, bool], tuple[Decimal, Decimal]] = {}
    for tax in taxes:
        kind = (tax.name, tax.rate, tax.is_inclusive)
        base, amount = sums.get(kind, (ZERO, ZERO))
        sums[kind] = (base + tax.base, amount + tax.amount)
    return [TaxSum(*kind, *figures) for kind, figures in sums.items()]
