"""What the usual printer models need told: choosing one fills paper, dots, characters and language."""

from dataclasses import asdict, dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.printing.models import Printer

Kind, Naira, Language = Printer.Kind, Printer.Naira, Printer.Language
TITLE = "title"


@dataclass(frozen=True)
class Profile:
    """Named as the fields of Printer, apart from ``title``. Characters are those of the printer's larger font."""

    title: str | Promise
    kind: str = Kind.RECEIPT
    language: str = Language.ESCPOS
    paper_mm: int = 80
    dpi: int = 203
    dots: int = 576
    columns: int = 48
    naira: str = Naira.GLYPH
    cuts: bool = True
    opens_drawer: bool = True

    def values(self) -> dict[str, object]:
        """What it says of a Printer, by the names of the fields."""
        return {name: value for name, value in asdict(self).items() if name != TITLE}


def _labels(title: str | Promise, *, language: str = Language.ZPL, paper_mm: int, dpi: int) -> Profile:
    """A label printer: as many dots as the paper is wide, twelve to a character."""
    dots = round(paper_mm / 25.4 * dpi)
    return Profile(
        title,
        kind=Kind.LABEL,
        language=language,
        paper_mm=paper_mm,
        dpi=dpi,
        dots=dots,
        columns=dots // 12,
        opens_drawer=False,
        cuts=False,
    )


def _narrow(title: str | Promise, *, naira: str = Naira.GLYPH) -> Profile:
    return Profile(title, paper_mm=58, dots=384, columns=32, naira=naira, cuts=False)


PROFILES = {
    "generic-80": Profile(_("Any receipt printer, 80 mm"), naira=Naira.RASTER),
    "generic-58": _narrow(_("Any receipt printer, 58 mm"), naira=Naira.RASTER),
    "epson-tm-t20": Profile("Epson TM-T20 (80 mm)"),
    "epson-tm-t88": Profile("Epson TM-T88 (80 mm)", dpi=180, dots=512, columns=42),
    "xprinter-80": Profile("Xprinter XP-80, XP-N160, XP-Q800 (80 mm)", naira=Naira.RASTER),
    "xprinter-58": _narrow("Xprinter XP-58 (58 mm)", naira=Naira.RASTER),
    "zebra-zd-203": _labels(_("Zebra ZD, 203 dots an inch, labels of 55 mm"), paper_mm=55, dpi=203),
    "zebra-zd-300": _labels(_("Zebra ZD, 300 dots an inch, labels of 55 mm"), paper_mm=55, dpi=300),
    "label-escpos": _labels(_("Any label printer with ESC/POS, 55 mm"), language=Language.ESCPOS, paper_mm=55, dpi=203),
    "brother-a4": Profile(_("Brother laser printer (A4)"), kind=Kind.A4, cuts=False, opens_drawer=False),
    "generic-a4": Profile(_("Any A4 printer"), kind=Kind.A4, cuts=False, opens_drawer=False),
}
