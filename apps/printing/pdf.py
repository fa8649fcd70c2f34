"""A document as PDF: a receipt as long as it is on a roll's width, or A4. Nothing outside this machine is asked."""

import base64
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from apps.printing import codes
from apps.printing.document import QR, Barcode, Block, Cut, Document, Feed, Picture, from_json, to_json

STYLESHEET = Path(__file__).parent / "static" / "printing" / "document.css"
ROLL_MARGINS_MM = 4
LONGEST_MM = 5000
SHARES = "".join(f".share-{share} {{ flex: {share} 1 0 }}" for share in range(1, 101))
FEEDS = "".join(f".feed-{lines} {{ height: {1.4 * lines:.1f}em }}" for lines in range(1, 21))
MM_PER_PIXEL = 25.4 / 96
KEPT = 100  # drawn receipts, some 20 kB each


def receipt_pdf(document: Document, width_mm: int = 80) -> bytes:
    """One page as wide as the roll and exactly as long as what stands on it; drawn once for the same content."""
    return _receipt_pdf(to_json(document), width_mm)


@lru_cache(maxsize=KEPT)
def _receipt_pdf(written: str, width_mm: int) -> bytes:
    html = _page(from_json(written), "narrow roll" if width_mm < 70 else "roll")
    long = _rendered(html, f"@page {{ size: {width_mm}mm {LONGEST_MM}mm; margin: {ROLL_MARGINS_MM}mm }}")
    height = _used_mm(long) + 2 * ROLL_MARGINS_MM + 1
    exact = _rendered(html, f"@page {{ size: {width_mm}mm {height:.2f}mm; margin: {ROLL_MARGINS_MM}mm }}")
    return bytes(exact.write_pdf())


def a4_pdf(document: Document, *, copies: int = 1) -> bytes:
    rendered = _rendered(_page(_without_tail(document), "sheet"), "@page { size: A4; margin: 18mm 16mm }")
    return bytes(rendered.copy(list(rendered.pages) * copies).write_pdf())


def _without_tail(document: Document) -> Document:
    """What moves the roll out of the printer would only begin another page of A4."""
    blocks = list(document.blocks)
    while blocks and isinstance(blocks[-1], (Feed, Cut)):
        blocks.pop()
    return Document(document.title, blocks)


def _page(document: Document, paper: str) -> str:
    rows = [{"block": block, "kind": block.kind, **_drawn(block)} for block in document.blocks]
    return render_to_string("printing/document.html", {"title": document.title, "rows": rows, "paper": paper})


def _drawn(block: Block) -> dict[str, Any]:
    """What the template cannot make itself: pictures as addresses with the picture in them."""
    match block:
        case Picture():
            return {"address": f"data:image/png;base64,{block.png}"}
        case QR():
            return {"address": _address(codes.png(codes.qr(block.data, 300)))}
        case Barcode():
            return {"address": _address(codes.png(codes.bars(block.code, 800, height=90)))}
    return {}


def _address(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _rendered(html: str, page_rule: str) -> Any:
    from apps.printing import typesetting  # heavy: not before a page is wanted

    return typesetting.rendered(html, STYLESHEET.read_text(encoding="utf-8"), SHARES + FEEDS + page_rule)


def _used_mm(rendered: Any) -> float:
    """How far down the page its content reaches, from the upper margin."""
    html_box = rendered.pages[0]._page_box.children[0]
    return float(html_box.margin_height()) * MM_PER_PIXEL
