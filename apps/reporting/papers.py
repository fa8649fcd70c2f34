"""A list on A4, in a typewriter's columns: two thousand rows are laid out in seconds, as a table in a minute."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime

from apps.core import clock
from apps.core.money import format_money
from apps.core.resources import Column, Kind, Value
from apps.printing import papers
from apps.stores import company

STYLESHEET = Path(__file__).parent / "static" / "reporting" / "list-paper.css"
LAYOUTS = (("upright", 128), ("wide", 192), ("wide small", 230))  # letters a line by paper and size of letters
LONGEST_WORDS, SHORTEST_WORDS, GAP = 44, 8, 2


def pdf(title: str, filters: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    return papers.pdf(html(title, filters, columns, rows), STYLESHEET)


def html(title: str, filters: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> str:
    symbol = company.current().currency_symbol
    lines = [[_written(value, column.kind, symbol) for value, column in zip(row, columns, strict=True)] for row in rows]
    titles = [str(column.title) for column in columns]
    widths, layout = _fitted([titles, *lines], columns)
    context = {
        "company": company.current(),
        "title": title,
        "filters": filters,
        "moment": date_format(localtime(clock.now()), "j F Y, H:i"),
        "layout": layout,
        "head": papers.typewritten([titles], widths, gap=GAP)[0],
        "blocks": papers.typewritten(lines, widths, gap=GAP),
        "count": len(lines),
    }
    return render_to_string("reporting/list_paper.html", context)


def _written(value: Value, kind: Kind, symbol: str) -> str:
    match value:
        case None:
            return ""
        case Decimal() if kind is Kind.MONEY:
            return format_money(value, symbol)
        case datetime():
            return date_format(value, "j M Y, H:i")
        case date():
            return date_format(value, "j M Y")
        case int() | Decimal():
            return f"{value:,}"
    return " ".join(str(value).split())


def _fitted(lines: Sequence[Sequence[str]], columns: Sequence[Column]) -> tuple[list[int], str]:
    """Widths as ``typewritten`` takes them, and the smallest layout that they fit; the longest words give way."""
    words = [place for place, column in enumerate(columns) if not column.kind.is_figure]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    for place in words:
        widths[place] = min(widths[place], LONGEST_WORDS)
    gaps = GAP * (len(widths) - 1)
    while sum(widths) + gaps > LAYOUTS[-1][1] and words:
        widest = max(words, key=widths.__getitem__)
        if widths[widest] <= SHORTEST_WORDS:
            break
        widths[widest] -= 1
    needed = sum(widths) + gaps
    layout = next((name for name, letters in LAYOUTS if needed <= letters), LAYOUTS[-1][0])
    return [-width if place in words else width for place, width in enumerate(widths)], layout
