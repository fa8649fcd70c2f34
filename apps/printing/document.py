"""A neutral document says what is to be printed, never how: each printer's profile decides that.

Trades build one, a job keeps it as JSON, and ``escpos``, ``pdf`` and A4 draw the same rows from it.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from apps.core.refusals import InvalidInput

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
MOST_CHARACTERS = 8_000_000
Choice = TypeVar("Choice", bound=StrEnum)


class UnreadableDocument(InvalidInput):
    """The JSON is no document: made by hand, or by a version that knew other blocks."""

    code = "unreadable_document"


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Size(StrEnum):
    SMALL = "small"
    NORMAL = "normal"
    TALL = "tall"  # twice as high, as wide as normal: a total in a row of columns
    LARGE = "large"  # twice as high and wide


class Stroke(StrEnum):
    SOLID = "solid"
    DASHED = "dashed"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; wraps at words. ``\\n`` begins a new line."""

    text: str
    align: Align | str = Align.LEFT
    size: Size | str = Size.NORMAL
    bold: bool = False
    kind: ClassVar[str] = "text"

    def __post_init__(self) -> None:
        _require(isinstance(self.text, str), "a text is text")
        _require(isinstance(self.bold, bool), "bold is true or false")
        object.__setattr__(self, "align", _choice(Align, self.align))
        object.__setattr__(self, "size", _choice(Size, self.size))


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of one row, each ``(text, share, align)``.

    A share of 0 is as wide as its text, the others divide what is left. Right-aligned cells hold figures: they
    never wrap nor are cut; left ones wrap.
    """

    cells: Sequence[tuple[str, int, Align | str]]
    size: Size | str = Size.NORMAL
    bold: bool = False
    kind: ClassVar[str] = "columns"

    def __post_init__(self) -> None:
        _require(isinstance(self.cells, list | tuple) and 1 <= len(self.cells) <= 8, "a row has 1 to 8 cells")
        _require(isinstance(self.bold, bool), "bold is true or false")
        object.__setattr__(self, "cells", tuple(_cell(cell) for cell in self.cells))
        object.__setattr__(self, "size", _choice(Size, self.size))


@dataclass(frozen=True, slots=True)
class Rule:
    style: Stroke | str = Stroke.SOLID
    kind: ClassVar[str] = "rule"

    def __post_init__(self) -> None:
        object.__setattr__(self, "style", _choice(Stroke, self.style))


@dataclass(frozen=True, slots=True)
class Barcode:
    """EAN-13 when ``code`` is 13 digits with a right check digit, else Code 128 (printable ASCII, at most 24)."""

    code: str
    kind: ClassVar[str] = "barcode"

    def __post_init__(self) -> None:
        fits = isinstance(self.code, str) and 1 <= len(self.code) <= 24
        _require(fits and all(" " <= character <= "~" for character in self.code), "a barcode is 1 to 24 characters")


@dataclass(frozen=True, slots=True)
class QR:
    data: str
    kind: ClassVar[str] = "qr"

    def __post_init__(self) -> None:
        _require(isinstance(self.data, str) and 1 <= len(self.data) <= 600, "a QR code holds 1 to 600 characters")


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG in base64; drawn dot by dot, made smaller when it is wider than the paper."""

    png: str
    align: Align | str = Align.CENTER
    kind: ClassVar[str] = "picture"

    def __post_init__(self) -> None:
        object.__setattr__(self, "align", _choice(Align, self.align))
        _require(self.content.startswith(PNG_MAGIC), "a picture is a PNG")

    @classmethod
    def of(cls, content: bytes, align: Align | str = Align.CENTER) -> "Picture":
        return cls(base64.b64encode(content).decode(), align)

    @property
    def content(self) -> bytes:
        try:
            return base64.b64decode(self.png, validate=True)
        except (binascii.Error, TypeError, ValueError):
            return b""


@dataclass(frozen=True, slots=True)
class Feed:
    lines: int = 1
    kind: ClassVar[str] = "feed"

    def __post_init__(self) -> None:
        _require(_is_whole(self.lines, 1, 20), "paper is fed by 1 to 20 lines")


@dataclass(frozen=True, slots=True)
class Cut:
    kind: ClassVar[str] = "cut"


@dataclass(frozen=True, slots=True)
class Drawer:
    """Opens the cash drawer, once however many copies are printed."""

    kind: ClassVar[str] = "drawer"


@dataclass(frozen=True, slots=True)
class Label:
    """A sticker of ``width`` × ``height`` tenths of a millimetre, ``copies`` times.

    Above the bars of ``code`` stand a heading and a short mark, below them a note and the figure.
    """

    code: str
    heading: str = ""
    mark: str = ""
    note: str = ""
    figure: str = ""
    width: int = 550
    height: int = 250
    copies: int = 1
    kind: ClassVar[str] = "label"

    def __post_init__(self) -> None:
        Barcode(self.code)
        for text in (self.heading, self.mark, self.note, self.figure):
            _require(isinstance(text, str) and len(text) <= 300, "a label's texts are at most 300 characters")
        _require(all(_is_whole(side, 100, 3000) for side in (self.width, self.height)), "a label is 10 to 300 mm")
        _require(_is_whole(self.copies, 1, 100), "a label is printed 1 to 100 times")


@dataclass(frozen=True, slots=True)
class Grid:
    """How labels lie on an A4 sheet, in tenths of a millimetre; stands before them.

    The first sheet's first ``skipped`` places stay free: their labels are used up.
    """

    columns: int
    rows: int
    left: int = 0
    top: int = 0
    gap_x: int = 0
    gap_y: int = 0
    skipped: int = 0
    kind: ClassVar[str] = "grid"

    def __post_init__(self) -> None:
        _require(all(_is_whole(count, 1, 40) for count in (self.columns, self.rows)), "a sheet has 1 to 40 rows")
        _require(_is_whole(self.skipped, 0, self.columns * self.rows - 1), "a sheet has a place left")
        gaps = (self.left, self.top, self.gap_x, self.gap_y)
        _require(all(_is_whole(gap, 0, 2000) for gap in gaps), "a margin is 0 to 200 mm")


Block = Text | Columns | Rule | Barcode | QR | Picture | Feed | Cut | Drawer | Label | Grid
BLOCKS: dict[str, type[Block]] = {
    block.kind: block for block in (Text, Columns, Rule, Barcode, QR, Picture, Feed, Cut, Drawer, Label, Grid)
}


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        _require(isinstance(self.title, str) and len(self.title.strip()) > 0, "a document has a title")
        _require(all(isinstance(block, Block) for block in self.blocks), "a document holds blocks only")
        object.__setattr__(self, "blocks", tuple(self.blocks))

    def without(self, kind: type[Block]) -> "Document":
        return Document(self.title, [block for block in self.blocks if not isinstance(block, kind)])


def to_json(document: Document) -> str:
    blocks = [{"kind": block.kind} | _values(block) for block in document.blocks]
    text = json.dumps({"title": document.title, "blocks": blocks}, ensure_ascii=False, separators=(",", ":"))
    _require(len(text) <= MOST_CHARACTERS, "it is too long")
    return text


def from_json(text: str) -> Document:
    """The document that ``to_json`` wrote; refuses anything else (UnreadableDocument), naming the block."""
    _require(len(text) <= MOST_CHARACTERS, "it is too long")
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableDocument(f"This print document cannot be read: {error}.") from error
    _require(isinstance(read, dict) and set(read) == {"title", "blocks"}, "it has a title and blocks")
    _require(isinstance(read["blocks"], list), "its blocks are a list")
    return Document(read["title"], tuple(_block(number, row) for number, row in enumerate(read["blocks"], start=1)))


def _values(block: Block) -> dict[str, Any]:
    """Not ``asdict``: it copies every cell of every row, and a receipt is written while its sale holds the counter."""
    return {field.name: getattr(block, field.name) for field in fields(block)}


def _block(number: int, row: Any) -> Block:
    _require(isinstance(row, dict) and row.get("kind") in BLOCKS, f"block {number} is of no known kind")
    block = BLOCKS[row["kind"]]
    values = {name: value for name, value in row.items() if name != "kind"}
    unknown = set(values) - {known.name for known in fields(block)}
    _require(not unknown, f"block {number} ({block.kind}) has no {', '.join(sorted(unknown))}")
    try:
        return block(**values)
    except TypeError as error:
        raise UnreadableDocument(f"This print document cannot be read: block {number} lacks a value.") from error


def _cell(cell: Any) -> tuple[str, int, Align]:
    _require(isinstance(cell, list | tuple) and len(cell) == 3, "a cell is text, share and alignment")
    text, share, align = cell
    _require(isinstance(text, str), "a cell's text is text")
    _require(_is_whole(share, 0, 100), "a cell's share is 0 to 100")
    return text, share, _choice(Align, align)


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _choice(choices: type[Choice], value: Any) -> Choice:
    try:
        return choices(value)
    except ValueError:
        known = ", ".join(choices)
        raise UnreadableDocument(f"This print document cannot be read: {value!r} is none of {known}.") from None


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise UnreadableDocument(f"This print document cannot be read: {rule}.")
