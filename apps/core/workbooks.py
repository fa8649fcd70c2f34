"""Tables as Excel workbooks, streamed row by row. Every text is a cell of text: nothing that somebody wrote becomes a
formula, not even when the cell is edited.

Written by hand, for it is a tenth of the work that a library for every kind of workbook makes of it.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST, SAMPLE, LONGEST_TEXT = 48, 200, 32_767
NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML may hold them
FIRST_DAY = date(1899, 12, 30)  # of Excel's calendar
HEADER, TEXT, MONEY, DAY, MOMENT = range(1, 6)  # places in STYLES
Value = str | int | Decimal | date | datetime | None

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = f"""{HEAD}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>
%s</Types>"""
SHEET_TYPE = f'<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="{KIND}.worksheet+xml"/>\n'
ROOT = f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
PARTS = f"""{HEAD}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="styles" Type="{RELATIONS}/styles" Target="styles.xml"/>
%s</Relationships>"""
SHEET_PART = f'<Relationship Id="rId%d" Type="{RELATIONS}/worksheet" Target="worksheets/sheet%d.xml"/>\n'
STYLES = f"""{HEAD}<styleSheet xmlns="{MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="6"><xf xfId="0"/>
<xf xfId="0" fontId="1" numFmtId="49" applyFont="1" applyNumberFormat="1" applyAlignment="1">
<alignment vertical="top" wrapText="1"/></xf>
<xf xfId="0" numFmtId="49" applyNumberFormat="1"/><xf xfId="0" numFmtId="4" applyNumberFormat="1"/>
<xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="165" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Value]]


def workbook(title: str, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A small table as the content of a file."""
    target = io.BytesIO()
    write(target, title, headers, rows)
    return target.getvalue()


def write(target: BinaryIO, title: str, headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """One sheet with a bold first line that stays in sight and narrows the rows.

    Decimals are shown as amounts, days as days, times (without a zone) as times.
    """
    write_sheets(target, [Sheet(title, headers, rows)])


def write_sheets(target: BinaryIO, sheets: Sequence[Sheet]) -> None:
    """Several such, in their order."""
    numbers = range(1, len(sheets) + 1)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES % "".join(SHEET_TYPE % number for number in numbers))
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/_rels/workbook.xml.rels", PARTS % "".join(SHEET_PART % (each, each) for each in numbers))
        archive.writestr("xl/styles.xml", STYLES)
        archive.writestr("xl/workbook.xml", _book([sheet.title for sheet in sheets]))
        for number, sheet in zip(numbers, sheets, strict=True):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                part.writelines(each.encode() for each in _sheet(sheet.headers, sheet.rows))


def _book(titles: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(_names(titles), 1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'


def _names(titles: Sequence[str]) -> list[str]:
    """As a program for tables admits them: short, without its own signs, each once."""
    names: list[str] = []
    for title in titles:
        name = NO_SHEET_NAME.sub("-", CONTROLS.sub("", title))[:31] or str(len(names) + 1)
        taken = {each.casefold() for each in names}
        names.append(name if name.casefold() not in taken else f"{name[:27]} {len(names) + 1}")
    return names


def _sheet(headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    remaining = iter(rows)
    first = list(islice(remaining, SAMPLE))
    letters = [_letters(place) for place in range(len(headers))]
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    yield f"<cols>{''.join(_column(header, first, place) for place, header in enumerate(headers))}</cols><sheetData>"
    titles = zip(letters, headers, strict=True)
    yield f'<row r="1">{"".join(_text(f"{letter}1", header, HEADER) for letter, header in titles)}</row>'
    number = 1
    for number, row in enumerate(chain(first, remaining), 2):
        cells = "".join(_cell(f"{letter}{number}", value) for letter, value in zip(letters, row, strict=True))
        yield f'<row r="{number}">{cells}</row>'
    yield f'</sheetData><autoFilter ref="A1:{letters[-1]}{number}"/></worksheet>'


def _column(header: str, lines: Sequence[Sequence[Value]], place: int) -> str:
    longest = max([len(header), *(len(_shown(line[place])) for line in lines)])
    width = min(longest + 3, WIDEST)
    return f'<col min="{place + 1}" max="{place + 1}" width="{width}" customWidth="1"/>'


def _shown(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def _cell(reference: str, value: Value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return _text(reference, value, TEXT)
    if isinstance(value, Decimal):
        return f'<c r="{reference}" s="{MONEY}"><v>{value:f}</v></c>'
    if isinstance(value, int):
        return f'<c r="{reference}"><v>{int(value)}</v></c>'
    return f'<c r="{reference}" s="{MOMENT if isinstance(value, datetime) else DAY}"><v>{_days(value)}</v></c>'


def _text(reference: str, text: str, style: int) -> str:
    plain = escape(CONTROLS.sub("", text)[:LONGEST_TEXT], {"\r": "&#13;"})
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'


def _days(value: date) -> str:
    """Excel counts days; the time is the fraction."""
    if not isinstance(value, datetime):
        return str((value - FIRST_DAY).days)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return f"{Decimal((value.date() - FIRST_DAY).days) + Decimal(seconds) / 86_400:.10f}"


def _letters(place: int) -> str:
    """Column 0 is A, 26 is AA."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
