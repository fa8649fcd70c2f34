"""A thousand labels, from what they say to the bytes that a printer takes."""

import time

from apps.printing import rendering
from apps.printing.document import Document, Label
from apps.printing.models import Printer
from tests.bench.figures import Figure, at_most

COUNT = 1_000


def measure() -> list[Figure]:
    zebra = Printer(name="Zebra", kind=Printer.Kind.LABEL, language=Printer.Language.ZPL, dpi=300, dots=650)
    roll = Printer(name="Roll", kind=Printer.Kind.LABEL, dpi=300, dots=650)
    return [
        at_most("1,000 labels for a roll, ESC/POS", _seconds(roll), 2, "s", digits=2),
        at_most("1,000 labels for a Zebra, ZPL", _seconds(zebra), 2, "s", digits=2),
    ]


def _seconds(printer: Printer) -> float:
    """Every label of other goods, as a price list's are: nothing but brands, sizes and colours comes again."""
    stickers = [_label(number) for number in range(COUNT)]
    start = time.perf_counter()
    rendering.content_for(printer, Document("Labels", stickers))
    return time.perf_counter() - start


def _label(number: int) -> Label:
    return Label(
        f"LABEL-{number:06d}" if number % 5 == 0 else _ean(number),
        heading=f"Brand {number % 40}",
        mark=f"{30 + number % 12}",
        note=f"Colour {number % 50}",
        figure=f"₦{number * 37 % 90_000:,}.00",
    )


def _ean(number: int) -> str:
    digits = f"200{number:09d}"
    return digits + str(-sum(int(digit) * weight for digit, weight in zip(digits, (1, 3) * 6, strict=True)) % 10)
