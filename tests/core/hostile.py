"""Files that somebody sends to stop the server, or by mistake: none of them is a list, by the name of its trick."""

import io
import zipfile

from tests.purchasing import workbooks

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
MACROS = b'<Types><Default ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
SHEET = "xl/worksheets/sheet1.xml"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2_000)


def _one_cell(before: str = "", value: str = "1", reference: str = "A2", kind: str = "n") -> bytes:
    return workbooks.sheet_with(f'<row r="2"><c r="{reference}" t="{kind}"><v>{value}</v></c></row>', before)


def _named_twice() -> bytes:
    target = io.BytesIO(workbooks.workbook(workbooks.row()))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("/xl/workbook.xml", b"<workbook/>")
    return target.getvalue()


def _with_password() -> bytes:
    content = bytearray(workbooks.workbook(workbooks.row()))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1  # the directory's flag that the part is encrypted
    return bytes(content)


def _nested(depth: int) -> bytes:
    return workbooks.sheet_with(f"{'<row>' * depth}{'</row>' * depth}")


FILES = {
    "nothing at all": b"",
    "only spaces": b" \r\n\t" * 100,
    "a renamed picture": PNG,
    "a renamed PDF": b"%PDF-1.7\n" + bytes(500),
    "a program": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20,
    "an old workbook, or one with a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000),
    "a zip bomb": workbooks.repacked({"xl/media/bomb.bin": bytes(50 * 1024**2)}),
    "a sheet that is a bomb": workbooks.repacked({SHEET: b"<worksheet>" + b" " * 30 * 1024**2}),
    "a thousand parts": workbooks.repacked({f"xl/part{number}.xml": b"" for number in range(1_000)}),
    "a part named twice": _named_twice(),
    "a password on a part": _with_password(),
    "a cell far below": workbooks.with_far_cell(),
    "a cell far to the right": _one_cell(reference="XFD2"),
    "entities that laugh a billion times": _one_cell(LAUGHS, "&b;"),
    "an entity from outside": _one_cell(OUTSIDE, "&a;"),
    "macros by a part": workbooks.repacked({"xl/vbaProject.bin": b"\x00"}),
    "macros by the type": workbooks.repacked({"[Content_Types].xml": MACROS}),
    "a binary workbook": workbooks.repacked({"xl/workbook.bin": b""}),
    "another archive": workbooks.repacked({"xl/workbook.xml": None}),
    "a sheet that points nowhere": workbooks.repacked({SHEET: None}),
    "a text that points nowhere": _one_cell(value="99", kind="s"),
    "a row of no number": workbooks.sheet_with('<row r="x"><c><v>1</v></c></row>'),
    "a row that goes backwards": workbooks.sheet_with('<row r="-1"><c r="A1"><v>1</v></c></row>'),
    "XML that is cut off": workbooks.sheet_with("<row><c>"),
    "a row twice": workbooks.sheet_with('<row r="2"><c r="A2"><v>1</v></c></row>' * 2),
    "a cell without a column": _one_cell(reference="2"),
    "XML within XML within XML": _nested(20_000),
    "half a workbook": workbooks.workbook(workbooks.row())[:900],
    "a field of forty thousand letters": workbooks.csv(["x" * 40_000]),
    "bytes that are no text": b"brand,price\n" + bytes(range(1, 32)) * 50,
}
