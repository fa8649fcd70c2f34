"""Text in lines of so many characters: words wrap, names end in an ellipsis at last, figures are never broken."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from apps.printing.document import Align, Columns, Size, Text

ELLIPSIS = "…"
MOST_LINES_A_CELL = 3
LEAST_BESIDE_FIGURES = 9
NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: Size
    bold: bool
    align: Align


def lines_of(block: Text | Columns, columns: int) -> Iterator[Line]:
    """The printed lines of a block on paper that holds ``columns`` normal characters."""
    size, align = Size(block.size), Align.LEFT
    if isinstance(block, Text):
        align = Align(block.align)
        wrapped = balanced if align == Align.CENTER else wrap
        paragraphs = block.text.split("\n")
        rows = [row for paragraph in paragraphs for row in wrapped(paragraph, characters(columns, size))]
    else:
        size = _that_fits(block, columns)
        rows = _row(block, characters(columns, size))
    for row in rows:
        yield Line(row.replace(NO_BREAK, " "), size, block.bold, align)


def characters(columns: int, size: Size) -> int:
    return {Size.SMALL: columns * 4 // 3, Size.LARGE: columns // 2}.get(size, columns)


def clusters(text: str) -> list[str]:
    """Characters as people count them: a letter with its accents is one."""
    found: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if found and unicodedata.combining(character):
            found[-1] += character
        else:
            found.append(character)
    return found


def cells_of(cluster: str) -> int:
    """Wide characters take two cells."""
    return 2 if unicodedata.east_asian_width(cluster[0]) in "WF" else 1


def width_of(text: str) -> int:
    return sum(cells_of(cluster) for cluster in clusters(text))


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` characters, broken at spaces (not at no-break ones), the indent kept."""
    if width_of(text) <= width:
        return [text]
    indent = " " * min(len(text) - len(text.lstrip(" ")), width // 4)
    lines, line = [], indent
    for word in _fitting(text, width - len(indent)):
        longer = f"{line} {word}" if line.strip(" ") else indent + word
        if width_of(longer) <= width:
            line = longer
        else:
            lines.append(line)
            line = indent + word
    return [*lines, line]


def balanced(text: str, width: int) -> list[str]:
    """Wrapped into lines of about the same length, so that no single word is left over."""
    lines = wrap(text, width)
    longest_word = max(map(width_of, text.split(" ")))
    while len(lines) > 1 and width > longest_word:
        width -= 1
        narrower = wrap(text, width)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def shorten(text: str, width: int) -> str:
    """The text, or its beginning and an ellipsis."""
    if width_of(text) <= width:
        return text
    kept = ""
    for cluster in clusters(text):
        if width_of(kept + cluster) >= width:
            break
        kept += cluster
    return kept.rstrip() + ELLIPSIS


def _fitting(text: str, width: int) -> Iterator[str]:
    """The words, those longer than a line in pieces."""
    for word in text.split(" "):
        rest = clusters(word)
        while sum(map(cells_of, rest)) > width:
            piece = max(1, width // max(map(cells_of, rest)))
            yield "".join(rest[:piece])
            rest = rest[piece:]
        if rest:
            yield "".join(rest)


def _that_fits(block: Columns, columns: int) -> Size:
    """A large row that needs more room is set tall instead: as high, half as wide."""
    needed = sum(width_of(text) + 1 for text, _share, _align in block.cells) - 1
    is_too_wide = block.size == Size.LARGE and needed > characters(columns, Size.LARGE)
    return Size.TALL if is_too_wide else Size(block.size)


def _row(block: Columns, width: int) -> list[str]:
    widths = _widths(block, width - len(block.cells) + 1)
    if widths is None:
        return _stacked(block, width)
    columns = [_cell(cell[0], size) for cell, size in zip(block.cells, widths, strict=True)]
    height = max(map(len, columns))
    rows = []
    for number in range(height):
        parts = [
            _pad(column[number] if number < len(column) else "", size, Align(cell[2]))
            for cell, column, size in zip(block.cells, columns, widths, strict=True)
        ]
        rows.append(" ".join(parts).rstrip())
    return rows


def _widths(block: Columns, available: int) -> list[int] | None:
    """How wide each cell is; ``None`` when figures would leave too little beside them."""
    natural = [width_of(text) for text, _share, _align in block.cells]
    keeps_whole = [share == 0 or align == Align.RIGHT for _text, share, align in block.cells]
    least = [
        own if whole else max(min(own, LEAST_BESIDE_FIGURES), _longest_word(cell[0]))
        for own, whole, cell in zip(natural, keeps_whole, block.cells, strict=True)
    ]
    if sum(least) > available:
        return None
    return _grown(least, [share for _text, share, _align in block.cells], available)


def _longest_word(text: str) -> int:
    """With the indent, which every line keeps."""
    return len(text) - len(text.lstrip(" ")) + max(map(width_of, text.split(" ")))


def _grown(least: list[int], shares: list[int], available: int) -> list[int]:
    """Divide ``available`` by the shares, no cell below its least; what rounding leaves goes to the widest share."""
    widths = list(least)
    open_cells = {index for index, share in enumerate(shares) if share}
    while open_cells:
        free = available - sum(width for index, width in enumerate(widths) if index not in open_cells)
        whole = sum(shares[index] for index in open_cells)
        short = {index for index in open_cells if free * shares[index] // whole < least[index]}
        if not short:
            for index in open_cells:
                widths[index] = free * shares[index] // whole
            widths[max(open_cells, key=lambda index: (shares[index], -index))] += available - sum(widths)
            break
        open_cells -= short
    return widths


def _cell(text: str, width: int) -> list[str]:
    lines = wrap(text, width)
    if len(lines) <= MOST_LINES_A_CELL:
        return lines
    rest = " ".join(line.strip() for line in lines[MOST_LINES_A_CELL - 1 :])
    return [*lines[: MOST_LINES_A_CELL - 1], shorten(rest, width)]


def _stacked(block: Columns, width: int) -> list[str]:
    """Names on lines of their own, then the figures together at the right."""
    names = [text for text, _share, align in block.cells if align != Align.RIGHT and text]
    figures = [text for text, _share, align in block.cells if align == Align.RIGHT and text]
    together = "  ".join(figures)
    right = [together] if width_of(together) <= width else [line for text in figures for line in wrap(text, width)]
    return [line for name in names for line in wrap(name, width)] + [_pad(line, width, Align.RIGHT) for line in right]


def _pad(text: str, width: int, align: Align) -> str:
    space = width - width_of(text)
    if align == Align.RIGHT:
        return " " * space + text
    left = space // 2 if align == Align.CENTER else 0
    return " " * left + text + " " * (space - left)
