"""A list on paper: as wide as its columns need, its head on every page."""

import re
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from apps.core.refusals import InvalidInput
from apps.core.resources import Column, Kind, Value, day_column, moment_column, money_column, number_column
from apps.reporting import papers

pytestmark = pytest.mark.django_db
COLUMNS = [
    *(Column("Product", "a"), number_column("Pieces", "b"), money_column("Price", "c")),
    *(day_column("Day", "d"), moment_column("Sold", "e")),
]
ROW: Sequence[Value] = ("Oxford", 1234, Decimal("-1500.50"), date(2026, 3, 4), datetime(2026, 3, 14, 9, 5))


def body_class(html: str) -> str:
    found: Any = re.search(r'<body class="([^"]*)"', html)
    return str(found[1])


def test_values_are_written_for_people_and_figures_stand_right() -> None:
    html = papers.html("Products", "Brand: Zara", COLUMNS, [ROW])

    assert re.search(r"Oxford +1,234 +−₦1,500.50 +4 Mar 2026 +14 Mar 2026, 09:05", html)
    assert re.search(r"Product +Pieces +Price +Day +Sold", html)
    assert "Brand: Zara" in html
    assert "1 row<" in html


def test_a_narrow_list_stands_upright_a_wide_one_lies_and_then_letters_shrink() -> None:
    few, many = [Column("A", "a")] * 3, [Column("A", "a")] * 8

    assert body_class(papers.html("List", "", few, [["x" * 30] * 3])) == "upright"
    assert body_class(papers.html("List", "", many, [["x" * 20] * 8])) == "wide"
    assert body_class(papers.html("List", "", many, [["x" * 26] * 8])) == "wide small"
    assert body_class(papers.html("List", "", many, [["x" * 90] * 8])) == "wide tiny"


def test_no_line_is_longer_than_the_paper_is_wide_and_long_words_end_in_an_ellipsis() -> None:
    columns = [Column("A", "a")] * 12

    html = papers.html("List", "", columns, [["many long words " * 9] * 12])

    lines = re.findall(r"<pre>([^<]*)</pre>", html)
    assert max(map(len, lines)) <= max(papers.LAYOUTS.values())
    assert lines[-1].count("…") == 12


def test_figures_are_never_cut_short_so_too_many_columns_are_refused() -> None:
    columns = [money_column("Net of items", "a")] * 25

    with pytest.raises(InvalidInput, match="tick fewer, or take Excel"):
        papers.html("List", "", columns, [[Decimal("1234567.00")] * 25])


def test_long_titles_stand_in_several_lines_above_narrow_columns() -> None:
    columns = [number_column("Position at the till", "a"), Column("Name", "b")]

    html = papers.html("List", "", columns, [[1, "Shirts"]])

    assert "<pre>Position        \n  at the        \n    till  Name  </pre>" in html
    assert "<pre>       1  Shirts</pre>" in html


def test_a_long_list_takes_more_pages_than_a_short_one() -> None:
    columns = [Column("A", "a", kind=Kind.NUMBER)]

    short, long = (papers.pdf("List", "", columns, [[number] for number in range(count)]) for count in (10, 200))

    assert short.startswith(b"%PDF-")
    assert (pages_of(short), pages_of(long)) == (1, 3)


def pages_of(pdf: bytes) -> int:
    """Every page has a content stream; the fonts and pictures of a document are there once."""
    streams = [
        zlib.decompress(found)
        for found in re.findall(rb"/FlateDecode[^>]*>>\s*stream\n(.*?)\nendstream", pdf, re.DOTALL)
    ]
    return sum(b" Tf" in stream for stream in streams)
