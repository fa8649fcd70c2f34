"""The virtual printer: reads ESC/POS bytes as a thermal printer would and draws its paper.

It knows what ``escpos`` writes and refuses any other command, so that nothing reaches a real printer untried.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageChops, ImageDraw

from apps.core.refusals import InvalidInput
from apps.printing import codes, fonts, zpl
from apps.printing.models import Printer

FONTS = {0: (12, 24), 1: (9, 17)}
LETTERS = "cp1252"
PAPER, INK, PENCIL = 255, 20, 150
BACKING, GAP = 215, 24
LONGEST = 12_000
DOTS_PER_MM = 8


class UnknownCommand(InvalidInput):
    """The bytes hold what no profile of ours writes."""

    code = "unknown_printer_command"


@dataclass(slots=True)
class Sheet:
    """What came out: the paper as dark on white, and what happened besides."""

    paper: Image.Image
    events: list[str]


@dataclass(slots=True)
class _State:
    font: int = 0
    wide: int = 1
    high: int = 1
    bold: bool = False
    align: int = 0
    leading: int = 30
    uses_taught: bool = False
    taught: dict[tuple[int, int], Image.Image] = field(default_factory=dict)


def picture(content: bytes, printer: Printer) -> bytes:
    """The printed paper as a PNG, with the margins that the print head leaves."""
    if content.startswith(b"^XA"):
        return codes.png(_shortened(_stickers(zpl.pictures(content))))
    paper = _shortened(interpret(content, printer).paper)
    margin = max(16, (printer.paper_mm * DOTS_PER_MM - printer.dots) // 2)
    sheet = Image.new("L", (paper.width + 2 * margin, paper.height + 2 * margin), PAPER)
    sheet.paste(paper, (margin, margin))
    return codes.png(sheet)


def interpret(content: bytes, printer: Printer) -> Sheet:
    """Draw the bytes dot by dot; refuses an unknown command (UnknownCommand)."""
    head = _Head(content, printer.dots)
    while head.at < len(content):
        head.step()
    if head.line:
        head.end_line()
    return Sheet(head.paper(), head.events)


class _Head:
    """The print head: reads on, keeps the line that is being set, puts strips of paper below each other."""

    def __init__(self, content: bytes, dots: int) -> None:
        self.content, self.dots, self.at = content, dots, 0
        self.state = _State()
        self.line: list[Image.Image] = []
        self.strips: list[Image.Image] = []
        self.events: list[str] = []
        self.commands: dict[bytes, Callable[[], None]] = {
            b"\x1b@": self.reset,
            b"\x1c.": lambda: None,
            b"\x1bt": self.letters,
            b"\x1ba": lambda: setattr(self.state, "align", self.byte()),
            b"\x1bM": lambda: setattr(self.state, "font", self.byte()),
            b"\x1bE": lambda: setattr(self.state, "bold", bool(self.byte())),
            b"\x1b3": lambda: setattr(self.state, "leading", self.byte()),
            b"\x1b%": lambda: setattr(self.state, "uses_taught", bool(self.byte())),
            b"\x1bd": self.feed,
            b"\x1b&": self.learn,
            b"\x1bp": self.open_drawer,
            b"\x1d!": self.scale,
            b"\x1dv": self.raster,
            b"\x1dV": self.cut,
            b"\x1d\x0c": self.next_label,
        }

    def step(self) -> None:
        byte = self.byte()
        if byte == 0x0A:
            self.end_line()
        elif byte >= 0x20:
            self.letter(byte)
        else:
            command = bytes([byte, self.byte()])
            if command not in self.commands:
                raise UnknownCommand(f"The virtual printer does not know the command {command.hex(' ')}.")
            self.commands[command]()

    def byte(self) -> int:
        return self.bytes(1)[0]

    def bytes(self, count: int) -> bytes:
        taken = self.content[self.at : self.at + count]
        if len(taken) < count:
            raise UnknownCommand("The print ends in the middle of a command.")
        self.at += count
        return taken

    def paper(self) -> Image.Image:
        height = max(1, sum(strip.height for strip in self.strips))
        paper = Image.new("L", (self.dots, height), PAPER)
        y = 0
        for strip in self.strips:
            paper.paste(strip, (0, y))
            y += strip.height
        return paper

    def letter(self, byte: int) -> None:
        state = self.state
        width, height = FONTS[state.font]
        size = width * state.wide, height * state.high
        taught = state.taught.get((state.font, byte)) if state.uses_taught else None
        if taught is not None:
            mark = _bolder(taught.resize(size, Image.Resampling.NEAREST), state)
        else:
            character = bytes([byte]).decode(LETTERS, errors="replace")
            mark = fonts.glyph(character, *size, bold=state.bold)
        if sum(each.width for each in self.line) + mark.width > self.dots:
            self.events.append("wrapped")
            self.end_line()
        self.line.append(mark)

    def end_line(self) -> None:
        """The line's marks stand on one ground line, aligned; the paper moves on by the leading at least."""
        height = max([self.state.leading, *(mark.height for mark in self.line)])
        strip = Image.new("L", (self.dots, height), PAPER)
        width = sum(mark.width for mark in self.line)
        x = (0, (self.dots - width) // 2, self.dots - width)[self.state.align]
        tallest = max((mark.height for mark in self.line), default=0)
        for mark in self.line:
            strip.paste(INK, (x, tallest - mark.height), mark)
            x += mark.width
        self.strips.append(strip)
        self.line = []

    def reset(self) -> None:
        self.state = _State()

    def letters(self) -> None:
        if self.byte() != 16:
            raise UnknownCommand("The virtual printer knows the letters of Windows-1252 only.")

    def feed(self) -> None:
        self.strips.append(Image.new("L", (self.dots, self.byte() * self.state.leading), PAPER))

    def learn(self) -> None:
        """``ESC &``: characters as columns of dots."""
        down, first, last = self.bytes(3)
        for code in range(first, last + 1):
            width = self.byte()
            columns = self.bytes(width * down)
            turned = Image.frombytes("1", (down * 8, width), columns)
            upright = turned.transpose(Image.Transpose.TRANSPOSE).convert("L")
            cell_width, cell_height = FONTS[self.state.font]
            self.state.taught[self.state.font, code] = upright.crop((0, 0, cell_width, cell_height))

    def scale(self) -> None:
        multiples = self.byte()
        self.state.wide, self.state.high = (multiples >> 4) + 1, (multiples & 0x0F) + 1

    def raster(self) -> None:
        """``GS v 0``: rows of dots."""
        self.bytes(2)
        row_bytes = int.from_bytes(self.bytes(2), "little")
        height = int.from_bytes(self.bytes(2), "little")
        dots = Image.frombytes("1", (row_bytes * 8, height), self.bytes(row_bytes * height))
        strip = Image.new("L", (self.dots, height), PAPER)
        strip.paste(INK, (0, 0), dots.convert("L"))
        self.strips.append(strip)

    def cut(self) -> None:
        if self.byte() == 66:
            self.byte()
        self.events.append("cut")
        self.strips.append(_cut_mark(self.dots))

    def next_label(self) -> None:
        """The gap between two labels on their roll."""
        self.events.append("label")
        self.strips.append(_cut_mark(self.dots))

    def open_drawer(self) -> None:
        self.bytes(3)
        self.events.append("drawer")


def _stickers(found: list[tuple[Image.Image, int]]) -> Image.Image:
    """Labels below each other on their backing paper; copies are not repeated."""
    width = max((sticker.width for sticker, _copies in found), default=1)
    paper = Image.new("L", (width + 2 * GAP, sum(sticker.height + GAP for sticker, _copies in found) + GAP), BACKING)
    top = GAP
    for sticker, _copies in found:
        paper.paste(sticker.convert("L"), (GAP, top))
        top += sticker.height + GAP
    return paper


def _shortened(paper: Image.Image) -> Image.Image:
    """Hundreds of labels make a strip that no browser shows: its beginning says enough."""
    return paper.crop((0, 0, paper.width, min(paper.height, LONGEST)))


def _bolder(mark: Image.Image, state: _State) -> Image.Image:
    return ImageChops.lighter(mark, ImageChops.offset(mark, 1, 0)) if state.bold else mark


def _cut_mark(dots: int) -> Image.Image:
    """Some white, then a row of pencil dashes where the knife went."""
    strip = Image.new("L", (dots, 64), PAPER)
    pencil = ImageDraw.Draw(strip)
    for x in range(0, dots, 16):
        pencil.line((x, 54, x + 7, 54), fill=PENCIL, width=2)
    return strip
