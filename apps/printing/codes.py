"""Bars and QR codes as pictures of whole dots, so that every printer prints what every scanner reads."""

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO

import barcode
import segno
from PIL import Image, ImageOps

QUIET_MODULES = 10
INVERTED = bytes(range(255, -1, -1))
EAN_WEIGHTS = (1, 3) * 6


def is_ean13(code: str) -> bool:
    if len(code) != 13 or not code.isascii() or not code.isdigit():
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(code[:12], EAN_WEIGHTS, strict=True))
    return (10 - weighted % 10) % 10 == int(code[12])


@lru_cache(maxsize=2048)
def modules(code: str) -> str:
    """EAN-13 or Code 128 as its narrowest stripes, ``1`` for black."""
    symbology, content = ("ean13", code[:12]) if is_ean13(code) else ("code128", code)
    built: str = barcode.get(symbology, content).build()[0]
    return built


def stripes(drawn: str) -> Iterator[tuple[int, int]]:
    """Where each black stripe of ``modules`` begins and how wide it is."""
    for stripe in re.finditer("1+", drawn):
        yield stripe.start(), len(stripe[0])


def bars(code: str, most_dots: int, height: int) -> Image.Image:
    """EAN-13 or Code 128, each module as many whole dots wide as fit (at most 3).

    On narrow paper the margins that no printer can print are the quiet zones.
    """
    drawn = modules(code)
    dots = max(1, min(3, most_dots // len(drawn)))
    narrow = Image.new("1", (len(drawn), 1), 1)
    narrow.putdata([0 if module == "1" else 1 for module in drawn])
    picture = narrow.resize((len(drawn) * dots, height), Image.Resampling.NEAREST)
    quiet = min(QUIET_MODULES * dots, max(0, (most_dots - picture.width) // 2))
    return ImageOps.expand(picture, (quiet, 6), fill=1)


def qr(data: str, target_dots: int) -> Image.Image:
    """A QR code of about ``target_dots``, error correction M, quiet zone included; at least 3 dots a module."""
    code = segno.make(data, error="m", micro=False, boost_error=False)
    modules = code.symbol_size(border=4)[0]
    drawn = BytesIO()
    code.save(drawn, kind="png", border=4, scale=max(3, target_dots // modules))
    return Image.open(drawn).convert("1")


def ink(picture: Image.Image) -> bytes:
    """The rows of a 1-bit picture as printers want them: eight dots a byte, ink as 1."""
    return picture.tobytes().translate(INVERTED)


def png(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
