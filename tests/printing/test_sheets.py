import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from apps.printing import escpos, labels, rendering, sheets, virtual
from apps.printing.document import Document, Grid, Label
from apps.printing.labels import UnfitLabel
from apps.printing.models import Printer
from tests.factories.printing import unsaved_printer

A4 = unsaved_printer(kind=Printer.Kind.A4)
STICKER = Label("2000000000015", "Zara", "XL", "Navy", "₦24,500.00", width=700, height=370, copies=30)


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    boxes = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+)", pdf)
    return [(float(width) * 25.4 / 72, float(height) * 25.4 / 72) for width, height in boxes]


def test_labels_on_a4_fill_one_sheet_after_the_other() -> None:
    pdf = rendering.content_for(A4, Document("Labels", [Grid(3, 8, top=5), STICKER]))

    assert [(round(width), round(height)) for width, height in pages_of(pdf)] == [(210, 297)] * 2


def test_a_full_sheet_decodes_in_every_place() -> None:
    sheet = next(sheets._pages(Document("Labels", [Grid(3, 8, top=5), STICKER]), 1))

    assert len(zxingcpp.read_barcodes(sheet.convert("L"))) == 24


def test_nothing_on_a_sheet_stands_where_office_printers_do_not_reach() -> None:
    sheet = next(sheets._pages(Document("Labels", [Grid(3, 8, top=5), STICKER]), 1))

    left, top, right, bottom = sheet.convert("L").point(lambda shade: 255 - shade).getbbox() or (0, 0, 0, 0)

    edges = (left, top, sheet.width - right, sheet.height - bottom)
    assert min(edges) >= labels.dots(sheets.OUT_OF_REACH, sheets.DPI) - 1


def test_a_label_that_keeps_away_from_the_edges_is_drawn_in_its_own_size() -> None:
    size = Label("2000000000015", "Zara", width=381, height=212)
    drawn = next(sheets._pages(Document("Labels", [Grid(5, 13, left=47, top=107, gap_x=25), size]), 1))

    corner = labels.dots(47, sheets.DPI), labels.dots(107, sheets.DPI)
    alone = labels.draw(size, sheets.DPI)
    assert drawn.crop((*corner, corner[0] + alone.width, corner[1] + alone.height)).tobytes() == alone.tobytes()


def test_small_labels_at_the_edge_of_a_sheet_keep_room_for_their_bars() -> None:
    small = Label("2000000000015", width=200, height=150, copies=10)
    sheet = next(sheets._pages(Document("Labels", [Grid(10, 19), small]), 1))

    assert len(zxingcpp.read_barcodes(sheet.convert("L"))) == 10


def test_without_a_grid_each_label_is_a_page_of_its_own_size() -> None:
    pdf = sheets.labels_pdf(Document("Labels", [Label("2000000000015"), Label("2000000000022", copies=2)]))

    assert [(round(width), round(height)) for width, height in pages_of(pdf)] == [(55, 25)] * 3


def test_a_grid_larger_than_its_sheet_is_refused() -> None:
    with pytest.raises(UnfitLabel, match="4 × 8 labels of 70 × 37 mm do not fit an A4 sheet"):
        sheets.labels_pdf(Document("Labels", [Grid(4, 8), STICKER]))


def test_no_label_is_refused() -> None:
    with pytest.raises(UnfitLabel, match="There is no label to print"):
        sheets.labels_pdf(Document("Labels", [Grid(3, 8)]))


def test_a_label_as_picture_has_300_dots_an_inch() -> None:
    assert Image.open(BytesIO(sheets.label_png(Label("2000000000015")))).size == (650, 295)


def test_a_roll_of_labels_moves_on_to_the_next_after_each() -> None:
    printer = unsaved_printer(kind=Printer.Kind.LABEL, dpi=300, dots=650)

    sheet = virtual.interpret(escpos.render(Document("Labels", [Label("2000000000015", copies=2)]), printer), printer)

    assert sheet.events == ["label", "label"]
    assert [found.text for found in zxingcpp.read_barcodes(sheet.paper)] == ["2000000000015"] * 2
