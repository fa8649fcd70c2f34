"""Labels are filled, printed as a whole, and up to date once they came out."""

from decimal import Decimal

import pytest
import zxingcpp

from apps.catalog import label_batches, products
from apps.catalog.label_batches import BatchClosed, UnfitSize
from apps.catalog.models import LabelBatch, LabelLine, Product
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput, NotAllowed
from apps.printing import document as documents
from apps.printing import labels, presets
from apps.printing.document import Grid, Label
from apps.printing.models import LabelFormat, Printer, PrintJob
from apps.stores.models import Shop
from apps.users.models import User
from tests.factories.catalog import make_product, make_products
from tests.factories.stores import make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(md_user: User) -> Actor:
    return Actor(user_id=md_user.pk, name="Ada Obi")


@pytest.fixture
def shop() -> Shop:
    presets.ensure_virtual(by=Actor.system())
    return make_shop()


@pytest.fixture
def batch(shop: Shop, by: Actor) -> LabelBatch:
    return label_batches.open_batch(shop, by=by)


def copies_of(batch: LabelBatch) -> list[tuple[int, int]]:
    return list(batch.lines.values_list("product_id", "copies"))


def roll() -> LabelFormat:
    return LabelFormat.objects.get(is_default=True)


def finish(jobs: list[PrintJob]) -> None:
    PrintJob.objects.filter(pk__in=[job.pk for job in jobs]).update(state=PrintJob.State.DONE)


def test_a_person_fills_one_batch_of_a_shop_at_a_time(batch: LabelBatch, shop: Shop, by: Actor) -> None:
    assert label_batches.open_batch(shop, by=by) == batch
    assert label_batches.open_batch(make_shop(), by=by) != batch


def test_nobody_in_particular_fills_no_batch(shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        label_batches.open_batch(shop, by=Actor.system())

    assert LabelBatch.objects.count() == 0


def test_scans_add_up_and_lists_do_not(batch: LabelBatch, by: Actor) -> None:
    shirt = make_product()

    label_batches.add(batch, [(shirt.pk, 3)], by=by)
    label_batches.add(batch, [(shirt.pk, 2)], by=by)
    label_batches.add(batch, [(shirt.pk, 1)], adds_up=True, by=by)

    assert copies_of(batch) == [(shirt.pk, 4)]


def test_copies_end_at_a_hundred_and_archived_goods_stay_out(batch: LabelBatch, by: Actor) -> None:
    shirt, gone = make_products(2)
    products.archive(gone, by=by, reason="Sold out")

    added = label_batches.add(batch, [(shirt.pk, 480), (gone.pk, 1)], by=by)

    assert (added, copies_of(batch)) == (1, [(shirt.pk, 100)])


def test_filling_takes_as_many_statements_for_many_as_for_few(
    batch: LabelBatch, by: Actor, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    few, many = make_products(2), make_products(60)

    for goods in (few, many):
        with django_assert_num_queries(7, exact=False):  # type: ignore[operator]
            label_batches.add(batch, [(product.pk, 1) for product in goods], by=by)


def test_zero_copies_take_a_label_out(batch: LabelBatch, by: Actor) -> None:
    shirt, jeans = make_products(2)
    label_batches.add(batch, [(shirt.pk, 1), (jeans.pk, 1)], by=by)
    first, second = batch.lines.all()

    label_batches.set_copies(batch, {first.pk: 0, second.pk: 7}, by=by)

    assert copies_of(batch) == [(jeans.pk, 7)]


def test_copies_beyond_the_bounds_are_refused(batch: LabelBatch, by: Actor) -> None:
    label_batches.add(batch, [(make_product().pk, 1)], by=by)
    line = batch.lines.get()

    with pytest.raises(InvalidInput, match="Between 0 and 100"):
        label_batches.set_copies(batch, {line.pk: 101}, by=by)

    assert LabelLine.objects.get().copies == 1


@pytest.mark.parametrize(
    "change", [{"price": Decimal("12000.00")}, {"colour": None}, {"size": None}], ids=["price", "colour", "size"]
)
def test_what_changes_on_the_label_joins_the_queue(batch: LabelBatch, by: Actor, change: dict[str, object]) -> None:
    shirt, _unchanged = make_products(2)
    products.change(shirt, by=by, reason="As it is", **change)

    label_batches.add_outdated(batch, by=by)

    assert copies_of(batch) == [(shirt.pk, 1)]


def test_printing_sends_every_label_in_jobs_of_some_hundred(batch: LabelBatch, by: Actor) -> None:
    goods = make_products(5)
    label_batches.add(batch, [(product.pk, 90) for product in goods], by=by)

    jobs = label_batches.print_batch(batch, size=roll(), by=by)

    sent = [documents.from_json(job.document).blocks for job in jobs]
    assert (
        [[(block.code, block.copies) for block in blocks] for blocks in sent]
        == [  # type: ignore[union-attr]
            [(product.barcodes.get().code, 90) for product in part] for part in (goods[:2], goods[2:4], goods[4:])
        ]
    )
    assert LabelBatch.objects.get().state == LabelBatch.State.PRINTED


def test_a_label_says_brand_size_colour_and_price_and_decodes(batch: LabelBatch, by: Actor) -> None:
    shirt = make_product(price=Decimal("99999999.99"))
    label_batches.add(batch, [(shirt.pk, 1)], by=by)

    [label] = label_batches.document_of(batch, roll()).blocks

    code = shirt.barcodes.get().code
    assert label == Label(code, heading="Zara", mark="M", note="White", figure="₦99,999,999.99")
    assert isinstance(label, Label)
    assert zxingcpp.read_barcodes(labels.draw(label, 300).convert("L"))[0].text == code


def test_a_sheet_begins_at_its_first_free_place(batch: LabelBatch, by: Actor) -> None:
    label_batches.add(batch, [(make_product().pk, 1)], by=by)
    size = LabelFormat.objects.get(columns=3)

    grid = label_batches.document_of(batch, size, skipped=5).blocks[0]

    assert grid == Grid(3, 8, left=0, top=5, gap_x=0, gap_y=0, skipped=5)


def test_labels_are_up_to_date_once_they_came_out(batch: LabelBatch, by: Actor) -> None:
    Product.objects.filter(pk=(shirt := make_product()).pk).update(is_label_outdated=True)
    label_batches.add_outdated(batch, by=by)
    jobs = label_batches.print_batch(batch, size=roll(), by=by)

    before = label_batches.note_printed()
    finish(jobs)
    after = label_batches.note_printed()

    assert (before, after) == (0, 1)
    shirt.refresh_from_db()
    assert not shirt.is_label_outdated
    assert label_batches.note_printed() == 0


def test_a_price_that_changed_after_printing_leaves_the_label_out_of_date(batch: LabelBatch, by: Actor) -> None:
    shirt = make_product()
    label_batches.add(batch, [(shirt.pk, 1)], by=by)
    jobs = label_batches.print_batch(batch, size=roll(), by=by)
    products.change(shirt, by=by, reason="Dearer", price=Decimal("15000.00"))
    finish(jobs)

    label_batches.note_printed()

    shirt.refresh_from_db()
    assert shirt.is_label_outdated


def test_a_printed_batch_takes_no_more_and_is_not_printed_twice(batch: LabelBatch, by: Actor) -> None:
    label_batches.add(batch, [(make_product().pk, 1)], by=by)
    label_batches.print_batch(batch, size=roll(), by=by)

    with pytest.raises(BatchClosed):
        label_batches.add(batch, [(make_product().pk, 1)], by=by)
    with pytest.raises(BatchClosed):
        label_batches.print_batch(batch, size=roll(), by=by)

    assert (LabelLine.objects.count(), PrintJob.objects.count()) == (1, 1)


def test_an_empty_batch_prints_nothing(batch: LabelBatch, by: Actor) -> None:
    with pytest.raises(InvalidInput, match="There is no label to print"):
        label_batches.print_batch(batch, size=roll(), by=by)

    assert PrintJob.objects.count() == 0


def test_sheets_and_rolls_are_not_mixed_up(batch: LabelBatch, by: Actor) -> None:
    label_batches.add(batch, [(make_product().pk, 1)], by=by)
    printer = Printer.objects.get(kind=Printer.Kind.LABEL)

    with pytest.raises(UnfitSize, match="needs an A4 printer"):
        label_batches.print_batch(batch, size=LabelFormat.objects.get(columns=3), printer=printer, by=by)

    assert LabelBatch.objects.get().state == LabelBatch.State.OPEN


def test_printed_labels_come_again_as_the_products_are_today(batch: LabelBatch, by: Actor) -> None:
    shirt = make_product()
    label_batches.add(batch, [(shirt.pk, 4)], by=by)
    label_batches.print_batch(batch, size=roll(), by=by)

    again = label_batches.begin_again(LabelBatch.objects.get(), by=by)

    assert again != batch
    assert copies_of(again) == [(shirt.pk, 4)]
