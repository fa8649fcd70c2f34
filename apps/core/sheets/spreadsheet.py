"""The first sheet of an .xlsx file, read as a stream: no entity is resolved, and limits hold while it is read."""

import posixpath
import re
from collections.abc import Callable
from xml.parsers import expat

from apps.core.sheets.archive import WORKBOOK, Archive, damaged
from apps.core.sheets.cells import MOST_CELLS, MOST_ROWS, Cell, Kind, Sheet, text_cell, too_many_rows

STYLES, STRINGS, RELATIONS = "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"
DATE_FORMATS = {*range(14, 23), *range(45, 48)}
LOOKS_LIKE_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
NOT_FORMAT = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.")
KINDS = {"b": Kind.BOOLEAN, "e": Kind.ERROR, "d": Kind.DATE}
Attributes = dict[str, str]


def read(content: bytes, sheet: Sheet) -> None:
    """Fill the sheet. UnreadableFile when the workbook is damaged, hostile or too large."""
    archive = Archive(content)
    name = _first_sheet(archive)
    reader = _CellReader(sheet, _shared_strings(archive), _date_styles(archive))
    _parse(archive, name, reader.start, reader.end, reader.characters)


def rows_bytes(content: bytes) -> int:
    """How much there is to read, unpacked, judging the archive's directory. UnreadableFile as ``read``."""
    archive = Archive(content)
    return sum(archive.size_of(name) for name in (_first_sheet(archive), STRINGS) if name in archive)


def _parse(
    archive: Archive,
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.EntityDeclHandler = _refuse_declaration
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if characters is not None:
        parser.CharacterDataHandler = characters
    try:
        for chunk in archive.chunks(name):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged() from error


def _refuse_declaration(*_args: object) -> None:
    raise damaged()


def _first_sheet(archive: Archive) -> str:
    """The part with the first sheet that is not hidden."""
    wanted: list[str] = []
    targets: dict[str, str] = {}

    def sheets(tag: str, attributes: Attributes) -> None:
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            wanted.extend(value for key, value in attributes.items() if key.endswith(":id"))

    def relations(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _parse(archive, WORKBOOK, sheets)
    _parse(archive, RELATIONS, relations)
    target = next((targets[key] for key in wanted if key in targets), None)
    name = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") if target else ""
    if name not in archive:
        raise damaged()
    return name


def _shared_strings(archive: Archive) -> list[str]:
    reader = _StringReader()
    if STRINGS in archive:
        _parse(archive, STRINGS, reader.start, reader.end, reader.characters)
    return reader.strings


def _date_styles(archive: Archive) -> set[str]:
    """The numbers of the cell styles that show a number as a date."""
    formats = {str(number) for number in DATE_FORMATS}
    styles: set[str] = set()
    inside = count = 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal inside, count
        if tag == "numFmt" and LOOKS_LIKE_DATE.search(NOT_FORMAT.sub("", attributes.get("formatCode", ""))):
            formats.add(attributes.get("numFmtId", ""))
        inside = inside or tag == "cellXfs"
        if tag == "xf" and inside:
            styles.update({str(count)} if attributes.get("numFmtId") in formats else ())
            count += 1

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    if STYLES in archive:
        _parse(archive, STYLES, start, end)
    return styles


class _StringReader:
    """Strings that cells share: the texts of one ``si`` make one string, its reading aids (``rPh``) left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._in_aid = False

    def start(self, tag: str, _attributes: Attributes) -> None:
        if tag == "si":
            self._parts = []
        self._in_aid = self._in_aid or tag == "rPh"
        self._in_text = tag == "t" and not self._in_aid

    def characters(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        self._in_text = False
        if tag == "rPh":
            self._in_aid = False
        if tag == "si":
            self.strings.append("".join(self._parts))
            if len(self.strings) > MOST_CELLS:
                raise damaged()


class _CellReader:
    """Follows rows and cells of a sheet; a cell without a value is not there."""

    def __init__(self, sheet: Sheet, strings: list[str], date_styles: set[str]) -> None:
        self.sheet = sheet
        self._strings, self._date_styles = strings, date_styles
        self._row, self._column, self._seen = 0, -1, 0
        self._cells: dict[int, Cell] = {}
        self._type = self._style = ""
        self._parts: list[str] = []
        self._in_value = self._is_formula = self._in_row = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "t"):
            self._in_value = True
        elif tag == "f":
            self._is_formula = True
        elif tag == "row":
            self._start_row(int(attributes.get("r", self._row + 1)))

    def characters(self, text: str) -> None:
        if self._in_value:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._in_value = False
        elif tag == "c":
            cell = self._cell("".join(self._parts))
            if cell is not None:
                self._cells[self._column] = cell
        elif tag == "row":
            self.sheet.add(self._row, self._cells)
            self._in_row = False

    def _start_row(self, number: int) -> None:
        """Rows follow one another; one within another, or before it, is nothing that Excel writes."""
        if self._in_row or number <= self._row:
            raise damaged()
        self._row, self._column, self._cells, self._in_row = number, -1, {}, True

    def _start_cell(self, attributes: Attributes) -> None:
        self._seen += 1
        if self._seen > 2 * MOST_CELLS:
            raise too_many_rows(max(self._row, MOST_ROWS + 1))
        reference = attributes.get("r")
        self._column = _column_of(reference) if reference else self._column + 1
        if self._column < 0:
            raise damaged()
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._parts, self._is_formula = [], False

    def _cell(self, text: str) -> Cell | None:
        if self._is_formula:
            return Cell(Kind.FORMULA, text)
        if self._type in ("inlineStr", "str"):
            return text_cell(text, is_text=True)
        if not text.strip():
            return None
        if self._type == "s":
            return self._shared(text)
        if self._type == "n":
            return Cell(Kind.DATE if self._style in self._date_styles else Kind.NUMBER, text.strip())
        return Cell(KINDS.get(self._type, Kind.ERROR), text.strip())

    def _shared(self, place: str) -> Cell | None:
        try:
            return text_cell(self._strings[int(place)], is_text=True)
        except (IndexError, ValueError) as error:
            raise damaged() from error


def _column_of(reference: str) -> int:
    """``C7`` is column 2."""
    column = 0
    for letter in reference:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - 64
    return column - 1
