"""A product list as Shopify exports it: the variants of a handle are products of one style, priced by hand.

It names no category and no cost: both are asked once, the cost as a share of the price.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.money import money, percentage
from apps.core.sheets.cells import Cell, Sheet, SheetRow
from apps.purchasing.imports.columns import Header, Unfit, amount, fold, pieces
from apps.purchasing.imports.lines import LAYOUT, Line, barcode
from apps.purchasing.imports.refusals import ColumnsUnclear
from apps.purchasing.models import ImportJob

HEADER = {"handle", "title", "vendor", "option1name", "option1value", "variantprice"}
MEANS = {
    "size": "size",
    "sizes": "size",
    "color": "color",
    "colour": "color",
    "colors": "color",
    "colours": "color",
}
NO_OPTION = {"title", "defaulttitle", ""}
READERS = {
    "Vendor": ("brand", LAYOUT.readers["brand"]),
    "Title": ("style", LAYOUT.readers["style"]),
    "Variant Price": ("selling", amount),
    "Variant Inventory Qty": ("quantity", pieces),
    "Variant Barcode": ("barcode_number", barcode),
}
OF_ALL_VARIANTS = ("Title", "Vendor", "Option1 Name", "Option2 Name", "Option3 Name")


def recognises(header: Header) -> bool:
    return {fold(title) for title in header.titles.values()} >= HEADER


def lines(sheet: Sheet, header: Header, job: ImportJob) -> list[Line]:
    """A line for each variant. ColumnsUnclear until category and cost share were answered."""
    if job.category is None or job.cost_share is None:
        raise ColumnsUnclear(
            _("This is a product list of Shopify: it says neither category nor cost. Answer both for the whole list.")
        )
    share = Decimal(job.cost_share)
    return [_line(number, cells, job.category.name, share) for number, cells in _variants(sheet, header)]


def _variants(sheet: Sheet, header: Header) -> Iterator[tuple[int, dict[str, Cell]]]:
    """The cells of each variant by title; what Shopify writes in a handle's first row only is carried down."""
    shared: dict[str, Cell] = {}
    handle = ""
    for row in sheet.rows[header.place + 1 :]:
        cells = _by_title(row, header.titles)
        if cells["Handle"].text != handle if "Handle" in cells else not handle:
            handle = cells["Handle"].text if "Handle" in cells else ""
            shared = {title: cells[title] for title in OF_ALL_VARIANTS if title in cells}
        if "Variant Price" in cells or "Option1 Value" in cells:  # else it is one more picture
            yield row.number, shared | cells


def _by_title(row: SheetRow, titles: Mapping[int, str]) -> dict[str, Cell]:
    return {titles[column]: cell for column, cell in row.cells.items() if column in titles}


def _line(number: int, cells: Mapping[str, Cell], category: str, share: Decimal) -> Line:
    line = Line(number, category=category)
    for title, (name, read) in READERS.items():
        if title not in cells:
            continue
        try:
            setattr(line, name, read(cells[title]))
        except Unfit as reason:
            line.fault(title, str(reason))
    for title in ("Vendor", "Title", "Variant Price"):
        if title not in cells:
            line.fault(title, _("%(name)s is missing") % {"name": title})
    _read_options(line, cells)
    if line.selling is not None:
        line.price = money(percentage(line.selling, share))
        if not line.selling:
            line.fault("Variant Price", _("a selling price of nothing"))
    return line


def _read_options(line: Line, cells: Mapping[str, Cell]) -> None:
    """Size and colour; whatever else tells variants apart is their design."""
    further = []
    for place in ("1", "2", "3"):
        name, value = cells.get(f"Option{place} Name"), cells.get(f"Option{place} Value")
        if name is None or value is None or fold(name.text) in NO_OPTION:
            continue
        field = MEANS.get(fold(name.text), "design")
        try:
            told = LAYOUT.readers[field](value)
        except Unfit as reason:
            line.fault(f"Option{place} Value", str(reason))
            continue
        further += [told] if field == "design" else []
        setattr(line, field, told if field != "design" else " ".join(further))
