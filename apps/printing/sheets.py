"""Labels as PDF and PNG: a page for each, or a grid of them on A4. Drawn dot by dot, exactly as large as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image

from apps.core import clock
from apps.printing import codes, labels
from apps.printing.document import Document, Grid, Label
from apps.printing.labels import UnfitLabel

DPI = 300
A4 = (2100, 2970)  # tenths of a millimetre
OUT_OF_REACH = 45  # what office printers leave white along the edges of a sheet


def has_labels(document: Document) -> bool:
    return any(isinstance(block, Label) for block in document.blocks)


def labels_pdf(document: Document, *, copies: int = 1) -> bytes:
    """All labels, each as often as it says times ``copies``; UnfitLabel when the grid does not fit its sheet."""
    pages = _pages(document, copies)
    written = BytesIO()
    first = next(pages, None)
    if first is None:
        raise UnfitLabel(_("There is no label to print."))
    moment = clock.now().timetuple()
    first.save(
        written, "PDF", save_all=True, append_images=pages, resolution=DPI, title=document.title,
        creationDate=moment, modDate=moment,
    )  # fmt: skip
    return written.getvalue()


def label_png(label: Label) -> bytes:
    return codes.png(labels.draw(label, DPI))


def _pages(document: Document, copies: int) -> Iterator[Image.Image]:
    grid = next((block for block in document.blocks if isinstance(block, Grid)), None)
    stickers = [block for block in document.blocks if isinstance(block, Label)]
    if grid is None:
        yield from (picture for picture, _label in _drawn(stickers, copies, (0, 0)))
    elif stickers:
        _refuse_overflow(stickers[0], grid)
        inset = _inset(stickers[0], grid)
        yield from _sheets(_drawn(stickers, copies, inset), grid, inset)


def _drawn(stickers: Sequence[Label], copies: int, inset: tuple[int, int]) -> Iterator[tuple[Image.Image, Label]]:
    for label in stickers:
        within = replace(label, width=label.width - 2 * inset[0], height=label.height - 2 * inset[1])
        picture = labels.draw(within, DPI)
        for _copy in range(label.copies * copies):
            yield picture, label


def _inset(label: Label, grid: Grid) -> tuple[int, int]:
    """How far the print stays within each label, sideways and up and down, so that the outer ones come out whole.

    At most an eighth of the label, so that small ones keep room for their bars.
    """
    right, bottom = _far_corner(label, grid)
    across, down = min(grid.left, A4[0] - right), min(grid.top, A4[1] - bottom)
    return max(0, min(OUT_OF_REACH - across, label.width // 8)), max(0, min(OUT_OF_REACH - down, label.height // 8))


def _sheets(drawn: Iterator[tuple[Image.Image, Label]], grid: Grid, inset: tuple[int, int]) -> Iterator[Image.Image]:
    """Row by row from the upper left, a new sheet when one is full."""
    sheet, used = None, grid.skipped
    for picture, label in drawn:
        if sheet is None:
            sheet = Image.new("1", (labels.dots(A4[0], DPI), labels.dots(A4[1], DPI)), 1)
        row, column = divmod(used, grid.columns)
        left = grid.left + inset[0] + column * (label.width + grid.gap_x)
        top = grid.top + inset[1] + row * (label.height + grid.gap_y)
        sheet.paste(picture, (labels.dots(left, DPI), labels.dots(top, DPI)))
        used += 1
        if used == grid.columns * grid.rows:
            yield sheet
            sheet, used = None, 0
    if sheet is not None:
        yield sheet


def _refuse_overflow(label: Label, grid: Grid) -> None:
    right, bottom = _far_corner(label, grid)
    if right > A4[0] or bottom > A4[1]:
        raise UnfitLabel(
            _("%(columns)s × %(rows)s labels of %(width)s × %(height)s mm do not fit an A4 sheet.")
            % {
                "columns": grid.columns,
                "rows": grid.rows,
                "width": f"{label.width / 10:g}",
                "height": f"{label.height / 10:g}",
            }
        )


def _far_corner(label: Label, grid: Grid) -> tuple[int, int]:
    right = grid.left + grid.columns * label.width + (grid.columns - 1) * grid.gap_x
    return right, grid.top + grid.rows * label.height + (grid.rows - 1) * grid.gap_y
