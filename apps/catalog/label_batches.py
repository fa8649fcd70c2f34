"""Labels are put together in a batch, printed as a whole, and count as done once they came out of the printer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.audit import log
from apps.catalog import label_order, labels, queries
from apps.catalog.models import LabelBatch, LabelLine, Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput, NotAllowed
from apps.printing import jobs
from apps.printing.document import Block, Document
from apps.printing.models import LabelFormat, Printer, PrintJob, Task
from apps.stores.models import Shop

MOST_COPIES = 100
MOST_NAMED = 5
MOST_LINES = 5_000
LABELS_A_JOB = 200  # so that a printer that stops in the middle repeats little
State = LabelBatch.State


class BatchClosed(Conflict):
    """It was printed meanwhile: begin another."""

    code = "label_batch_closed"


class UnfitSize(InvalidInput):
    """A size for sheets on a roll printer, or the other way round."""

    code = "unfit_label_size"


def find_open(shop: Shop, user_id: int | None) -> LabelBatch | None:
    """The person's own batch of this shop that is being filled."""
    return LabelBatch.objects.filter(shop=shop, created_by=user_id, state=State.OPEN).select_related("size").first()


@transaction.atomic
def open_batch(shop: Shop, *, by: Actor) -> LabelBatch:
    """The person's own batch of this shop; a new one when none is being filled."""
    person = _person(by)
    found = find_open(shop, person)
    if found:
        return found
    try:
        with transaction.atomic():
            return LabelBatch.objects.create(
                shop=shop,
                size=default_size(),
                created_at=clock.now(),
                created_by_id=person,
                created_by_name=by.name,
            )
    except IntegrityError:  # another window of the same person was faster
        return LabelBatch.objects.get(shop=shop, created_by=person, state=State.OPEN)


@transaction.atomic
def add(batch: LabelBatch, wanted: Iterable[tuple[int, int]], *, adds_up: bool = False, by: Actor) -> int:
    """Put products (keys with copies) into the batch; archived ones stay out. Answers how many lines are new.

    A product that is there already keeps the larger number of copies, or both when it ``adds_up`` as scans do.
    """
    _refuse_closed(batch)
    copies = {product: min(number, MOST_COPIES) for product, number in wanted if number > 0}
    known = {line.product_id: line for line in batch.lines.all()}
    on_sale = set(Product.objects.filter(archived_at=None, pk__in=copies).values_list("pk", flat=True))
    added = [product for product in copies if product in on_sale and product not in known]
    new = [
        LabelLine(batch=batch, product_id=product, copies=copies[product], position=position)
        for position, product in enumerate(added, label_order.next_position(batch))
    ]
    if len(known) + len(new) > MOST_LINES:
        raise InvalidInput(
            _("A batch holds at most %(most)s products: print this one first.") % {"most": intcomma(MOST_LINES)}
        )
    LabelLine.objects.bulk_create(new, batch_size=500)
    grown = [line for product, line in known.items() if product in copies and _grow(line, copies[product], adds_up)]
    LabelLine.objects.bulk_update(grown, ["copies"], batch_size=500)
    return len(new)


def added_in_words(count: int) -> str:
    """What ``add`` answered, said to people."""
    if not count:
        return _("All of them were in the batch already.")
    said = ngettext("%(count)s product was added.", "%(count)s products were added.", count)
    return said % {"count": intcomma(count)}


def capped_in_words(wanted: Iterable[tuple[int, int]]) -> str:
    """Which of them want more labels than a batch holds of one product; empty when none does."""
    more = {key: number for key, number in wanted if number > MOST_COPIES}
    if not more:
        return ""
    names = dict(Product.objects.filter(pk__in=sorted(more)[:MOST_NAMED]).values_list("pk", "name"))
    told = [f"{names[key]} ({more[key] - MOST_COPIES:,})" for key in sorted(more)[:MOST_NAMED] if key in names]
    rest = ["…"] if len(more) > MOST_NAMED else []
    return _(
        "A batch holds at most %(most)d labels of a product. Print it, then begin another for what is missing: "
        "%(missing)s."
    ) % {"most": MOST_COPIES, "missing": ", ".join(told + rest)}


@transaction.atomic
def add_outdated(batch: LabelBatch, *, by: Actor) -> int:
    """All products on sale whose label is out of date, one label each."""
    outdated = Product.objects.filter(archived_at=None, is_label_outdated=True).values_list("pk", flat=True)
    return add(batch, [(product, 1) for product in outdated.order_by("name")[:MOST_LINES]], by=by)


@transaction.atomic
def set_copies(batch: LabelBatch, copies: Mapping[int, int], *, by: Actor) -> None:
    """Copies by the key of a line; 0 takes it out."""
    _refuse_closed(batch)
    if any(number < 0 or number > MOST_COPIES for number in copies.values()):
        raise InvalidInput(_("Between 0 and %(most)s copies, please.") % {"most": MOST_COPIES})
    lines = [line for line in batch.lines.all() if copies.get(line.pk, line.copies) != line.copies]
    for line in lines:
        line.copies = copies[line.pk]
    batch.lines.filter(pk__in=[line.pk for line in lines if not line.copies]).delete()
    LabelLine.objects.bulk_update([line for line in lines if line.copies], ["copies"], batch_size=500)


@transaction.atomic
def clear(batch: LabelBatch, *, by: Actor) -> None:
    _refuse_closed(batch)
    batch.lines.all().delete()


@transaction.atomic
def print_batch(batch: LabelBatch, *, size: LabelFormat, printer: Printer | None = None, by: Actor) -> list[PrintJob]:
    """Send all labels to the printer (the task's own when none is named), some hundred to a job."""
    lines = _lines(batch)
    if not lines:
        raise InvalidInput(_("There is no label to print: add products first."))
    _refuse_unfit(size, printer)
    if not LabelBatch.objects.filter(pk=batch.pk, state=State.OPEN).update(
        state=State.PRINTED, printed_at=clock.now(), size=size
    ):
        raise BatchClosed(_("These labels were printed already."))
    queued = [_print(batch, part, size, printer, by) for part in _portions(lines)]
    count = sum(line.copies for line in lines)
    log.write("catalog.print_labels", by=by, subject="label batch", key=batch.pk, name=str(batch),
              shop_id=batch.shop_id, count=count, size=size.name)  # fmt: skip
    return queued


@transaction.atomic
def print_now(product: Product, *, shop: Shop, copies: int, by: Actor) -> PrintJob:
    """Labels of one product in the usual size, past the batch that is being filled."""
    size = default_size()
    if size is None:
        raise InvalidInput(_("There is no label size yet: add one under Label sizes."))
    moment = clock.now()
    batch = LabelBatch.objects.create(
        shop=shop, size=size, state=State.PRINTED, created_at=moment, printed_at=moment,
        created_by_id=_person(by), created_by_name=by.name,
    )  # fmt: skip
    LabelLine.objects.create(batch=batch, product=product, copies=min(max(copies, 1), MOST_COPIES))
    log.write("catalog.print_labels", by=by, subject="label batch", key=batch.pk, name=product.name,
              shop_id=shop.pk, count=copies, size=size.name)  # fmt: skip
    return _print(batch, _lines(batch), size, None, by)


@transaction.atomic
def begin_again(batch: LabelBatch, *, by: Actor) -> LabelBatch:
    """The same labels once more, in the batch that the person is filling."""
    again = open_batch(batch.shop, by=by)
    add(again, batch.lines.values_list("product_id", "copies"), by=by)
    return again


@transaction.atomic
def note_done(batch: LabelBatch, *, by: Actor) -> int:
    """Staff say that the labels (printed from a file, say) are on the goods; answers how many are up to date now."""
    if batch.state == State.OPEN:
        LabelBatch.objects.filter(pk=batch.pk, state=State.OPEN).update(state=State.PRINTED, printed_at=clock.now())
        for line in (lines := _lines(batch)):
            line.printed_as = labels.mark_of(line.product)
        LabelLine.objects.bulk_update(lines, ["printed_as"], batch_size=500)
    done = _note(list(batch.lines.filter(is_noted=False)))
    log.write("catalog.labels_done", by=by, subject="label batch", key=batch.pk, name=str(batch), count=done,
              shop_id=batch.shop_id)  # fmt: skip
    return done


@transaction.atomic
def note_printed() -> int:
    """The labels of every finished print job count as up to date, unless the product changed meanwhile."""
    came_out = LabelLine.objects.filter(is_noted=False, job__state=PrintJob.State.DONE).order_by("pk")
    return _note(list(came_out[:MOST_LINES]))


def document_of(batch: LabelBatch, size: LabelFormat, *, skipped: int = 0) -> Document:
    """All labels of the batch, on sheets where the size says so; the first ``skipped`` places of a sheet stay free."""
    return _document(batch, _lines(batch), size, skipped)


def default_size() -> LabelFormat | None:
    return LabelFormat.objects.order_by("-is_default", "pk").first()


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise NotAllowed(_("Labels are put together by a person."))
    return by.user_id


def _lines(batch: LabelBatch) -> list[LabelLine]:
    """In the order of the list, with all that a label says."""
    lines = list(batch.lines.order_by("position", "pk"))
    products = queries.listed().in_bulk([line.product_id for line in lines])
    for line in lines:
        line.product = products[line.product_id]
    return lines


def _portions(lines: Sequence[LabelLine]) -> Iterator[list[LabelLine]]:
    portion: list[LabelLine] = []
    for line in lines:
        if portion and sum(each.copies for each in portion) + line.copies > LABELS_A_JOB:
            yield portion
            portion = []
        portion.append(line)
    yield portion


def _print(
    batch: LabelBatch, lines: Sequence[LabelLine], size: LabelFormat, printer: Printer | None, by: Actor
) -> PrintJob:
    document = _document(batch, lines, size)
    job = jobs.queue(document, task=Task.BARCODE, shop=batch.shop, printer=printer, by=by)
    for line in lines:
        line.job, line.printed_as = job, labels.mark_of(line.product)
    LabelLine.objects.bulk_update(lines, ["job", "printed_as"], batch_size=500)
    return job


def _document(batch: LabelBatch, lines: Sequence[LabelLine], size: LabelFormat, skipped: int = 0) -> Document:
    blocks: list[Block] = [labels.grid_of(size, skipped=skipped)] if size.is_sheet else []
    blocks += [labels.label_of(line.product, size, copies=line.copies) for line in lines]
    return Document(_("%(batch)s: %(first)s …") % {"batch": batch, "first": lines[0].product.name}, blocks)


def _grow(line: LabelLine, copies: int, adds_up: bool) -> bool:
    before = line.copies
    line.copies = min(MOST_COPIES, line.copies + copies if adds_up else max(line.copies, copies))
    return line.copies != before


def _note(lines: Sequence[LabelLine]) -> int:
    products = queries.listed().in_bulk({line.product_id for line in lines})
    unchanged = [line.product_id for line in lines if labels.mark_of(products[line.product_id]) == line.printed_as]
    done = Product.objects.filter(pk__in=unchanged, is_label_outdated=True).update(is_label_outdated=False)
    LabelLine.objects.filter(pk__in=[line.pk for line in lines]).update(is_noted=True)
    return done


def _refuse_closed(batch: LabelBatch) -> None:
    if not LabelBatch.objects.select_for_update().filter(pk=batch.pk, state=State.OPEN).exists():
        raise BatchClosed(_("These labels were printed meanwhile: begin a new batch."))


def _refuse_unfit(size: LabelFormat, printer: Printer | None) -> None:
    if printer is None or size.is_sheet == (printer.kind == Printer.Kind.A4):
        return
    if size.is_sheet:
        raise UnfitSize(_("%(size)s needs an A4 printer: choose another size or printer.") % {"size": size.name})
    raise UnfitSize(_("%(printer)s prints sheets: choose a size on A4.") % {"printer": printer.name})
