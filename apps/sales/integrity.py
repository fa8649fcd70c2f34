"""The books of selling, proved from their own rows: each function answers what does not add up, as sentences."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from apps.audit import chains
from apps.audit.models import AuditEntry
from apps.core.fields import MoneyField
from apps.core.models import Counter
from apps.core.money import ZERO
from apps.credits.models import Credit, CreditEntry
from apps.sales import z_reports
from apps.sales.models import CashMove, Delivery, DeliveryStep, LineTax, Receipt, ReceiptLine, Shift, Tender, ZReport
from apps.stores.models import PaymentMethod

SERIES = {"RCP": Receipt, "SHF": Shift, "DLV": Delivery}
NUMBER = re.compile(r"^(?P<series>[A-Z]+-\d{6})-(?P<place>\d+)$")


def problems() -> list[str]:
    """All that is wrong; an empty list is what the shop wants."""
    receipts = (*_receipts_against_lines(), *_receipts_against_tenders(), *_deposits_against_receipts())
    return [*receipts, *_lines_against_taxes(), *_gaps(), *_shifts(), *_z_reports(), *_deliveries()]


def _receipts_against_lines() -> Iterator[str]:
    """Receipt = its lines, by quantity, gross, net, taxes and rounding; total = net + tax added + fee + rounding."""
    columns = {"units": "quantity", "gross": "gross", "line_discount": "discount", "net": "net"}
    columns |= {name: name for name in ("order_discount", "points_discount", "tax_included", "tax_added", "rounding")}
    sums = {f"of_{name}": _sum_of_lines(column) for name, column in columns.items()}
    for receipt in Receipt.objects.filter(kind__in=(Receipt.Kind.SALE, Receipt.Kind.GIFT)).annotate(**sums):
        for name in columns:
            found = getattr(receipt, f"of_{name}") or 0
            if found != getattr(receipt, name):
                yield f"{receipt.number}: {name} is {getattr(receipt, name)}, its lines make {found}"
        total = receipt.net + receipt.tax_added + receipt.delivery_fee + receipt.rounding
        if total != receipt.total:
            yield f"{receipt.number}: the total is {receipt.total}, its parts make {total}"


def _receipts_against_tenders() -> Iterator[str]:
    """Total − returned = tenders + due; a void receipt counts as 0, a deposit as what was not paid out of it again."""
    paid = _sum(Tender.objects.filter(receipt=OuterRef("pk")), "receipt", "amount")
    for receipt in Receipt.objects.annotate(paid=paid, voids=Count("void"), paid_out=_paid_out()):
        total = ZERO if receipt.voids else receipt.total - receipt.returned + (receipt.paid_out or ZERO)
        if (receipt.paid or ZERO) + receipt.due != total:
            yield f"{receipt.number}: {receipt.paid or ZERO} paid and {receipt.due} due do not make {total}"


def _paid_out() -> Subquery:
    """What was paid out again of a receipt's deposit (below zero)."""
    entries = CreditEntry.objects.filter(kind=CreditEntry.Kind.PAY_OUT, credit__number=OuterRef("number"))
    return _sum(entries.filter(credit__purpose=Credit.Purpose.DEPOSIT), "credit", "amount")


def _deposits_against_receipts() -> Iterator[str]:
    """Every deposit receipt stands for a deposit of its own number and value, and every deposit for a receipt."""
    receipts = dict(Receipt.objects.filter(kind=Receipt.Kind.DEPOSIT).values_list("number", "total"))
    deposits = dict(Credit.objects.filter(purpose=Credit.Purpose.DEPOSIT).values_list("number", "value"))
    for number in sorted(receipts.keys() | deposits.keys()):
        taken, owed = receipts.get(number), deposits.get(number)
        if taken != owed:
            yield f"{number}: the receipt of the deposit is {taken}, what is owed for it {owed}"


def _lines_against_taxes() -> Iterator[str]:
    for is_inclusive, column in ((True, "tax_included"), (False, "tax_added")):
        taxes = LineTax.objects.filter(line=OuterRef("pk"), is_inclusive=is_inclusive)
        lines = ReceiptLine.objects.annotate(of_taxes=_sum(taxes, "line", "amount")).select_related("receipt")
        for line in lines.exclude(of_taxes__isnull=True, **{column: ZERO}).exclude(**{column: F("of_taxes")}):
            yield f"{line.receipt}: line {line.position} has {column} {getattr(line, column)}, not {line.of_taxes}"


def _deliveries() -> Iterator[str]:
    """What the last step says of a delivery is what it is; those of before there were steps have none."""
    kind = DeliveryStep.Kind
    said = DeliveryStep.objects.filter(delivery=OuterRef("pk"), kind__in=(kind.DELIVERED, kind.REOPENED))
    rows = Delivery.objects.annotate(last=Subquery(said.order_by("-pk").values("kind")[:1])).order_by("pk")
    wrong = Q(last=kind.DELIVERED, delivered_at__isnull=True) | Q(last=kind.REOPENED, delivered_at__isnull=False)
    for delivery in rows.filter(wrong):
        yield f"{delivery.number}: it is {delivery.state}, its last step says otherwise"


def _gaps() -> Iterator[str]:
    """Every series runs from 1 to its counter without a gap."""
    for prefix, model in SERIES.items():
        places: dict[str, list[int]] = {}
        for number in model._default_manager.values_list("number", flat=True):
            match = NUMBER.match(number)
            if match is None:
                yield f"{number} is no number of {prefix}"
                continue
            places.setdefault(match["series"], []).append(int(match["place"]))
        for series, found in places.items():
            drawn = Counter.objects.filter(series=series).values_list("value", flat=True).first()
            if sorted(found) != list(range(1, (drawn or 0) + 1)):
                yield f"{series}: {len(found)} documents, {drawn} numbers drawn"


def _shifts() -> Iterator[str]:
    """A closed shift expected what its own rows make, but for what arrived afterwards."""
    cash = Tender.objects.filter(shift=OuterRef("pk"), method__kind=PaymentMethod.Kind.CASH)
    on_time = cash.exclude(receipt__arrived_at__gt=OuterRef("closed_at"))
    moves = CashMove.objects.filter(shift=OuterRef("pk"), arrived_at__lte=OuterRef("closed_at"))
    closed = Shift.objects.filter(closed_at__isnull=False).annotate(
        cash=_sum(on_time, "shift", "amount"),
        cash_in=_sum(moves.filter(kind=CashMove.Kind.IN), "shift", "amount"),
        cash_out=_sum(moves.filter(kind=CashMove.Kind.OUT), "shift", "amount"),
    )
    for shift in closed:
        made = shift.opening_float + (shift.cash or ZERO) + (shift.cash_in or ZERO) - (shift.cash_out or ZERO)
        if made != shift.expected_cash:
            yield f"{shift.number}: expected {shift.expected_cash}, its rows make {made}"


def _z_reports() -> Iterator[str]:
    """A Z report says what its shift had sold by then, is the one that was sealed, and names an entry that is there."""
    closings = AuditEntry.objects.filter(act="sales.close_shift").values_list("subject_key", "facts")
    seals = {key: json.loads(facts).get("report") for key, facts in closings}
    sold = Receipt.objects.filter(shift=OuterRef("shift"), arrived_at__lte=OuterRef("written_at"), void__isnull=True)
    sold = sold.exclude(kind=Receipt.Kind.DEPOSIT)
    reports = ZReport.objects.select_related("shift").annotate(sold=_sum(sold, "shift", "total"))
    for report in reports:
        if (report.sold or ZERO) != report.total:
            yield f"Z {report.shift}: it says {report.total}, its receipts make {report.sold or ZERO}"
        if seals.get(str(report.shift_id)) != z_reports.seal_of(report):
            yield f"Z {report.shift}: it is not what was written when the shift closed"
        chain = {"chain": chains.of_shop(report.shift.shop_id), "sequence": report.chain_sequence}
        if report.chain_head and not AuditEntry.objects.filter(**chain, hash=report.chain_head).exists():
            yield f"Z {report.shift}: the audit log has no entry {report.chain_sequence} with its seal"


def _sum_of_lines(column: str) -> Subquery:
    return _sum(ReceiptLine.objects.filter(receipt=OuterRef("pk")), "receipt", column)


def _sum(rows: QuerySet[Any], by: str, column: str) -> Subquery:
    """The sum of a column by its parent, for an outer query."""
    field = rows.model._meta.get_field(column)
    output = MoneyField() if isinstance(field, MoneyField) else type(field)()
    totals = rows.order_by().values(by).annotate(sum=Sum(column, output_field=output)).values("sum")
    return Subquery(totals, output_field=output)
