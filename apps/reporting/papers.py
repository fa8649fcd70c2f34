"""A list on A4, in a typewriter's columns: two thousand rows are laid out in seconds, as a table in a minute."""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.money import format_money
from apps.core.refusals import InvalidInput
from apps.core.resources import Column, Kind, Value
from apps.printing import papers
from apps.stores import company

STYLESHEET = Path(__file__).parent / "static" / "reporting" / "list-paper.css"
LAYOUTS = {"upright": 130, "wide": 193, "wide small": 228, "wide tiny": 278}  # letters a line
LONGEST_WORDS, SHORTEST_WORDS, GAP = 44, 16, 2


def pdf(title: str, filters: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """InvalidInput when the columns do not fit on the paper."""
    return papers.pdf(html(title, filters, columns, rows), STYLESHEET)


def html(title: str, filters: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> str:
    symbol = company.current().currency_symbol
    lines = [[_written(value, column.kind, symbol) for value, column in zip(row, columns, strict=True)] for row in rows]
    titles = [str(column.title) for column in columns]
    widths = _fitted(titles, lines, columns)
    context = {
        "company": company.current(),
        "title": title,
        "filters": filters,
        "moment": date_format(localtime(clock.now()), "j F Y, H:i"),
        "layout": _layout(widths),
        "head": papers.typewritten(_head(titles, widths), widths, gap=GAP)[0],
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


def _fitted(titles: Sequence[str], lines: Sequence[Sequence[str]], columns: Sequence[Column]) -> list[int]:
    """Widths as ``typewritten`` takes them: long words give way until the columns fit, numbers and names never."""
    longest_words = [max(map(len, title.split())) for title in titles]
    widths = [
        max(longest, *map(len, cells)) for longest, cells in zip(longest_words, _columns(lines, titles), strict=True)
    ]
    words = [place for place, column in enumerate(columns) if not column.kind.is_figure]
    for place in words:
        widths[place] = min(widths[place], LONGEST_WORDS)
    while _letters(widths) > max(LAYOUTS.values()) and (long := [at for at in words if widths[at] > SHORTEST_WORDS]):
        widths[max(long, key=widths.__getitem__)] -= 1
    return [-width if place in words else width for place, width in enumerate(widths)]


def _columns(lines: Sequence[Sequence[str]], titles: Sequence[str]) -> Iterable[Sequence[str]]:
    return zip(*lines, strict=True) if lines else ([""] for _title in titles)


def _letters(widths: Sequence[int]) -> int:
    return sum(map(abs, widths)) + GAP * (len(widths) - 1)


def _layout(widths: Sequence[int]) -> str:
    """The first that is wide enough: letters shrink after the paper is turned."""
    fitting = [layout for layout, letters in LAYOUTS.items() if _letters(widths) <= letters]
    if not fitting:
        raise InvalidInput(_("These columns do not fit on a page: tick fewer, or take Excel."))
    return fitting[0]


def _head(titles: Sequence[str], widths: Sequence[int]) -> list[tuple[str, ...]]:
    """The titles, broken into lines that end at the same height."""
    broken = [textwrap.wrap(title, abs(width))[::-1] for title, width in zip(titles, widths, strict=True)]
    return list(zip_longest(*broken, fillvalue=""))[::-1]
