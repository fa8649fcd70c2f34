"""What is sent is drawn by the virtual printer and read back: codes by a reader, signs by their shape."""

from typing import Any

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageStat

from apps.printing import codes, escpos, fonts, virtual
from apps.printing.document import QR, Barcode, Columns, Cut, Document, Drawer, Feed, Picture, Rule, Text
from apps.printing.models import Printer
from tests.factories.printing import PAPER_58, sample_receipt, unsaved_printer

PROFILES = [
    pytest.param(paper | {"naira": naira}, id=f"{paper.get('paper_mm', 80)} mm, {naira}")
    for paper in ({}, PAPER_58)
    for naira in Printer.Naira.values
]
LOOKALIKES = "₦NHMW#=$€?~5"


def drawn(document: Document, **profile: Any) -> virtual.Sheet:
    printer = unsaved_printer(**profile)
    return virtual.interpret(escpos.render(document, printer), printer)


def read_cell(paper: Image.Image, left: int) -> str:
    """The character of whose shape the ink in a normal cell of the first line is nearest."""
    ink = ImageChops.invert(paper.crop((left, 0, left + 12, 24)))

    def distance(character: str) -> float:
        shape = fonts.glyph(character, 12, 24, bold=False)
        return ImageStat.Stat(ImageChops.difference(ink, shape)).sum[0]

    return min(LOOKALIKES, key=distance)


def png_of(width: int, height: int) -> bytes:
    return codes.png(Image.new("1", (width, height)))


def codes_on(paper: Image.Image) -> dict[str, str]:
    return {found.format.name: found.text for found in zxingcpp.read_barcodes(paper.convert("L"))}


@pytest.mark.parametrize("profile", PROFILES)
def test_receipt_fits_its_paper_and_its_codes_decode(profile: dict[str, Any]) -> None:
    sheet = drawn(sample_receipt(), **profile)

    assert sheet.events == ["drawer", "cut"]
    assert sheet.paper.width == profile.get("dots", 576)
    assert codes_on(sheet.paper) == {
        "QRCode": "https://nexus.example/r/eyJyIjo0Mn0:1vMxyz:8f2c1b7a9d3e4f5a6b7c8d9e0f/",
        "Code128": "RCP-202611-042",
    }


@pytest.mark.parametrize("paper", [{}, PAPER_58])
def test_ean_decodes(paper: dict[str, Any]) -> None:
    assert codes_on(drawn(Document("Label", [Barcode("2000000000015")]), **paper).paper) == {"EAN13": "2000000000015"}


@pytest.mark.parametrize("naira", [Printer.Naira.GLYPH, Printer.Naira.RASTER])
def test_naira_is_printed_as_its_sign(naira: str) -> None:
    paper = drawn(Document("T", [Text("₦5~")]), naira=naira).paper

    assert [read_cell(paper, left) for left in (0, 12, 24)] == ["₦", "5", "~"]


def test_naira_is_printed_in_letters_where_the_printer_is_set_so() -> None:
    printer = unsaved_printer(naira=Printer.Naira.NGN)

    assert escpos.render(Document("T", [Text("₦5")]), printer).endswith(b"NGN 5\n")


def test_glyph_is_taught_only_when_it_is_needed() -> None:
    printer = unsaved_printer()

    assert escpos.ESC + b"&" not in escpos.render(Document("T", [Text("5")]), printer)


def test_receipt_reads_well_on_58_mm() -> None:
    assert escpos.written(sample_receipt(), unsaved_printer(**PAPER_58)).splitlines()[:18] == [
        "Adunni & Sons",
        "12 Aminu Kano Crescent,",
        "Wuse II, Abuja",
        "0803 123 4567 ·",
        "TIN 12345678-0001",
        "Receipt           RCP-202611-042",
        "22 Nov 2026     Wuse II · Till 1",
        "14:05",
        "Cashier             Ngozi Okafor",
        "Customer            Bọ́lá Adéṣínà",
        "Levi's 511 Slim Jeans, dark",
        "indigo, 34",
        "  2 × ₦24,500.00      ₦49,000.00",
        "Ankara maxi dress with hand-sewn",
        "beadwork, emerald and gold, XL",
        "  1 × ₦1,185,000.00",
        "                   ₦1,185,000.00",
        "Cotton socks",
    ]


def test_letters_the_printer_lacks_are_drawn() -> None:
    printer = unsaved_printer()

    assert escpos.GS + b"v0" in escpos.render(Document("T", [Text("Ṣadé")]), printer)
    assert escpos.GS + b"v0" not in escpos.render(Document("T", [Text("André × 2 – “ok”…")]), printer)


def test_name_cannot_command_the_printer() -> None:
    printer = unsaved_printer()

    evil = escpos.render(Document("T", [Text("Jeans\x1bp\x00\x3c\x78"), Columns([("a\x1d\nb", 1, "left")])]), printer)

    assert escpos.OPEN_DRAWER not in evil
    assert virtual.interpret(evil, printer).events == []


def test_drawer_opens_once_and_before_all_copies() -> None:
    printer = unsaved_printer()
    content = escpos.render(Document("T", [Text("a"), Cut(), Drawer()]), printer, copies=3)

    assert virtual.interpret(content, printer).events == ["drawer", "cut", "cut", "cut"]


def test_printer_without_cutter_and_drawer_gets_no_such_command() -> None:
    assert drawn(Document("T", [Text("a"), Cut(), Drawer()]), cuts=False, opens_drawer=False).events == []


def test_picture_wider_than_the_paper_is_made_smaller() -> None:
    paper = drawn(Document("T", [Picture.of(png_of(800, 400))]), **PAPER_58).paper

    assert paper.size == (384, 192)


def test_picture_far_too_large_is_refused() -> None:
    with pytest.raises(escpos.UnfitPicture):
        escpos.render(Document("T", [Picture.of(png_of(4000, 4000))]), unsaved_printer())


def test_broken_picture_is_refused() -> None:
    with pytest.raises(escpos.UnfitPicture):
        escpos.render(Document("T", [Picture.of(b"\x89PNG\r\n\x1a\nnothing")]), unsaved_printer())


@pytest.mark.parametrize("content", [b"\x1bZ", b"\x1d", b"\x1dv0\x00\x01\x00\x09\x00\xff", b"\x1bt\x00"])
def test_virtual_printer_refuses_what_it_does_not_know(content: bytes) -> None:
    with pytest.raises(virtual.UnknownCommand):
        virtual.interpret(content, unsaved_printer())


def test_lines_take_the_paper_they_say() -> None:
    paper = drawn(Document("T", [Text("a"), Text("b", size="tall"), Feed(2), Rule(), QR("q")])).paper

    assert paper.height == 30 + 54 + 60 + 14 + 261
