import datetime
from decimal import Decimal
from typing import Any

import pytest

from apps.core.sheets import files
from apps.purchasing.imports import columns
from apps.purchasing.imports.columns import Fault, Header
from apps.purchasing.imports.lines import LAYOUT, Line, line_of
from apps.purchasing.imports.refusals import ColumnsUnclear
from tests.purchasing import workbooks


def understood(content: bytes) -> tuple[Header, list[Line]]:
    sheet = files.read(content)
    header = columns.header_of(sheet, LAYOUT)
    return header, [line_of(row) for row in columns.understand(sheet, header, LAYOUT)]


def first_line(**changes: Any) -> Line:
    return understood(workbooks.workbook(workbooks.row(**changes)))[1][0]


def test_a_row_is_understood() -> None:
    assert first_line() == Line(
        number=2, brand="Zara", price=Decimal("5000.00"), category="Shirts", color="White", design="Plain", size="M",
        quantity=3, markup_type="percentage", markup=Decimal("60.00"), shop="floor",
    )  # fmt: skip


def test_titles_stand_in_any_case_and_order_below_a_heading() -> None:
    content = workbooks.workbook(
        ["Size", " COLOUR ", "Markup Type", "cost price", "BRAND", "Category", "remark"],
        [34.0, " Navy  Blue", "Fixed", "₦ 5,000", " ZARA", "Shirts", "new"],
        titles=["Price list of March"],
    )

    header, lines = understood(content)

    assert header.unused == ["remark"]
    assert lines == [
        Line(number=3, brand="ZARA", price=Decimal("5000.00"), category="Shirts", color="Navy Blue", size="34",
             markup_type="fixed")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("₦50,500.00", "50500.00"),
        (" 50500 ", "50500.00"),
        ("NGN 1,234.5", "1234.50"),
        ("N500", "500.00"),
        ("50\u00a0500", "50500.00"),
        (0.1 + 0.2, "0.30"),
        (5e4, "50000.00"),
    ],
)
def test_amounts_are_understood_as_people_type_them(typed: object, understood: str) -> None:
    assert first_line(price=typed).price == Decimal(understood)


@pytest.mark.parametrize(
    ("column", "typed", "reason"),
    [
        ("price", "abc", "“abc” is not a number"),
        ("price", "1,50", "“1,50” is not a number"),
        ("price", -500, "-500 is negative"),
        ("price", 10.005, "10.005 has more than two decimals"),
        ("price", 1e30, "“1e+30” is not a number"),
        ("price", "=A1", "a formula, not a number"),
        ("price", True, "“1” is not a number"),
        ("price", None, "price is missing"),
        ("brand", "  ", "brand is missing"),
        ("brand", "=A1", "a formula, not a name"),
        ("brand", "x" * 81, "longer than 80 letters"),
        ("size", datetime.date(2026, 3, 2), "a date, not a name: format the cell as text and type it again"),
        ("quantity", -3, "-3 is negative"),
        ("quantity", 2.5, "2.5 is not a whole number"),
        ("quantity", 2_000_000, "2000000 is too much"),
        ("markup_type", "percent%", "“percent%” is not a markup type: percentage or fixed"),
        ("shop", "MARKET", "“MARKET” is not a place of the shop: STORE or WAREHOUSE"),
        ("barcode_number", "2000000000018", "Barcode 2000000000018 has a wrong check digit: it should end in 5."),
    ],
)
def test_a_fault_names_row_column_and_reason(column: str, typed: object, reason: str) -> None:
    assert first_line(**{column: typed}).faults == [Fault(2, column, reason)]


@pytest.mark.parametrize("missing", ["brand", "price", "category"])
def test_a_list_without_a_column_that_must_be_there_is_unclear(missing: str) -> None:
    titles = [title for title in workbooks.TITLES if title != missing]

    with pytest.raises(ColumnsUnclear, match=f"no column {missing}"):
        understood(workbooks.workbook(titles=titles))


def test_a_column_that_is_there_twice_is_unclear() -> None:
    with pytest.raises(ColumnsUnclear, match="two columns color"):
        understood(workbooks.workbook(titles=[*workbooks.TITLES, "Colour"]))
