"""Files as people and attackers upload them."""

import pytest

from apps.core.sheets import files
from apps.core.sheets.cells import Cell, Kind
from apps.core.sheets.refusals import UnreadableFile
from tests.core import hostile
from tests.purchasing import workbooks

BILLION_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
MACROS = b'<Types><Default ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
MANY_ROWS = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 50_100))


def test_a_workbook_is_read_with_numbers_of_rows_and_kinds_of_cells() -> None:
    sheet = files.read(workbooks.workbook(["Zara", 34, 2.5, True, "=1+1"], titles=["a"]))

    assert [row.number for row in sheet.rows] == [1, 2]
    assert dict(sheet.rows[1].cells) == {
        0: Cell(Kind.TEXT, "Zara"),
        1: Cell(Kind.NUMBER, "34"),
        2: Cell(Kind.NUMBER, "2.5"),
        3: Cell(Kind.BOOLEAN, "1"),
        4: Cell(Kind.FORMULA, ""),
    }


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_list_is_read_in_each_encoding_and_with_each_separator(separator: str, encoding: str) -> None:
    sheet = files.read(workbooks.csv(["Ṣóyẹ́", 5000], separator=separator, encoding=encoding))

    assert dict(sheet.rows[1].cells) == {0: Cell(Kind.TEXT, "Ṣóyẹ́"), 1: Cell(Kind.TEXT, "5000")}


def test_a_text_list_of_an_old_windows_program_is_read() -> None:
    sheet = files.read(workbooks.csv(["Café", "1 500"], separator=";", encoding="cp1252"))

    assert dict(sheet.rows[1].cells) == {0: Cell(Kind.TEXT, "Café"), 1: Cell(Kind.TEXT, "1 500")}


def test_separators_within_quotes_are_part_of_a_title() -> None:
    sheet = files.read(b'"a, b, or c";price\n1;2\n')

    assert [cell.text for cell in sheet.rows[0].cells.values()] == ["a, b, or c", "price"]


def test_the_apostrophe_that_our_exports_put_before_a_formula_is_taken_off() -> None:
    sheet = files.read(workbooks.csv(["'@Home", "=1+1", "'=1+1"]))

    assert dict(sheet.rows[1].cells) == {
        0: Cell(Kind.TEXT, "@Home"),
        1: Cell(Kind.FORMULA, "=1+1"),
        2: Cell(Kind.TEXT, "=1+1"),
    }


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"\xd0\xcf\x11\xe0old", "old Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"brand,\xff\x81\xfa", "neither an Excel workbook"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (workbooks.workbook(workbooks.row())[:900], "damaged"),
        (workbooks.repacked({"xl/workbook.xml": None}), "not an Excel workbook"),
        (workbooks.repacked({"xl/worksheets/sheet1.xml": None}), "damaged"),
        (workbooks.repacked({"xl/workbook.bin": b""}), "binary workbook"),
        (workbooks.repacked({"xl/vbaProject.bin": b""}), "macros"),
        (workbooks.repacked({"[Content_Types].xml": MACROS}), "macros"),
        (workbooks.repacked({"xl/media/bomb.bin": bytes(50 * 1024 * 1024)}), "too large"),
        (workbooks.repacked({f"xl/part{number}.xml": b"" for number in range(501)}), "parts"),
        (workbooks.sheet_with("<row><c><v>&b;</v></c></row>", before=BILLION_LAUGHS), "damaged"),
        (workbooks.sheet_with("<row><c>"), "damaged"),
        (workbooks.sheet_with('<row r="2"><c r="A2" t="s"><v>99</v></c></row>'), "damaged"),
        (workbooks.sheet_with('<row r="x"><c><v>1</v></c></row>'), "damaged"),
        (workbooks.with_far_cell(), "reaches to row 1,048,576"),
        (workbooks.sheet_with('<row r="2"><c r="XFD2"><v>1</v></c></row>'), "column 16384"),
        (workbooks.sheet_with(f'<row r="2"><c r="A2" t="str"><v>{"x" * 2_001}</v></c></row>'), "2000 letters"),
        (workbooks.csv(["x" * 40_000]), "neither"),
    ],
    ids=range(24),
)
def test_a_hostile_or_broken_file_is_refused_with_a_clear_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence):
        files.read(content)
    with pytest.raises(UnreadableFile, match=sentence):
        files.check(content)


@pytest.mark.parametrize("trick", hostile.FILES)
def test_a_hostile_file_is_refused_at_the_door_with_a_sentence(trick: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        files.check(hostile.FILES[trick])

    assert refused.value.sentence.endswith(".")


def test_too_many_rows_are_found_while_they_are_read() -> None:
    with pytest.raises(UnreadableFile, match="at most 50,000"):
        files.read(workbooks.sheet_with(MANY_ROWS))


def test_empty_rows_far_below_do_no_harm() -> None:
    sheet = files.read(
        workbooks.sheet_with('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"/></row>')
    )

    assert [row.number for row in sheet.rows] == [1]


def test_a_hidden_first_sheet_is_passed_over() -> None:
    book = workbooks.repacked({})
    assert [row.number for row in files.read(book).rows] == [1, 2]
