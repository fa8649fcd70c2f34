"""What a product's label says, and how the shop's label sizes are told to a printer."""

import hashlib

from apps.catalog import queries
from apps.catalog.models import Product
from apps.core.money import format_money
from apps.printing.document import Grid, Label
from apps.printing.models import LabelFormat


def label_of(product: Product, size: LabelFormat, *, copies: int = 1) -> Label:
    """Brand, size, colour and price around the code; reads what ``queries.listed`` fetched."""
    return Label(
        queries.primary_code(product),
        heading=product.style.brand.name,
        mark=product.size.name if product.size else "",
        note=product.colour.name if product.colour else "",
        figure=format_money(product.price),
        width=_tenths(size.width_mm),
        height=_tenths(size.height_mm),
        copies=copies,
    )


def mark_of(product: Product) -> str:
    """Differs as soon as the label would say something else."""
    said = (
        queries.primary_code(product),
        product.style.brand.name,
        product.size.name if product.size else "",
        product.colour.name if product.colour else "",
        str(product.price),
    )
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def grid_of(size: LabelFormat, *, skipped: int = 0) -> Grid:
    """The places on a sheet; the first ``skipped`` are used up already."""
    left, top, gap_x, gap_y = (_tenths(side) for side in (size.left_mm, size.top_mm, size.gap_x_mm, size.gap_y_mm))
    return Grid(size.columns, size.rows, left, top, gap_x, gap_y, skipped)


def _tenths(millimetres: object) -> int:
    return round(float(str(millimetres)) * 10)
