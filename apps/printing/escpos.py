"""A document as ESC/POS bytes by the printer's profile.

Plain text goes out as text; bars, QR codes, pictures and whatever the printer's own letters lack go out as dots, so
that a cheap printer and a dear one print the same.
"""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from PIL import Image

from apps.core.refusals import InvalidInput
from apps.printing import codes, fonts, labels
from apps.printing.document import (
    QR,
    Align,
    Barcode,
    Block,
    Columns,
    Cut,
    Document,
    Drawer,
    Feed,
    Grid,
    Label,
    Picture,
    Rule,
    Size,
    Stroke,
    Text,
)
from apps.printing.fonts import NAIRA
from apps.printing.layout import Line, cells_of, clusters, lines_of
from apps.printing.models import Printer

ESC, GS, FS = b"\x1b", b"\x1d", b"\x1c"
RESET = ESC + b"@" + FS + b"." + ESC + b"t\x10"  # no Chinese double bytes, Windows-1252 letters
LETTERS = "cp1252"
STAND_IN = b"~"  # the place among the printer's characters that ₦ is taught to
TAUGHT_NAIRA = ESC + b"%\x01" + STAND_IN + ESC + b"%\x00"
FEED_AND_CUT = GS + b"VB\x10"
FEED_TO_GAP = GS + b"\x0c"
OPEN_DRAWER = ESC + b"p\x00\x3c\x78"
DARK_BELOW = 160  # of grey on white: thermal paper wants strong strokes
MOST_PIXELS = 8_000_000

CELLS = {Size.SMALL: (9, 17), Size.NORMAL: (12, 24), Size.TALL: (12, 48), Size.LARGE: (24, 48)}
LEADING = {Size.SMALL: 22, Size.NORMAL: 30, Size.TALL: 54, Size.LARGE: 56}
MULTIPLES = {Size.SMALL: 0x00, Size.NORMAL: 0x00, Size.TALL: 0x01, Size.LARGE: 0x11}
ALIGNMENTS = {Align.LEFT: b"\x00", Align.CENTER: b"\x01", Align.RIGHT: b"\x02"}
TYPEWRITTEN = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)]) | str.maketrans(
    {"−": "-", "\u2010": "-", "\u2011": "-", "\u202f": "\u00a0", "\u2009": "\u00a0", "\t": " ", "\n": "\n"}
)  # and no control characters: a product's name must not command the printer


class UnfitPicture(InvalidInput):
    code = "unfit_picture"


def render(document: Document, printer: Printer, *, copies: int = 1) -> bytes:
    """The bytes of all copies; the drawer opens first and once, whoever waits for change should not wait for paper."""
    sheet = b"".join(part for block in document.blocks for part in _encode(block, printer))
    opens = printer.opens_drawer and any(isinstance(block, Drawer) for block in document.blocks)
    return b"".join([RESET, OPEN_DRAWER if opens else b"", _lesson(document, printer), *[sheet] * copies])


def written(document: Document, printer: Printer) -> str:
    """Only the text, line by line as it will stand on the paper."""
    blocks = (_spelled(block, printer) for block in document.blocks if isinstance(block, Text | Columns))
    return "\n".join(line.text for block in blocks for line in lines_of(block, printer.columns))


def _encode(block: Block, printer: Printer) -> Iterator[bytes]:
    match block:
        case Text() | Columns():
            for line in lines_of(_spelled(block, printer), printer.columns):
                yield _line(line, printer)
        case Rule():
            yield _raster(_stroke(block, printer.dots), printer, Align.LEFT)
        case Barcode():
            yield _raster(codes.bars(block.code, printer.dots, height=80), printer, Align.CENTER)
            yield from _encode(Text(block.code, align=Align.CENTER, size=Size.SMALL), printer)
        case QR():
            yield _raster(codes.qr(block.data, min(280, printer.dots * 6 // 10)), printer, Align.CENTER)
        case Picture():
            yield _raster(_dots_of(block, printer.dots), printer, Align(block.align))
        case Label():
            yield _sticker(block, printer) * block.copies
        case Feed() | Cut():
            yield _moved(block, printer)
        case Drawer() | Grid():
            return


def _moved(block: Feed | Cut, printer: Printer) -> bytes:
    if isinstance(block, Feed):
        return ESC + b"3\x1e" + b"\n" * block.lines
    return FEED_AND_CUT if printer.cuts else ESC + b"d\x05"


def _sticker(label: Label, printer: Printer) -> bytes:
    """On a roll of labels the paper moves on to the next one, on a receipt roll by a finger's breadth."""
    feed = FEED_TO_GAP if printer.kind == Printer.Kind.LABEL else ESC + b"d\x02"
    drawn = labels.draw(label, printer.dpi)
    return _raster(drawn.crop((0, 0, min(drawn.width, printer.dots), drawn.height)), printer, Align.CENTER) + feed


def _spelled(block: Text | Columns, printer: Printer) -> Text | Columns:
    """With typewriter's characters, and ₦ in letters where the printer is set so."""

    def spell(text: str) -> str:
        text = text.translate(TYPEWRITTEN)
        return text.replace(NAIRA, "NGN\u00a0") if printer.naira == Printer.Naira.NGN else text

    if isinstance(block, Text):
        return replace(block, text=spell(block.text))
    return replace(block, cells=[(spell(text.replace("\n", " ")), share, align) for text, share, align in block.cells])


def _line(line: Line, printer: Printer) -> bytes:
    is_taught = printer.naira == Printer.Naira.GLYPH
    parts = line.text.split(NAIRA) if is_taught else [line.text]
    try:
        letters = TAUGHT_NAIRA.join(part.encode(LETTERS) for part in parts)
    except UnicodeEncodeError:
        return _raster(_drawn(line, printer.dots), printer, Align.LEFT)
    return _style(line) + letters + b"\n"


def _style(line: Line) -> bytes:
    return b"".join(
        (
            ESC + b"a" + ALIGNMENTS[line.align],
            ESC + b"M" + bytes([line.size == Size.SMALL]),
            GS + b"!" + bytes([MULTIPLES[line.size]]),
            ESC + b"E" + bytes([line.bold]),
            ESC + b"3" + bytes([LEADING[line.size]]),
        )
    )


def _drawn(line: Line, dots: int) -> Image.Image:
    """The line as a picture, each character in the cell where the printer's own would stand."""
    width, height = CELLS[line.size]
    marks = clusters(line.text)
    space = dots - sum(map(cells_of, marks)) * width
    left = {Align.LEFT: 0, Align.CENTER: space // 2, Align.RIGHT: space}[line.align]
    picture = Image.new("L", (dots, LEADING[line.size]))
    for mark in marks:
        cell = cells_of(mark) * width
        picture.paste(fonts.glyph(mark, cell, height, bold=line.bold), (left, 0))
        left += cell
    return picture.point(lambda grey: 0 if grey >= 255 - DARK_BELOW else 255).convert("1")


def _stroke(rule: Rule, dots: int) -> Image.Image:
    picture = Image.new("1", (dots, 14), 1)
    rows = {Stroke.SOLID: (6, 7), Stroke.DASHED: (6, 7), Stroke.DOUBLE: (4, 5, 9, 10)}[Stroke(rule.style)]
    for row in rows:
        for dot in range(dots):
            if rule.style != Stroke.DASHED or dot % 12 < 7:
                picture.putpixel((dot, row), 0)
    return picture


def _dots_of(block: Picture, dots: int) -> Image.Image:
    """Black and white at most as wide as the paper; refuses what is no picture or far too large (UnfitPicture)."""
    try:
        found = Image.open(BytesIO(block.content))
        if found.width * found.height > MOST_PIXELS:
            raise UnfitPicture("A picture in this document is far too large to print.")
        picture = found.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnfitPicture("A picture in this document cannot be read.") from error
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    if paper.width > dots:
        paper = paper.resize((dots, max(1, paper.height * dots // paper.width)), Image.Resampling.LANCZOS)
    return paper.convert("L").convert("1")


def _raster(picture: Image.Image, printer: Printer, align: Align) -> bytes:
    """``GS v 0`` of a 1-bit picture; aligned by white dots, because not every printer aligns pictures itself."""
    space = max(0, printer.dots - picture.width)
    left = {Align.LEFT: 0, Align.CENTER: space // 2, Align.RIGHT: space}[align]
    row_bytes = (left + picture.width + 7) // 8
    sheet = Image.new("1", (row_bytes * 8, picture.height), 1)
    sheet.paste(picture, (left, 0))
    size = row_bytes.to_bytes(2, "little") + picture.height.to_bytes(2, "little")
    return ESC + b"a\x00" + GS + b"v0\x00" + size + codes.ink(sheet)


def _lesson(document: Document, printer: Printer) -> bytes:
    """Teach the printer ₦ in both of its fonts, when the document has one."""
    texts = [block for block in document.blocks if isinstance(block, Text | Columns)]
    if printer.naira != Printer.Naira.GLYPH or not any(NAIRA in _text_of(block) for block in texts):
        return b""
    return b"".join(
        ESC + b"M" + font + ESC + b"&\x03" + STAND_IN * 2 + bytes([width]) + _columns_of_dots(width, height)
        for font, (width, height) in ((b"\x00", CELLS[Size.NORMAL]), (b"\x01", CELLS[Size.SMALL]))
    )


def _text_of(block: Text | Columns) -> str:
    return block.text if isinstance(block, Text) else "".join(cell[0] for cell in block.cells)


def _columns_of_dots(width: int, height: int) -> bytes:
    """The sign as ``ESC &`` wants it: column by column, three bytes of eight dots downward."""
    sign = Image.new("L", (width, 24))
    sign.paste(fonts.glyph(NAIRA, width, height, bold=False), (0, 0))
    dots = sign.point(lambda grey: 255 if grey >= 255 - DARK_BELOW else 0).convert("1")
    return dots.transpose(Image.Transpose.TRANSPOSE).tobytes()
