"""Labels in ZPL: each goes out as a picture, so that it looks the same on every printer, and ₦ is ₦.

The picture is written in ZPL's own shorthand for rows of dots; bars repeat the row above, so a label is about 3 kB.
"""

import re

from PIL import Image

from apps.core.refusals import InvalidInput
from apps.printing import codes, labels
from apps.printing.document import Document, Grid, Label
from apps.printing.models import Printer

UNITS, TWENTIES = "GHIJKLMNOPQRSTUVWXY", "ghijklmnopqrstuvwxyz"
RUN = re.compile(r"([0-9A-F])\1{2,}")
SHORTHAND = re.compile(r"([g-z]*[G-Y]?)([0-9A-F])|([,!:])")
PICTURE = re.compile(
    r"\^XA\^PW(?P<width>\d+)\^LL(?P<height>\d+)\^LH0,0\^FO0,0"
    r"\^GFA,\d+,\d+,(?P<row>\d+),(?P<dots>[^^]*)\^FS\^PQ(?P<copies>\d+)\^XZ\n"
)


class UnreadableLabel(InvalidInput):
    """What is to be drawn holds other ZPL than ours."""

    code = "unreadable_zpl"


class LabelsOnly(InvalidInput):
    """A label printer was given a paper without labels."""

    code = "labels_only"


def render(document: Document, printer: Printer, *, copies: int = 1) -> bytes:
    """One format a label; the printer itself repeats it. LabelsOnly when there is anything else in the document."""
    others = [block for block in document.blocks if not isinstance(block, Label | Grid)]
    if others:
        raise LabelsOnly(f"{printer.name} prints labels only: give this task another printer under Printers.")
    stickers = [block for block in document.blocks if isinstance(block, Label)]
    return "".join(_format(label, printer, copies) for label in stickers).encode("ascii")


def pictures(content: bytes) -> list[tuple[Image.Image, int]]:
    """Every label of ``render``, black on white, with its number of copies (UnreadableLabel for anything else)."""
    text = content.decode("ascii", errors="replace")
    found, end = [], 0
    for match in PICTURE.finditer(text):
        if match.start() != end:
            break
        found.append((_picture(match), int(match["copies"])))
        end = match.end()
    if end != len(text):
        raise UnreadableLabel("The virtual printer knows only the ZPL that Nexus writes.")
    return found


def _format(label: Label, printer: Printer, copies: int) -> str:
    drawn = labels.draw(label, printer.dpi)
    row_bytes = (drawn.width + 7) // 8
    total = row_bytes * drawn.height
    return (
        f"^XA^PW{drawn.width}^LL{drawn.height}^LH0,0^FO0,0"
        f"^GFA,{total},{total},{row_bytes},{_shorthand(drawn, row_bytes)}^FS^PQ{label.copies * copies}^XZ\n"
    )


def _shorthand(drawn: Image.Image, row_bytes: int) -> str:
    """Ink is 1 in ZPL; a row like the one above is a colon, white to the end of the row a comma."""
    dots = codes.ink(_padded(drawn, row_bytes))
    written, above = [], b""
    for start in range(0, len(dots), row_bytes):
        row = dots[start : start + row_bytes]
        written.append(":" if row == above else _row(row.hex().upper()))
        above = row
    return "".join(written)


def _padded(drawn: Image.Image, row_bytes: int) -> Image.Image:
    whole = Image.new("1", (row_bytes * 8, drawn.height), 1)
    whole.paste(drawn)
    return whole


def _row(digits: str) -> str:
    inked = digits.rstrip("0")
    return RUN.sub(_run, inked) + ("," if len(inked) < len(digits) else "")


def _run(same: re.Match[str]) -> str:
    """``FFFFFF`` as ``LF``: first the four hundreds, then the twenties, then the units."""
    twenties, units = divmod(len(same[0]), 20)
    written = TWENTIES[-1] * (twenties // 20)
    if twenties % 20:
        written += TWENTIES[twenties % 20 - 1]
    return written + (UNITS[units - 1] if units else "") + same[1]


def _picture(match: re.Match[str]) -> Image.Image:
    row_bytes, height = int(match["row"]), int(match["height"])
    rows = _rows(match["dots"], 2 * row_bytes)
    if len(rows) != height or row_bytes * height > 10_000_000:
        raise UnreadableLabel("A label's picture is longer or shorter than it says.")
    dots = bytes.fromhex("".join(rows)).translate(codes.INVERTED)
    return Image.frombytes("1", (row_bytes * 8, height), dots).crop((0, 0, int(match["width"]), height))


def _rows(shorthand: str, length: int) -> list[str]:
    rows: list[str] = []
    row = ""
    for repeat, digit, sign in SHORTHAND.findall(shorthand):
        if sign == ":":
            rows.append(rows[-1])
        elif sign:
            row = row.ljust(length, "0" if sign == "," else "F")
        else:
            row += digit * _count(repeat)
        if len(row) == length:
            rows.append(row)
            row = ""
    return rows


def _count(repeat: str) -> int:
    return sum(20 * (TWENTIES.index(sign) + 1) if sign in TWENTIES else UNITS.index(sign) + 1 for sign in repeat) or 1
