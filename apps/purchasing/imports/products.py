"""A price list makes new products with their stock, changes known ones, and brings one invoice."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from apps.catalog import barcodes, prices
from apps.catalog.models import Brand, Category, Colour, Design, Product, Size
from apps.catalog.prices import NewFigures
from apps.catalog.products import NewProduct
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import Conflict
from apps.purchasing.imports import preview, shopify
from apps.purchasing.imports.cells import Sheet
from apps.purchasing.imports.columns import Header, understand
from apps.purchasing.imports.findings import Tell
from apps.purchasing.imports.lines import LAYOUT as LAYOUT
from apps.purchasing.imports.lines import Line, line_of
from apps.purchasing.imports.preview import Match, Preview
from apps.purchasing.intake import IntakeLine, take_in
from apps.purchasing.models import ImportJob, PurchaseInvoice
from apps.stores.models import Place

RIGHT = "catalog.add_product"
EXAMPLE: Sequence[object] = ("Zara", 15000, "Shirts", "White", "Plain", "M", 12, "percentage", 60, "STORE", "", "")
MUST_BE_CHOSEN: Sequence[str] = ("category", "markup_type", "shop")


def choices() -> dict[str, Sequence[str]]:
    """What the template offers, by column."""
    return {
        "brand": list(Brand.objects.values_list("name", flat=True)),
        "category": list(Category.objects.values_list("name", flat=True)),
        "color": list(Colour.objects.values_list("name", flat=True)),
        "design": list(Design.objects.values_list("name", flat=True)),
        "size": list(Size.objects.values_list("name", flat=True)),
        "markup_type": list(Product.Markup.values),
        "shop": ["STORE", "WAREHOUSE"],
    }


def compare(sheet: Sheet, header: Header, job: ImportJob, tell: Tell) -> Preview:
    if shopify.recognises(header):
        lines = shopify.lines(sheet, header, job)
    else:
        lines = [line_of(row) for row in understand(sheet, header, LAYOUT)]
    sheet.rows.clear()  # fifty thousand rows need not be held twice
    return preview.compare(lines, job.shop, tell, receives=job.known == ImportJob.Known.RECEIVE)


def write(found: Preview, job: ImportJob, *, by: Actor, tell: Tell) -> dict[str, Any]:
    """Runs inside the import's transaction."""
    if job.known == ImportJob.Known.RECEIVE and _was_imported_before(job):
        raise Conflict(
            _("This very list was imported into %(shop)s before; its pieces are there.") % {"shop": job.shop}
        )
    reason = _("Import of %(file)s") % {"file": job.file_name}
    _change(found.changed, reason, by)
    lines = _incoming(job, found)
    if not lines:
        return {}
    job.invoice = take_in(
        lines,
        shop=job.shop,
        supplier=job.supplier,
        by=by,
        source=PurchaseInvoice.Source.IMPORT,
        reason=reason,
        tell=tell,
    )
    if not found.new:
        return {}
    last = Product.objects.aggregate(last=Max("number"))["last"]  # nobody else draws one before we commit
    return {"first_number": last - len(found.new) + 1, "last_number": last}


def _was_imported_before(job: ImportJob) -> bool:
    done = ImportJob.objects.filter(file_hash=job.file_hash, shop=job.shop, state=ImportJob.State.DONE)
    return done.exclude(pk=job.pk).exists()


def _change(changed: Sequence[Match], reason: str, by: Actor) -> None:
    figures = {match.known.pk: _figures(match.line) for match in changed if set(match.changes) - {"barcode_number"}}
    prices.reprice_many(figures, by=by, reason=reason)
    products = Product.objects.in_bulk([match.known.pk for match in changed if "barcode_number" in match.changes])
    for match in changed:
        if "barcode_number" in match.changes:
            barcodes.add(products[match.known.pk], match.line.barcode_number, by=by)


def _figures(line: Line) -> NewFigures:
    return NewFigures(cost=line.price, markup_type=line.markup_type, markup=line.markup, price=line.selling)


def _incoming(job: ImportJob, found: Preview) -> list[IntakeLine]:
    places = {place.kind: place for place in Place.objects.filter(shop=job.shop)}
    lines = [_new_line(line, places) for line in found.new]
    if job.known == ImportJob.Known.RECEIVE:
        received = [match for match in (*found.changed, *found.unchanged) if match.line.quantity]
        products = Product.objects.in_bulk([match.known.pk for match in received])
        lines += [
            IntakeLine(
                product=products[match.known.pk],
                quantity=match.line.quantity,
                place=places[match.line.shop],
                unit_cost=_cost(match.line),
            )
            for match in received
        ]
    return lines


def _new_line(line: Line, places: Mapping[str, Place]) -> IntakeLine:
    return IntakeLine(new=_new_product(line, _cost(line)), quantity=line.quantity, place=places[line.shop])


def _cost(line: Line) -> Decimal:
    return line.price if line.price is not None else ZERO


def _new_product(line: Line, cost: Decimal) -> NewProduct:
    return NewProduct(
        brand=line.brand,
        category=line.category,
        style=line.style,
        design=line.design,
        colour=line.color,
        size=line.size,
        cost=cost,
        markup_type=line.markup_type or Product.Markup.PERCENTAGE,
        markup=line.markup or ZERO,
        price=line.selling,
        barcode=line.barcode_number,
    )
