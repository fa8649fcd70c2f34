"""PDF as long as the receipt, with its signs, and never a look at the network."""

import re
import subprocess
import sys
import zlib

import pytest

from apps.printing import pdf, typesetting
from apps.printing.document import Cut, Document, Feed, Text
from tests.factories.printing import sample_receipt

MM_PER_POINT = 25.4 / 72


def unpacked(content: bytes) -> bytes:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return b"\n".join(zlib.decompressobj().decompress(stream) for stream in streams if stream.startswith(b"x"))


def pages(content: bytes) -> list[tuple[int, int]]:
    """The size of each page in mm."""
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", unpacked(content))
    return [(round(float(width) * MM_PER_POINT), round(float(height) * MM_PER_POINT)) for width, height in boxes]


@pytest.mark.parametrize("width", [80, 58])
def test_receipt_is_one_page_as_long_as_what_stands_on_it(width: int) -> None:
    (short,) = pages(pdf.receipt_pdf(Document("T", [Text("one line")]), width))
    (long,) = pages(pdf.receipt_pdf(sample_receipt(), width))

    assert (short[0], long[0]) == (width, width)
    assert short[1] < 20 < 150 < long[1] < 300


def test_a4_has_pages_for_every_copy() -> None:
    assert pages(pdf.a4_pdf(sample_receipt(), copies=2)) == [(210, 297)] * 2


def test_the_paper_fed_for_tearing_off_begins_no_page_of_a4() -> None:
    lines = [Text(f"line {number}") for number in range(48)]

    assert len(pages(pdf.a4_pdf(Document("T", lines)))) == 1
    assert len(pages(pdf.a4_pdf(Document("T", [*lines, Feed(12), Cut()])))) == 1


def test_receipt_embeds_its_own_font() -> None:
    assert b"Nexus" in unpacked(pdf.receipt_pdf(Document("T", [Text("₦1,500.00 ọ")])))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.png", "https://example.com/", "file:///etc/passwd"])
def test_pdf_asks_no_address(url: str) -> None:
    with pytest.raises(ValueError, match="disallowed protocol"):
        typesetting.OwnFiles().fetch(url)


def test_text_is_not_markup() -> None:
    html: str = pdf._page(Document("T", [Text("<img src=x> & co")]), "roll")

    assert "&lt;img src=x&gt; &amp; co" in html


def test_the_same_content_is_drawn_once() -> None:
    first = pdf.receipt_pdf(Document("T", [Text("one line")]))

    assert pdf.receipt_pdf(Document("T", [Text("one line")])) is first
    assert pdf.receipt_pdf(Document("T", [Text("one line")]), 58) != first
    assert pdf.receipt_pdf(Document("T", [Text("another")])) != first


def test_a_server_that_comes_back_does_not_wait_for_what_draws_pages() -> None:
    script = "import sys, nexus.asgi, django.urls; django.urls.get_resolver().url_patterns; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)

    assert {"weasyprint", "pandas"}.isdisjoint(ended.stdout.split())
