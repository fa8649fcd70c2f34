"""All that a receipt says, gathered once: for paper, screen and PDF alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.core.money import ZERO
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
    points: OfDocument | None = None

    @property
    def has_cash(self) -> bool:
        return any(tender.method.kind == tender.method.Kind.CASH for tender in self.tenders)


def contents_of(receipt: Receipt) -> Contents:
    """Read it all from the database, in a fixed number of queries."""
    return Contents(
        receipt,
        receipt.shop,
        list(receipt.lines.order_by("position")),
        taxes_of(receipt),
        list(receipt.tenders.select_related("method").order_by("pk")),
        Delivery.objects.filter(receipt=receipt).first(),
        Void.objects.filter(receipt=receipt).first(),
        str(receipt.register),
        loyalty.of_document(receipt.number) if receipt.customer_id else None,
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
