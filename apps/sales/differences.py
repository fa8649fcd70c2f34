"""Differences by cashier, taken along as a file; whoever takes it is on record."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import ExpressionWrapper, F, QuerySet
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import workbooks
from apps.core.actor import Actor
from apps.core.fields import MoneyField
from apps.printing import pdf
from apps.printing.document import Block, Columns, Document, Rule, Text
from apps.sales import queries
from apps.sales.models import Shift
from apps.sales.queries import Differences
from apps.sales.shift_papers import money
from apps.stores import company

Value = str | int | Decimal


@transaction.atomic
def export(shifts: QuerySet[Shift], format: str, *, said: str, by: Actor) -> bytes:
    """The table as ``xlsx`` or ``pdf``; ``said`` tells which shifts it is about."""
    rows = [*queries.differences_by_cashier(shifts), queries.differences_of(shifts)]
    headers = _headers()
    log.write("sales.export_differences", by=by, subject="shift", key="differences", name=said, format=format)
    if format == "pdf":
        return pdf.a4_pdf(_paper(headers, rows, said))
    return workbooks.workbook(_("Differences by cashier"), headers, [_values(row) for row in rows])


def worst_of(shifts: QuerySet[Shift]) -> dict[int, int]:
    """By cashier, the key of the shift in which most was missing."""
    off = ExpressionWrapper(F("counted_cash") - F("expected_cash"), output_field=MoneyField())
    short = shifts.filter(counted_cash__lt=F("expected_cash")).annotate(off=off).order_by("-off", "pk")
    return dict(short.values_list("opened_by", "pk"))


def _headers() -> list[str]:
    return [
        *(_("Cashier"), _("Shifts"), _("Right"), _("Counted again")),
        *(_("Missing"), _("Too much"), _("All in all"), _("Worst")),
    ]


def _values(row: Differences) -> list[Value]:
    return [row.cashier or _("All"), row.shifts, row.right, row.again, row.short, row.over, row.net, row.worst]


def _paper(headers: Sequence[str], rows: Sequence[Differences], said: str) -> Document:
    blocks: list[Block] = [
        Text(company.current().name, bold=True),
        Text(_("Differences by cashier"), size="large", bold=True),
        Text(said),
        Rule(),
        _line(headers, bold=True),
        Rule(),
        *(_line(_values(row)) for row in rows[:-1]),
        Rule("double"),
        _line(_values(rows[-1]), bold=True),
    ]
    return Document(_("Differences by cashier"), blocks)


def _line(values: Sequence[Value], *, bold: bool = False) -> Columns:
    name, *figures = (money(value) if isinstance(value, Decimal) else str(value) for value in values)
    return Columns([(name, 3, "left"), *((figure, 2, "right") for figure in figures)], size="small", bold=bold)
