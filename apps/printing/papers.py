"""A4 papers of other trades: their HTML and stylesheet become a PDF, and nothing is fetched from anywhere meanwhile."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

LINES_A_BLOCK = 60


def pdf(html: str, stylesheet: Path) -> bytes:
    from apps.printing import typesetting  # heavy: not before a page is wanted

    content: bytes = typesetting.rendered(html, stylesheet.read_text("utf-8")).write_pdf()
    return content


def typewritten(rows: Iterable[Sequence[str]], widths: Sequence[int], *, gap: int = 1) -> list[str]:
    """The rows in columns of a typewriter's letters, so many a block: a table would take ten times as long to lay out.

    A negative width is that of words, which stand left and end in an ellipsis; figures stand right. Columns are
    ``gap`` letters apart.
    """
    lines = [(" " * gap).join(map(_padded, row, widths)) for row in rows]
    return ["\n".join(lines[start : start + LINES_A_BLOCK]) for start in range(0, len(lines), LINES_A_BLOCK)]


def _padded(text: str, width: int) -> str:
    if width > 0:
        return text.rjust(width)
    short = text if len(text) <= -width else f"{text[: -width - 1]}…"
    return short.ljust(-width + sum(unicodedata.combining(letter) > 0 for letter in short))
