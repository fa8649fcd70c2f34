"""Glyphs drawn into a printer's character cells, from whatever font of this machine knows the naira sign.

A system font of equal widths is best; without one the back office's own Inter serves, squeezed into the cells, so that
printing never depends on what the system has installed.
"""

from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from apps.core.refusals import NexusError

NAIRA = "₦"
MONOSPACED = {
    False: ("DejaVuSansMono.ttf", "NotoSansMono-Regular.ttf", "LiberationMono-Regular.ttf"),
    True: ("DejaVuSansMono-Bold.ttf", "NotoSansMono-Bold.ttf", "LiberationMono-Bold.ttf"),
}
PROPORTIONAL = {
    False: ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf"),
    True: ("DejaVuSans-Bold.ttf", "NotoSans-Bold.ttf", "LiberationSans-Bold.ttf"),
}
SHIPPED = {False: "unfold/fonts/inter/Inter-Medium.woff2", True: "unfold/fonts/inter/Inter-Bold.woff2"}
NO_CHARACTER = "\uffff"


class NoFont(NexusError):
    code = "no_font"


@lru_cache(maxsize=4096)
def glyph(cluster: str, width: int, height: int, *, bold: bool) -> Image.Image:
    """One character (with its accents) as grey on black, filling a cell of ``width`` × ``height`` dots."""
    font = _font(round(height * 5 / 6), bold)
    natural = max(width, round(font.getlength(cluster)))
    cell = Image.new("L", (natural, height))
    baseline = round(height * 0.79)
    ImageDraw.Draw(cell).text((natural / 2, baseline), cluster, fill=255, font=font, anchor="ms")
    return cell if natural == width else cell.resize((width, height), Image.Resampling.LANCZOS)


def proportional(text: str, size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """The font for a label's line: the first that knows all its characters, else the one that knows most."""
    found = _proportional(size, bold)
    return max(found, key=lambda font: sum(_knows(str(font.path), character) for character in set(text)))


def shipped(*, bold: bool) -> Path:
    """The font file that always comes with the back office."""
    found = finders.find(SHIPPED[bold])
    if not isinstance(found, str):
        raise NoFont("No font with a naira sign is installed: install the package fonts-dejavu-core.")
    return Path(found)


@cache
def unpacked(*, bold: bool) -> bytes:
    """The same as plain TrueType: unpacking takes longer than setting a page, so it is done once."""
    from fontTools.ttLib import woff2  # heavy: not before a font is unpacked

    plain = BytesIO()
    woff2.decompress(BytesIO(shipped(bold=bold).read_bytes()), plain)
    return plain.getvalue()


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    for name in MONOSPACED[bold]:
        font = _open(name, size)
        if font is not None and _knows_naira(font):
            return font
    return ImageFont.truetype(str(shipped(bold=bold)), size)


@cache
def _proportional(size: int, bold: bool) -> list[ImageFont.FreeTypeFont]:
    installed = [font for name in PROPORTIONAL[bold] if (font := _open(name, size))]
    return [*installed, ImageFont.truetype(str(shipped(bold=bold)), size)]


@lru_cache(maxsize=8192)
def _knows(path: str, character: str) -> bool:
    return character.isspace() or ord(character) in _characters(path)


@cache
def _characters(path: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # heavy: not before a font is read

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _open(name: str, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


def _knows_naira(font: ImageFont.FreeTypeFont) -> bool:
    """A font without the sign draws its box for unknown characters."""
    return bytes(font.getmask(NAIRA)) != bytes(font.getmask(NO_CHARACTER))
