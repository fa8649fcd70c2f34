"""Bars and QR codes as pictures of whole dots, so that every printer prints what every scanner reads."""

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


def bars(code: str, most_dots: int, height: int) -> Image.Image:
    """EAN-13 or Code 128, each module as many whole dots wide as fit (at most 3).

    On narrow paper the margins that no printer can print are the quiet zones.
    """
    symbology, content = ("ean13", code[:12]) if is_ean13(code) else ("code128", code)
    modules: str = barcode.get(symbology, content).build()[0]
    dots = max(1, min(3, most_dots // len(modules)))
    narrow = Image.new("1", (len(modules), 1), 1)
    narrow.putdata([0 if module == "1" else 1 for module in modules])
    picture = narrow.resize((len(modules) * dots, height), Image.Resampling.NEAREST)
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
