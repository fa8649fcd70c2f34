from io import BytesIO

import pytest
from PIL import Image, ImageChops

from apps.printing import labels, rendering, virtual, zpl
from apps.printing.document import Document, Grid, Label, Text
from apps.printing.models import Printer
from apps.printing.zpl import LabelsOnly, UnreadableLabel
from tests.factories.printing import unsaved_printer

ZEBRA = {"kind": Printer.Kind.LABEL, "language": Printer.Language.ZPL, "dpi": 300, "dots": 650}
STICKER = Label("2000000000015", "Zara", "XL", "Navy", "₦24,500.00", copies=3)


def test_the_picture_comes_out_dot_by_dot_as_it_was_drawn() -> None:
    sent = zpl.render(Document("Labels", [STICKER]), unsaved_printer(**ZEBRA))

    [(picture, copies)] = zpl.pictures(sent)

    assert ImageChops.difference(picture.convert("L"), labels.draw(STICKER, 300).convert("L")).getbbox() is None
    assert copies == 3


def test_the_printer_repeats_a_label_itself() -> None:
    printer = unsaved_printer(**ZEBRA, copies=2)

    sent = rendering.content_for(printer, Document("Labels", [Grid(3, 8), STICKER]), copies=2)

    assert [copies for _picture, copies in zpl.pictures(sent)] == [12]
    assert len(sent) < 8_000


def test_a_paper_without_labels_is_refused_with_the_printers_name() -> None:
    with pytest.raises(LabelsOnly, match="Counter printer prints labels only"):
        zpl.render(Document("Receipt", [Text("Hello")]), unsaved_printer(**ZEBRA))


def test_the_virtual_printer_draws_labels_and_refuses_other_zpl() -> None:
    sent = zpl.render(Document("Labels", [STICKER, STICKER]), unsaved_printer(**ZEBRA))

    assert virtual.picture(sent, unsaved_printer(**ZEBRA)).startswith(b"\x89PNG")
    with pytest.raises(UnreadableLabel):
        virtual.picture(sent + b"^XA~JR^XZ", unsaved_printer(**ZEBRA))


def test_a_strip_of_hundreds_of_labels_is_shown_by_its_beginning() -> None:
    sent = zpl.render(Document("Labels", [STICKER] * 60), unsaved_printer(**ZEBRA))

    assert Image.open(BytesIO(virtual.picture(sent, unsaved_printer(**ZEBRA)))).height == virtual.LONGEST
