"""A list longer than one portion is written whole, whatever happens between its portions."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.catalog import barcodes, products, styles
from apps.catalog.models import Barcode, Brand, Product
from apps.core import clock, holds
from apps.core.actor import Actor
from apps.core.holds import Held
from apps.core.models import Hold
from apps.core.refusals import Conflict
from apps.customers import people
from apps.customers.models import Customer
from apps.inventory import opening
from apps.inventory.models import StockLevel, StockMove
from apps.purchasing import integrity, invoices
from apps.purchasing.imports import claims, jobs, kinds, work, writing
from apps.purchasing.intake import IntakeLine, take_in
from apps.purchasing.models import ImportJob, PurchaseInvoice, Supplier
from apps.stores import places
from apps.stores.models import Shop
from tests.factories.catalog import make_category, make_new, make_product
from tests.factories.purchasing import make_shop_with_places
from tests.purchasing import workbooks

pytestmark = pytest.mark.django_db
BY = Actor(user_id=None, name="Ada", address="10.0.0.7")
State, Kind = ImportJob.State, ImportJob.Kind
ROWS, PORTION = 25, 10


class Broken(Exception):
    """The power went out."""


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _short_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_ROWS", "FEWEST_ROWS", "MOST_ROWS"):
        monkeypatch.setattr(writing, name, PORTION)


@pytest.fixture
def shop() -> Shop:
    make_category("Shirts")
    return make_shop_with_places()


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have an act done after the first portion, before the second."""
    write_portion = writing._write_portion

    def arrange(act: Callable[[], object]) -> None:
        def writes(job: ImportJob, rows: Any, *, is_last: bool) -> None:
            if job.written_to:
                monkeypatch.setattr(writing, "_write_portion", write_portion)
                act()
            write_portion(job, rows, is_last=is_last)

        monkeypatch.setattr(writing, "_write_portion", writes)

    return arrange


def price_list(count: int = ROWS) -> bytes:
    return workbooks.workbook(*(workbooks.row(size=f"{number}") for number in range(100, 100 + count)))


def confirmed(content: bytes, shop: Shop, **more: Any) -> ImportJob:
    """Uploaded, read and confirmed, ready to be written."""
    job = jobs.upload(content, file_name="long.xlsx", shop=shop, by=BY, **more)
    work.work_on(job.pk)
    job.refresh_from_db()
    jobs.confirm(job, leave_out_faults=False, by=BY)
    return job


def worked_on(job: ImportJob) -> ImportJob:
    work.work_on(job.pk)
    job.refresh_from_db()
    return job


def a_minute_later() -> None:
    with clock.at(clock.now() + timedelta(minutes=1)):
        work.begin_again()


def break_off() -> None:
    raise Broken


def holder() -> str:
    return "".join(Hold.objects.values_list("holder", flat=True))


def books() -> dict[str, Any]:
    invoice = PurchaseInvoice.objects.get()
    positions = list(invoice.lines.order_by("position").values_list("position", flat=True))
    return {
        "products": Product.objects.count(),
        "versions": Product.history.count(),
        "codes": Barcode.objects.count(),
        "moves": StockMove.objects.filter(document=invoice.number).count(),
        "pieces": sum(StockLevel.objects.values_list("quantity", flat=True)),
        "invoice": (invoice.number[:7], invoice.units, invoice.total),
        "in order": positions == list(range(1, len(positions) + 1)),
        "faults": integrity.findings(),
    }


def whole(rows: int = ROWS) -> dict[str, Any]:
    return {
        **dict.fromkeys(("products", "versions", "codes", "moves"), rows),
        "pieces": 3 * rows,
        "invoice": ("INV001/", 3 * rows, Decimal(15_000 * rows)),
        "in order": True,
        "faults": [],
    }


def acts(*names: str) -> list[str]:
    return list(AuditEntry.objects.filter(act__in=names).order_by("pk").values_list("act", flat=True))


def test_a_long_list_is_written_in_portions_onto_one_invoice(shop: Shop) -> None:
    job = worked_on(confirmed(price_list(), shop))

    assert (job.state, job.said, job.written_to, holder()) == (State.DONE, "", 26, "")
    assert books() == whole()
    told = acts("catalog.create", "purchasing.take_in", "purchasing.import")
    assert told == [*["catalog.create"] * 3, "purchasing.take_in", "purchasing.import"]
    entry = AuditEntry.objects.get(act="purchasing.take_in")
    assert ('"lines":25' in entry.facts, '"units":75' in entry.facts) == (True, True)


def test_the_books_are_in_order_between_two_portions(shop: Shop, between: Any) -> None:
    seen: list[Any] = []
    between(lambda: seen.append(books()))

    worked_on(confirmed(price_list(), shop))

    assert seen == [whole(PORTION)]


def test_work_that_breaks_off_between_portions_is_brought_to_its_end(shop: Shop, between: Any) -> None:
    job = confirmed(price_list(), shop)
    between(break_off)

    with pytest.raises(Broken):
        work.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.written_to, holder()) == (State.WRITING, 11, claims.key_of(job.pk))
    assert books() == whole(PORTION)

    a_minute_later()
    a_minute_later()
    job.refresh_from_db()
    assert (job.state, holder(), books()) == (State.DONE, "", whole())


def test_a_list_that_breaks_before_its_first_portion_leaves_nothing(shop: Shop, monkeypatch: Any) -> None:
    job = confirmed(price_list(), shop)
    monkeypatch.setattr("apps.purchasing.intake._write_lines", lambda *_args: break_off())
    monkeypatch.setattr(writing, "FIRST_ROWS", ROWS)
    monkeypatch.setattr(writing, "MOST_ROWS", ROWS)

    with pytest.raises(Broken):
        work.work_on(job.pk)

    job.refresh_from_db()
    assert (job.state, job.said) == (State.READY, "Nexus failed while it wrote. Try it again. Nothing was written.")
    assert (Product.objects.count(), PurchaseInvoice.objects.count(), Brand.objects.count()) == (0, 0, 0)


def test_a_list_that_is_never_brought_to_its_end_is_given_up_and_says_what_is_there(
    shop: Shop, monkeypatch: Any
) -> None:
    job = confirmed(price_list(), shop)
    write = kinds.KINDS[Kind.PRODUCTS].write

    def fails_later(rows: Any, job: ImportJob, *, by: Actor) -> None:
        write(rows, job, by=by)
        if job.written_to:
            break_off()

    monkeypatch.setattr(kinds.KINDS[Kind.PRODUCTS], "write", fails_later)
    for _minute in range(1 + claims.MOST_TRIES):  # a portion that is written makes the tries begin anew
        with pytest.raises(Broken):
            work.work_on(job.pk)
    assert (worked_on(job).state, books()) == (State.WRITING, whole(PORTION))
    a_minute_later()

    job.refresh_from_db()
    assert (job.state, holder(), acts("purchasing.give_up_import")) == (State.READY, "", ["purchasing.give_up_import"])
    assert job.said == (
        "Writing was broken off 3 times and is not tried again. The rows up to 11 are written; "
        "read the list again to see what is left, and import that."
    )
    monkeypatch.undo()
    jobs.read_again(job)
    jobs.confirm(worked_on(job), leave_out_faults=False, by=BY)
    assert (worked_on(job).state, books()) == (State.DONE, whole())


def test_pieces_of_known_products_that_came_in_before_work_broke_off_come_in_once(shop: Shop, monkeypatch: Any) -> None:
    worked_on(confirmed(price_list(), shop))
    job = confirmed(price_list(), shop, known=ImportJob.Known.RECEIVE)
    write_portion = writing._write_portion
    portions = iter((write_portion, lambda *_args, **_more: break_off()))
    monkeypatch.setattr(writing, "_write_portion", lambda *args, **more: next(portions)(*args, **more))
    with pytest.raises(Broken):
        work.work_on(job.pk)
    monkeypatch.setattr(writing, "_write_portion", write_portion)

    a_minute_later()

    job.refresh_from_db()
    assert job.invoice
    assert (job.state, job.invoice.units, job.invoice.lines.count()) == (State.DONE, 75, ROWS)
    assert set(StockLevel.objects.values_list("quantity", flat=True)) == {6}
    assert integrity.findings() == []


def test_nobody_else_makes_goods_until_a_long_list_is_whole(shop: Shop, between: Any) -> None:
    other, floor = make_product(size="XS"), places.floor_of(shop)
    make_new_goods: list[Callable[[], object]] = [
        lambda: take_in([IntakeLine(new=make_new(), quantity=1)], shop=shop, by=BY),
        lambda: products.create(make_new(), by=BY),
        lambda: products.change(other, by=BY, reason="Wrong", size=None),
        lambda: styles.change(other.style, by=BY, reason="Wrong", name="Other"),
        lambda: styles.move([other.style_id], make_category("Polos"), by=BY, reason="Wrong"),
        lambda: barcodes.add(other, "4006381333931", by=BY),
        lambda: opening.open_stock(other, floor, 1, by=BY),
    ]
    refusals: list[str] = []

    def try_them() -> None:
        for act in make_new_goods:
            with pytest.raises(Held) as refused:
                act()
            refusals.append(refused.value.sentence)

    between(try_them)

    job = worked_on(confirmed(price_list(), shop))

    says = "The list long.xlsx is being written. Please try again when it is done, in a moment."
    assert (job.state, refusals) == (State.DONE, [says] * 7)
    assert Product.objects.count() == ROWS + 1
    products.create(make_new(), by=BY)


def test_a_second_list_waits_until_the_first_is_whole(shop: Shop, between: Any) -> None:
    second = confirmed(workbooks.workbook(workbooks.row(brand="Gucci")), shop)
    waiting: list[tuple[str, str]] = []

    def begin_second() -> None:
        worked_on(second)
        waiting.append((second.state, second.said))

    between(begin_second)
    first = worked_on(confirmed(price_list(), shop))
    a_minute_later()

    second.refresh_from_db()
    says = "The list long.xlsx is being written. Please try again when it is done, in a moment."
    assert (waiting, first.state) == ([(State.WRITING, says)], State.DONE)
    assert (second.state, second.said, second.tries) == (State.DONE, "", 0)
    assert list(PurchaseInvoice.objects.order_by("pk").values_list("units", flat=True)) == [75, 3]


def test_a_list_that_is_begun_is_not_stopped_any_more(shop: Shop, between: Any) -> None:
    job = confirmed(price_list(), shop)
    refusals: list[str] = []

    def try_to_stop() -> None:
        now = ImportJob.objects.get(pk=job.pk)
        with pytest.raises(Conflict) as refused:
            jobs.stop(now, by=BY)
        refusals.append(refused.value.sentence)

    between(try_to_stop)

    assert worked_on(job).state == State.DONE
    assert refusals == ["The first rows of long.xlsx are in the shop, so it is brought to its end."]
    assert (books(), acts("purchasing.stop_import")) == (whole(), [])


def test_an_invoice_is_not_paid_before_it_is_whole(shop: Shop, between: Any) -> None:
    def try_to_pay() -> None:
        with pytest.raises(Conflict, match="not whole yet"):
            invoices.mark_paid(PurchaseInvoice.objects.get(), by=BY)

    between(try_to_pay)

    worked_on(confirmed(price_list(), shop))

    assert PurchaseInvoice.objects.get().paid_at is None
    assert invoices.mark_paid(PurchaseInvoice.objects.get(), by=BY).total == Decimal(15_000 * ROWS)


def test_a_customer_whom_a_till_added_meanwhile_gets_what_the_list_says(shop: Shop, between: Any) -> None:
    lines = "".join(f"Customer {number},080312345{number}\n" for number in range(10, 10 + ROWS))
    between(lambda: people.create(name="From the till", phone="08031234530", by=BY))

    job = worked_on(confirmed(f"name,phone\n{lines}".encode(), shop, kind=Kind.CUSTOMERS))

    assert (job.state, Customer.objects.count()) == (State.DONE, ROWS)
    assert Customer.objects.get(phone="+2348031234530").name == "Customer 30"


def test_a_supplier_who_was_added_meanwhile_is_there_once(shop: Shop, between: Any) -> None:
    lines = "".join(f"Supplier {number},{number}\n" for number in range(10, 10 + ROWS))
    between(lambda: Supplier.objects.create(name="SUPPLIER 30"))

    job = worked_on(confirmed(f"name,phone\n{lines}".encode(), shop, kind=Kind.SUPPLIERS))

    assert (job.state, Supplier.objects.count()) == (State.DONE, ROWS)
    assert Supplier.objects.get(name="SUPPLIER 30").phone == "30"


def test_opening_stock_is_written_in_portions_too(shop: Shop) -> None:
    worked_on(confirmed(workbooks.workbook(*(workbooks.row(size=f"{n}", quantity=0) for n in range(ROWS))), shop))
    codes = Barcode.objects.order_by("pk").values_list("code", flat=True)
    text = "barcode,quantity\n" + "".join(f"{code},4\n" for code in codes)

    job = worked_on(confirmed(text.encode(), shop, kind=Kind.STOCK))

    assert (job.state, holder(), StockMove.objects.filter(document="OPENING").count()) == (State.DONE, "", ROWS)
    assert acts("inventory.open_many", "purchasing.import")[-4:] == [*["inventory.open_many"] * 3, "purchasing.import"]


def test_a_file_that_ends_its_reader_is_not_read_for_ever(shop: Shop) -> None:
    job = jobs.upload(price_list(1), file_name="poison.xlsx", shop=shop, by=BY)
    for _death in range(claims.MOST_TRIES):
        assert claims.claim(job.pk)  # and then its process died
        ImportJob.objects.update(claim="")

    a_minute_later()

    job.refresh_from_db()
    assert (job.state, job.rows.count()) == (State.UNREADABLE, 0)
    assert job.said == (
        "This file ended its reader 3 times and is not tried again. "
        "Open it in Excel, save it under a new name as .xlsx or CSV, and upload that."
    )
    assert acts("purchasing.give_up_import") == ["purchasing.give_up_import"]


def test_whoever_wakes_late_finds_the_list_claimed_by_another_and_writes_nothing(shop: Shop, between: Any) -> None:
    job = confirmed(price_list(), shop)
    between(lambda: ImportJob.objects.filter(pk=job.pk).update(claim="of another worker"))

    worked_on(job)

    assert (job.state, job.claim, job.written_to) == (State.WRITING, "of another worker", 11)
    assert books() == whole(PORTION)


def test_a_portion_takes_as_many_rows_as_were_written_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    pace = writing.Pace()
    sizes = []

    for seconds in (0.1, 0.1, 0.8, 9.0, 0.0):
        pace.note(pace.rows, seconds)
        sizes.append(pace.rows)

    assert sizes == [400, 500, 125, 100, 200]
    assert holds.GOODS == kinds.KINDS[Kind.STOCK].HOLDS
