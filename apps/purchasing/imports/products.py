"""A price list makes new products with their stock, changes known ones, and brings one invoice."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from apps.catalog import barcodes, prices
from apps.catalog.models import Brand, Category, Colour, Design, Product, Size
from apps.catalog.prices import NewFigures
from apps.catalog.products import NewProduct
from apps.core import holds
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import Conflict
from apps.core.sheets.cells import Sheet
from apps.purchasing.imports import preview, shopify
from apps.purchasing.imports.columns import Header, understand
from apps.purchasing.imports.findings import Kept, Tell
from apps.purchasing.imports.lines import LAYOUT as LAYOUT
from apps.purchasing.imports.lines import Line, line_of
from apps.purchasing.imports.lines import revive as revive
from apps.purchasing.imports.preview import Preview
from apps.purchasing.intake import IntakeLine, bring_in, note
from apps.purchasing.models import ImportJob, ImportRow, PurchaseInvoice
from apps.stores.models import Place

RIGHT, HOLDS = "catalog.add_product", holds.GOODS
Outcome = ImportRow.Outcome
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


def rows(sheet: Sheet, header: Header, job: ImportJob) -> Sequence[Line]:
    if shopify.recognises(header):
        return shopify.lines(sheet, header, job)
    return [line_of(row) for row in understand(sheet, header, LAYOUT)]


def compare(rows: Sequence[Line], job: ImportJob, tell: Tell) -> Preview:
    return preview.compare(rows, job.shop, tell, receives=job.known == ImportJob.Known.RECEIVE)


def write(rows: Sequence[Kept], job: ImportJob, *, by: Actor) -> None:
    if job.known == ImportJob.Known.RECEIVE and not job.written_to:
        _refuse_second_receipt(job)
    reason = _("Import of %(file)s") % {"file": job.file_name}
    _change([kept for kept in rows if kept.outcome == Outcome.CHANGED], reason, by)
    lines = _incoming(job, rows)
    if lines:
        job.invoice = job.invoice or PurchaseInvoice(
            shop=job.shop, supplier=job.supplier, source=PurchaseInvoice.Source.IMPORT
        )
        bring_in(lines, job.invoice, by=by, reason=reason)
        _remember_numbers(job, sum(line.new is not None for line in lines))


def finish(job: ImportJob, *, by: Actor) -> None:
    if job.invoice:
        note(job.invoice, by=by)


def _refuse_second_receipt(job: ImportJob) -> None:
    same = ImportJob.objects.filter(file_hash=job.file_hash, shop=job.shop, known=ImportJob.Known.RECEIVE)
    came_in = Q(state=ImportJob.State.DONE) | Q(written_to__gt=0)
    if same.filter(came_in).exclude(pk=job.pk).exists():
        raise Conflict(
            _("This very list was imported into %(shop)s before; its pieces are there.") % {"shop": job.shop}
        )


def _remember_numbers(job: ImportJob, count: int) -> None:
    """The numbers of the new products lie together: nobody else draws one while we do."""
    if count:
        last = Product.objects.aggregate(last=Max("number"))["last"]
        first = json.loads(job.result).get("first_number", last - count + 1)
        job.result = json.dumps({"first_number": first, "last_number": last})


def _change(changed: Sequence[Kept], reason: str, by: Actor) -> None:
    figures = {kept.about: _figures(kept.row) for kept in changed if set(kept.changes) - {"barcode_number"}}
    prices.reprice_many(figures, by=by, reason=reason)
    coded = [kept for kept in changed if "barcode_number" in kept.changes]
    products = Product.objects.in_bulk([kept.about for kept in coded])
    for kept in coded:
        barcodes.give(products[kept.about], kept.row.barcode_number, by=by)


def _figures(line: Line) -> NewFigures:
    return NewFigures(cost=line.price, markup_type=line.markup_type, markup=line.markup, price=line.selling)


def _incoming(job: ImportJob, rows: Sequence[Kept]) -> list[IntakeLine]:
    places = {place.kind: place for place in Place.objects.filter(shop=job.shop)}
    lines = [_new_line(kept.row, places) for kept in rows if kept.outcome == Outcome.NEW]
    if job.known == ImportJob.Known.RECEIVE:
        received = [kept for kept in rows if kept.outcome != Outcome.NEW and kept.row.quantity]
        products = Product.objects.in_bulk([kept.about for kept in received])
        lines += [
            IntakeLine(
                product=products[kept.about],
                quantity=kept.row.quantity,
                place=places[kept.row.shop],
                unit_cost=_cost(kept.row),
            )
            for kept in received
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
