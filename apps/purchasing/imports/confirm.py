"""What was looked at is written whole, or not at all; the same list twice changes nothing."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.audit import log
from apps.catalog import barcodes, prices
from apps.catalog.models import Product
from apps.catalog.prices import NewFigures
from apps.catalog.products import NewProduct
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import Conflict
from apps.purchasing.imports import jobs, preview
from apps.purchasing.imports.columns import Line
from apps.purchasing.imports.preview import Match, Preview
from apps.purchasing.imports.refusals import FaultsRemain, PreviewOutdated
from apps.purchasing.intake import IntakeLine, take_in
from apps.purchasing.models import ImportJob, PurchaseInvoice
from apps.stores.models import Place


@transaction.atomic
def confirm(job: ImportJob, *, leave_out_faults: bool, by: Actor) -> ImportJob:
    """Make the new products with their stock, change the known ones, write one invoice.

    FaultsRemain unless rows with faults were ticked to be left out; PreviewOutdated when the shop is no longer what
    the preview showed.
    """
    jobs.finish(job, ImportJob.State.DONE)
    found = preview.read(jobs.content_of(job), job.shop)
    _refuse(job, found, leave_out_faults=leave_out_faults)
    _change(found.changed, job, by)
    lines = _incoming(job, found)
    if lines:
        job.invoice = take_in(lines, shop=job.shop, supplier=job.supplier, by=by, source=PurchaseInvoice.Source.IMPORT)
        ImportJob.objects.filter(pk=job.pk).update(invoice=job.invoice)
    log.write("purchasing.import", by=by, subject="import", key=job.pk, name=job.file_name, shop_id=job.shop_id,
              new=len(found.new), changed=len(found.changed), left_out=found.faulty_rows)  # fmt: skip
    return job


def _refuse(job: ImportJob, found: Preview, *, leave_out_faults: bool) -> None:
    if jobs.summary_of(job, found) != job.summary:
        raise PreviewOutdated(
            _("The shop changed since this preview was made. Read the list again and look once more.")
        )
    rows = found.faulty_rows
    if rows and not leave_out_faults:
        raise FaultsRemain(
            ngettext(
                "%(rows)d row has a fault. Correct the list, or tick that it is left out.",
                "%(rows)d rows have faults. Correct the list, or tick that they are left out.",
                rows,
            )
            % {"rows": rows}
        )
    if job.known == ImportJob.Known.RECEIVE and _was_imported_before(job):
        raise Conflict(
            _("This very list was imported into %(shop)s before; its pieces are there.") % {"shop": job.shop}
        )


def _was_imported_before(job: ImportJob) -> bool:
    done = ImportJob.objects.filter(file_hash=job.file_hash, shop=job.shop, state=ImportJob.State.DONE)
    return done.exclude(pk=job.pk).exists()


def _change(changed: Sequence[Match], job: ImportJob, by: Actor) -> None:
    reason = _("Import of %(file)s") % {"file": job.file_name}
    figures = {match.known.pk: _figures(match.line) for match in changed if set(match.changes) - {"barcode_number"}}
    prices.reprice_many(figures, by=by, reason=reason)
    products = Product.objects.in_bulk([match.known.pk for match in changed if "barcode_number" in match.changes])
    for match in changed:
        if "barcode_number" in match.changes:
            barcodes.add(products[match.known.pk], match.line.barcode_number, by=by)


def _figures(line: Line) -> NewFigures:
    return NewFigures(cost=line.price, markup_type=line.markup_type, markup=line.markup)


def _incoming(job: ImportJob, found: Preview) -> list[IntakeLine]:
    places = {place.kind: place for place in Place.objects.filter(shop=job.shop)}
    lines = [
        IntakeLine(new=_new_product(line, _cost(line)), quantity=line.quantity, place=places[line.shop])
        for line in found.new
    ]
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
        barcode=line.barcode_number,
    )
