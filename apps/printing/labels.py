"""Labels for goods, drawn in whole dots: bars that every scanner reads, names that never run into them.

A label is laid out in three bands: heading and mark, bars with their digits, note and figure. Every band keeps to its
own height, and whatever is too long shrinks and then ends in an ellipsis.
"""

from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from apps.core.refusals import InvalidInput
from apps.printing import codes, fonts
from apps.printing.document import Label

TENTHS_PER_INCH = 254
MODULE_TENTHS = 3.3  # the nominal width of a bar of EAN-13, in tenths of a millimetre
QUIET = (11, 7)  # modules that stay white left and right of the bars
MARGIN_TENTHS = 12
SMALLEST = 0.55  # of a band's letters, before an ellipsis is the better choice
FIGURE = 0.64  # of the width, at most, beside a note
GROUND = 0.8  # of a band's height lies above the line on which its letters stand
ELLIPSIS = "…"


class UnfitLabel(InvalidInput):
    """The label is too small for its bars, at this printer's fineness."""

    code = "unfit_label"


@dataclass(frozen=True, slots=True)
class _Bands:
    """Heights and places in dots."""

    width: int
    height: int
    margin: int
    head: int
    bars_top: int
    bars: int
    digits: int
    foot: int


@dataclass(frozen=True, slots=True)
class _Ink:
    """A line of letters as 1-bit dots; ``above`` of their rows stand above the ground line."""

    dots: Image.Image
    above: int

    @property
    def width(self) -> int:
        return self.dots.width


NOTHING = _Ink(Image.new("1", (1, 1)), 0)


def dots(tenths: float, dpi: int) -> int:
    """``tenths`` of a millimetre as whole dots."""
    return round(tenths * dpi / TENTHS_PER_INCH)


def draw(label: Label, dpi: int) -> Image.Image:
    """The label in black and white, its own size at ``dpi`` dots an inch; refuses bars that do not fit (UnfitLabel)."""
    bands = _bands(label, dpi)
    paper = Image.new("1", (bands.width, bands.height), 1)
    _draw_bars(paper, label.code, bands, dpi)
    inner, right = bands.width - 2 * bands.margin, bands.width - bands.margin
    head = bands.margin + round(bands.head * GROUND)
    mark = _line(label.mark, inner * 2 // 5, bands.head, bold=True)
    heading = _line(label.heading, inner - _with_gap(mark, bands), bands.head, bold=True)
    foot = bands.height - bands.margin - round(bands.foot * (1 - GROUND) / 2)  # figures hang less than names
    figure = _line(label.figure, round(inner * (FIGURE if label.note else 1)), bands.foot, bold=True, is_whole=True)
    note = _line(label.note, inner - _with_gap(figure, bands), bands.foot * 2 // 3, bold=False)
    _write(paper, heading, bands.margin, head)
    _write(paper, mark, right - mark.width, head)
    _write(paper, note, bands.margin, foot)
    _write(paper, figure, right - figure.width, foot)
    return paper


def _bands(label: Label, dpi: int) -> _Bands:
    width, height = dots(label.width, dpi), dots(label.height, dpi)
    margin = dots(min(MARGIN_TENTHS, label.height / 20), dpi)
    head, digits, foot = (round(height * share) for share in (0.17, 0.1, 0.2))
    gap = max(2, height // 40)
    top = margin + head + gap
    bars = height - 2 * margin - head - digits - foot - 2 * gap
    return _Bands(width, height, margin, head, top, bars, digits, foot)


def _draw_bars(paper: Image.Image, code: str, bands: _Bands, dpi: int) -> None:
    """As near to the nominal width as whole dots and the label allow, in the middle, with the digits below."""
    modules = codes.modules(code)
    most = bands.width // (len(modules) + sum(QUIET))
    module = min(max(1, round(dots(MODULE_TENTHS * 100, dpi) / 100)), most)
    if module < 1 or bands.bars < 1:
        raise UnfitLabel(
            _("The bars of %(code)s do not fit a label of %(width)s mm: choose a larger label.")
            % {"code": code, "width": f"{bands.width * 25.4 / dpi:.0f}"}
        )
    narrow = Image.frombytes("1", (len(modules), 1), _packed(modules))
    bars = narrow.resize((len(modules) * module, bands.bars), Image.Resampling.NEAREST)
    left = (bands.width - bars.width + (QUIET[0] - QUIET[1]) * module) // 2
    paper.paste(bars, (left, bands.bars_top))
    digits = _line(code, bars.width, bands.digits, bold=False, is_whole=True)
    _write(paper, digits, left + (bars.width - digits.width) // 2, bands.bars_top + bands.bars + bands.digits)


def _packed(modules: str) -> bytes:
    """Eight modules a byte, black as 0."""
    return bytes(0xFF - int(modules[place : place + 8].ljust(8, "0"), 2) for place in range(0, len(modules), 8))


@lru_cache(maxsize=2048)
def _line(text: str, width: int, height: int, *, bold: bool, is_whole: bool = False) -> _Ink:
    """The text, no wider than told: it shrinks, and then ends in an ellipsis unless it ``is_whole``."""
    text = _printable(text)
    if not text or width < 1:
        return NOTHING
    natural = fonts.proportional(text, height, bold=bold).getlength(text)
    size = min(height, int(height * width / max(natural, 1)))
    if not is_whole:
        size = max(size, round(height * SMALLEST))
    return _ink(_cut(text, width, size, bold), max(2, size), bold)


def _printable(text: str) -> str:
    """On one line, without the marks that only steer a layout."""
    return " ".join("".join(" " if category(letter)[0] in "CZ" else letter for letter in text).split())


def _cut(text: str, width: int, size: int, bold: bool) -> str:
    """As many letters as fit before an ellipsis."""
    font = fonts.proportional(text, max(2, size), bold=bold)
    if font.getlength(text) <= width:
        return text
    letters = len(text)
    while letters > 1 and font.getlength(text[:letters].rstrip() + ELLIPSIS) > width:
        letters -= 1
    return text[:letters].rstrip() + ELLIPSIS


def _ink(text: str, size: int, bold: bool) -> _Ink:
    font = fonts.proportional(text, size, bold=bold)
    left, top, right, bottom = map(int, font.getbbox(text, mode="1", anchor="ls"))
    ink = Image.new("1", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(ink).text((-left, -top), text, fill=1, font=font, anchor="ls")
    return _Ink(ink, -top)


def _write(paper: Image.Image, ink: _Ink, left: int, ground: int) -> None:
    paper.paste(0, (left, ground - ink.above), ink.dots)


def _with_gap(ink: _Ink, bands: _Bands) -> int:
    return 0 if ink is NOTHING else ink.width + bands.margin
