from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest

from apps.core import csv_files


def test_a_table_is_utf_8_that_excel_knows_and_typed_plainly() -> None:
    target = BytesIO()

    csv_files.write(target, ["Who", "₦"], [["Ọlá, “A”", Decimal("-5.00")], [None, 3], [date(2026, 3, 14), ""]])

    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    assert target.getvalue().decode("utf-8-sig") == 'Who,₦\r\n"Ọlá, “A”",-5.00\r\n,3\r\n2026-03-14,\r\n'


def test_a_moment_is_written_to_the_second() -> None:
    target = BytesIO()

    csv_files.write(target, ["At"], [[datetime(2026, 3, 14, 12, 30)]])

    assert target.getvalue().decode("utf-8-sig") == "At\r\n2026-03-14 12:30:00\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+234803", "-5", "@x", "\t=1", "\r=1", "\n=1"])
def test_what_would_be_a_formula_stays_text(text: str) -> None:
    assert csv_files.safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ada", "1-2", "a=b", "'=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert csv_files.safe(text) == text
