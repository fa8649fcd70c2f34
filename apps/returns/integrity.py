"""Returns are in order when each receipt's returned pieces and value are what its completed returns make."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from apps.core.fields import MoneyField
from apps.core.models import Counter
from apps.core.money import ZERO
from apps.inventory.models import StockMove
from apps.returns.models import Return, ReturnLine
from apps.sales.models import Receipt, ReceiptLine, Tender
from apps.stores.models import PaymentMethod

State = Return.State
HOLDING = Q(of_return__state__in=(State.PENDING, State.APPROVED, State.COMPLETED))
DONE = Q(of_return__state=State.COMPLETED)


def findings() -> list[str]:
    """A sentence for everything that does not add up; empty when all does."""
    return [*_lines(), *_receipts(), *_values(), *_exchanges(), *_goods(), *_gaps()]


def _lines() -> Iterator[str]:
    """Claimed = pieces of returns that are not rejected, returned = those of completed ones; a void claims all."""
    held, done = _pieces(HOLDING), _pieces(DONE)
    nets = _sums(ReturnLine.objects.filter(DONE), "sold", "net")
    for line in ReceiptLine.objects.filter(Q(claimed__gt=0) | Q(pk__in=held.keys())).select_related("receipt__void"):
        claimed = line.quantity if hasattr(line.receipt, "void") else held.get(line.pk, 0)
        expected = (claimed, done.get(line.pk, 0), nets.get(line.pk, ZERO))
        if (line.claimed, line.returned, line.returned_net) != expected:
            yield f"{line.receipt}: line {line.position} says {line.claimed} held, {line.returned} returned; {expected}"


def _receipts() -> Iterator[str]:
    """Returned = what the completed returns of a receipt are worth, without what was deducted for points."""
    completed = Return.objects.filter(state=State.COMPLETED).order_by().values_list("receipt")
    made = dict(completed.annotate(made=Sum(F("value") - F("deducted"), output_field=MoneyField())))
    for receipt in Receipt.objects.filter(Q(returned__gt=ZERO) | Q(pk__in=made.keys())):
        if receipt.returned != made.get(receipt.pk, ZERO):
            yield f"{receipt.number}: {receipt.returned} returned, its returns make {made.get(receipt.pk, ZERO)}"


def _values() -> Iterator[str]:
    """A value = where it went; the tenders that went back by a return = what it says of them."""
    for goods in Return.objects.filter(state=State.COMPLETED):
        went = goods.debt + goods.credit + goods.deducted + goods.exchanged + goods.paid_back
        if went != goods.value:
            yield f"{goods.number}: worth {goods.value}, {went} went back"


def _exchanges() -> Iterator[str]:
    """What goods pay of a new sale is what they no longer pay of the old one."""
    tenders = Tender.objects.filter(method__kind=PaymentMethod.Kind.EXCHANGE)
    for number, left in _sums(tenders, "reference", "amount").items():
        if left:
            yield f"{number}: the exchange leaves {left} over"


def _goods() -> Iterator[str]:
    """The pieces of a completed return moved under its number, at their cost."""
    moves = StockMove.objects.filter(reason=StockMove.Reason.RETURN).order_by().values_list("document")
    moved = {number: (pieces, value) for number, pieces, value in moves.annotate(
        Sum("quantity"), Sum("value", output_field=MoneyField()))}  # fmt: skip
    lines = ReturnLine.objects.filter(DONE).order_by().values_list("of_return__number")
    for number, pieces, cost in lines.annotate(Sum("quantity"), Sum("cost", output_field=MoneyField())):
        if moved.get(number) != (pieces, cost):
            yield f"{number}: {pieces} pieces at {cost} came back, its moves say {moved.get(number)}"


def _gaps() -> Iterator[str]:
    places: dict[str, list[int]] = {}
    for number in Return.objects.values_list("number", flat=True):
        series, _dash, place = number.rpartition("-")
        places.setdefault(series, []).append(int(place))
    for series, found in places.items():
        drawn = Counter.objects.filter(series=series).values_list("value", flat=True).first()
        if sorted(found) != list(range(1, (drawn or 0) + 1)):
            yield f"{series}: {len(found)} documents, {drawn} numbers drawn"


def _pieces(which: Q) -> dict[int, int]:
    rows = ReturnLine.objects.filter(which).order_by().values_list("sold")
    return dict(rows.annotate(Sum("quantity")))


def _sums(rows: QuerySet[Any], by: str, column: str) -> dict[Any, Decimal]:
    return dict(rows.order_by().values_list(by).annotate(Sum(column, output_field=MoneyField())))
