from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from apps.core import workbooks

ROW = ["=1+1", Decimal("1234.50"), 7, date(2026, 3, 14), datetime(2026, 3, 14, 12, 30), None]


@pytest.fixture
def sheet() -> Any:
    content = workbooks.workbook("Stock: Wuse/II", ["A", "B", "C", "D", "E", "F"], [ROW])
    return load_workbook(BytesIO(content)).worksheets[0]


def test_values_keep_their_types(sheet: Any) -> None:
    cells = list(sheet.iter_rows())[1]

    assert [cell.value for cell in cells] == [
        "=1+1",
        1234.5,
        7,
        datetime(2026, 3, 14),
        datetime(2026, 3, 14, 12, 30),
        None,
    ]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "d", "d", "n"]
    assert [cell.number_format for cell in cells] == [
        *("@", "#,##0.00", "General", r"yyyy\-mm\-dd", r"yyyy\-mm\-dd\ hh:mm", "General")
    ]


def test_the_titles_stay_in_sight_and_the_columns_are_wide_enough(sheet: Any) -> None:
    assert sheet.title == "Stock- Wuse-II"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert [sheet.column_dimensions[letter].width for letter in "ABE"] == [7, 11, 19]


def test_what_no_workbook_may_hold_is_left_out() -> None:
    content = workbooks.workbook("List", ["A"], [["a\x00b\x0bc"], ["x" * 40_000]])

    cells = [row[0].value for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert [cells[0], len(cells[1])] == ["abc", 32_767]


def test_an_amount_of_nothing_is_an_amount() -> None:
    content = workbooks.workbook("List", ["A"], [[Decimal("0.00")]])

    cell = load_workbook(BytesIO(content)).worksheets[0]["A2"]
    assert (cell.value, cell.number_format) == (0, "#,##0.00")


def test_signs_of_xml_and_spaces_stay_as_they_are() -> None:
    content = workbooks.workbook("<A> & 'B'", ["a & b"], [[" <b>&amp; "]])

    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert (sheet.title, sheet["A1"].value, sheet["A2"].value) == ("<A> & -B-", "a & b", " <b>&amp; ")


def test_the_titles_narrow_the_rows_and_columns_go_beyond_z() -> None:
    content = workbooks.workbook("Wide", [f"{place}" for place in range(28)], [list(range(28)), list(range(28))])

    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert (sheet.auto_filter.ref, sheet["AB3"].value) == ("A1:AB3", 27)
