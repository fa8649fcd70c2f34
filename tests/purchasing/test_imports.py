"""Price lists from upload to stock."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.catalog import barcodes, lists, prices, products
from apps.catalog.models import Barcode, Brand, Product
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import NexusError
from apps.core.sheets import files
from apps.core.sheets.refusals import UnreadableFile
from apps.inventory.models import StockLevel, StockMove
from apps.purchasing.imports import columns, jobs, preview, work
from apps.purchasing.imports.lines import LAYOUT, line_of
from apps.purchasing.imports.preview import Preview
from apps.purchasing.imports.refusals import FaultsRemain, PreviewOutdated
from apps.purchasing.models import ImportJob, PurchaseInvoice
from apps.stores import places
from apps.stores.models import Shop
from tests.factories.catalog import make_category, make_product
from tests.factories.inventory import level_of, make_place
from tests.factories.purchasing import make_shop_with_places
from tests.purchasing import workbooks

pytestmark = pytest.mark.django_db
BY = Actor.system()
EAN = "4006381333931"


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shop() -> Shop:
    make_category("Shirts")
    return make_shop_with_places()


def uploaded(content: bytes, shop: Shop, **more: Any) -> ImportJob:
    """Uploaded, and read by the background."""
    job = jobs.upload(content, file_name="list.xlsx", shop=shop, by=BY, **more)
    work.work_on(job.pk)
    job.refresh_from_db()
    return job


def confirmed(job: ImportJob, *, leave_out_faults: bool = False) -> ImportJob:
    """Confirmed, and written by the background."""
    jobs.confirm(job, leave_out_faults=leave_out_faults, by=BY)
    work.work_on(job.pk)
    job.refresh_from_db()
    return job


def imported(content: bytes, shop: Shop, *, leave_out_faults: bool = False, **more: Any) -> ImportJob:
    return confirmed(uploaded(content, shop, **more), leave_out_faults=leave_out_faults)


def read(content: bytes, shop: Shop) -> Preview:
    sheet = files.read(content)
    lines = [line_of(row) for row in columns.understand(sheet, columns.header_of(sheet, LAYOUT), LAYOUT)]
    return preview.compare(lines, shop, lambda done, total: None)


def counts(job: ImportJob) -> tuple[int, ...]:
    found = jobs.summary(job)
    return tuple(found[name] for name in ("new", "changed", "unchanged", "faulty"))


def rows() -> tuple[int, ...]:
    models = (Product, Barcode, Brand, StockMove, StockLevel, PurchaseInvoice, AuditEntry)
    return tuple(model._default_manager.count() for model in models)


def test_the_messy_list_shows_exactly_its_faults() -> None:
    lists.set_up(by=BY)

    found = read(workbooks.messy(), make_shop_with_places())

    assert [(fault.row, fault.column) for fault in found.faults] == [
        (6, "price"),
        (11, "quantity"),
        (16, "brand"),
        (21, "barcode_number"),
        (26, "markup_type"),
        (31, "shop"),
        (36, "quantity"),
        (41, "category"),
        (46, "price"),
        (52, ""),
        (57, "barcode_number"),
        (64, "brand"),
        (64, "price"),
    ]
    assert (len(found.new), len(found.faulty)) == (49, 12)
    assert {fault.row: fault.reason for fault in found.faults}[21].endswith("it should end in 5.")


def test_the_clean_list_becomes_products_stock_and_one_invoice_and_a_second_time_nothing() -> None:
    lists.set_up(by=BY)
    shop = make_shop_with_places()

    job = imported(workbooks.clean(), shop)

    assert (counts(job), job.state) == ((1500, 0, 0, 0), ImportJob.State.DONE)
    assert Product.objects.count() == Product.history.count() == 1500
    invoice = PurchaseInvoice.objects.get()
    assert (job.invoice, invoice.units, invoice.source) == (invoice, 14130, "import")
    assert invoice.total == Decimal("707447000.00")
    before = rows()[:-1]

    again = imported(workbooks.clean(), shop)

    assert (counts(again), again.invoice) == ((0, 0, 1500, 0), None)
    assert rows()[:-1] == before


def test_a_new_product_lies_at_the_place_that_its_row_names(shop: Shop) -> None:
    imported(workbooks.workbook(workbooks.row(), workbooks.row(size="L", shop="warehouse", quantity="12")), shop)

    medium, large = Product.objects.order_by("number")
    assert level_of(medium, places.floor_of(shop)) == (3, Decimal("15000.00"))
    assert level_of(large, places.warehouse_of(shop)) == (12, Decimal("60000.00"))
    assert (medium.name, medium.price) == ("Zara Plain Shirts, White, M", Decimal("8000.00"))


def test_unknown_names_are_offered_as_new(shop: Shop) -> None:
    found = read(workbooks.workbook(workbooks.row(brand="ZARA"), workbooks.row(size="L")), shop)

    assert found.offered == {"brand": ["Zara"], "color": ["White"], "design": ["Plain"], "size": ["M", "L"]}


@pytest.mark.parametrize(("name", "reason"), [("Shirt", "did you mean “Shirts”?"), ("Tents", "no category “Tents”")])
def test_an_unknown_category_is_a_fault(shop: Shop, name: str, reason: str) -> None:
    found = read(workbooks.workbook(workbooks.row(category=name)), shop)

    assert [(fault.row, fault.column, reason in fault.reason) for fault in found.faults] == [(2, "category", True)]


def test_a_cost_of_nothing_is_a_fault_of_new_and_known_products(shop: Shop) -> None:
    imported(workbooks.workbook(workbooks.row()), shop)

    found = read(workbooks.workbook(workbooks.row(price=0), workbooks.row(price="₦0.00", size="L")), shop)

    assert [(fault.row, fault.column) for fault in found.faults] == [(2, "price"), (3, "price")]
    assert found.faults[0].reason == "0.00 makes no selling price: write what a piece costs"


def test_a_known_product_that_costs_nothing_is_no_fault_while_nothing_changes(shop: Shop) -> None:
    make_product(style="Plain Shirts", design="Plain", cost=ZERO, price=Decimal("2500"), markup=Decimal(60))

    found = read(workbooks.workbook(workbooks.row(price=0)), shop)

    assert (found.faults, len(found.unchanged)) == ([], 1)


def test_a_place_that_the_shop_has_not_is_a_fault() -> None:
    make_category("Shirts")
    only_floor = make_place().shop
    assert only_floor

    found = read(workbooks.workbook(workbooks.row(shop="WAREHOUSE")), only_floor)

    assert [(fault.column, fault.reason) for fault in found.faults] == [("shop", "the shop has no warehouse")]


def test_a_list_with_faults_is_not_imported_until_they_are_left_out(shop: Shop) -> None:
    job = uploaded(workbooks.workbook(workbooks.row(), workbooks.row(size="L", price="abc")), shop)
    before = rows()

    with pytest.raises(FaultsRemain, match="1 row has a fault"):
        confirmed(job)
    assert rows() == before
    assert ImportJob.objects.get().state == ImportJob.State.READY

    confirmed(job, leave_out_faults=True)
    assert Product.objects.count() == 1


def test_an_import_is_all_or_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    job = uploaded(workbooks.workbook(workbooks.row(), workbooks.row(size="L")), shop)
    before = rows()

    def fail(*_args: object, **_more: object) -> None:
        raise NexusError("The power went out.")

    monkeypatch.setattr("apps.audit.log._hang_on", fail)
    with pytest.raises(NexusError, match="power"):
        confirmed(job)

    assert rows() == before
    assert ImportJob.objects.get().state == ImportJob.State.READY


def test_a_known_product_is_matched_by_what_it_is_and_its_price_follows_the_new_cost(shop: Shop) -> None:
    imported(workbooks.workbook(workbooks.row()), shop)

    job = imported(workbooks.workbook(workbooks.row(brand=" zara ", price="₦6,000", quantity=50)), shop)

    product = Product.objects.get()
    assert (counts(job), job.invoice) == ((0, 1, 0, 0), None)
    assert (product.cost, product.price) == (Decimal("6000.00"), Decimal("9600.00"))
    assert level_of(product, places.floor_of(shop)) == (3, Decimal("15000.00"))
    assert product.history.latest().history_change_reason == "Import of list.xlsx"


def test_a_known_product_is_matched_by_its_barcode_before_anything_else(shop: Shop) -> None:
    imported(workbooks.workbook(workbooks.row(barcode_number=EAN)), shop)

    found = read(workbooks.workbook(workbooks.row(barcode_number=EAN, size="L")), shop)

    assert [(fault.row, fault.column) for fault in found.faults] == [(2, "barcode_number")]
    assert "Zara Plain Shirts, White, M" in found.faults[0].reason


def test_a_barcode_that_a_known_product_lacks_is_added(shop: Shop) -> None:
    imported(workbooks.workbook(workbooks.row()), shop)

    job = imported(workbooks.workbook(workbooks.row(barcode_number=EAN)), shop)

    assert counts(job) == (0, 1, 0, 0)
    assert Barcode.objects.get(code=EAN).product == Product.objects.get()


def test_a_code_of_our_own_range_that_we_never_gave_out_is_a_fault(shop: Shop) -> None:
    found = read(workbooks.workbook(workbooks.row(barcode_number=barcodes.ean13(77_777))), shop)

    assert [(fault.column, fault.reason[:25]) for fault in found.faults] == [
        ("barcode_number", "a code of our own range 2")
    ]


def test_a_price_set_by_hand_stays_when_the_list_says_nothing_new(shop: Shop) -> None:
    imported(workbooks.workbook(workbooks.row()), shop)
    prices.reprice(Product.objects.get(), price=Decimal("7777"), by=BY, reason="Sale")

    imported(workbooks.workbook(workbooks.row()), shop)

    assert Product.objects.get().price == Decimal("7777.00")


def test_an_archived_product_is_a_fault(shop: Shop) -> None:
    imported(workbooks.workbook(workbooks.row()), shop)
    products.archive(Product.objects.get(), by=BY, reason="Gone")

    found = read(workbooks.workbook(workbooks.row()), shop)

    assert [(fault.column, "is archived" in fault.reason) for fault in found.faults] == [("", True)]


def test_several_products_that_fit_a_row_are_a_fault_until_the_style_is_named(shop: Shop) -> None:
    titles = [*workbooks.TITLES, "style"]
    imported(workbooks.workbook([*workbooks.row(), "Oxford"], [*workbooks.row(), "Linen"], titles=titles), shop)

    unclear = read(workbooks.workbook(workbooks.row()), shop)
    clear = read(workbooks.workbook([*workbooks.row(), "OXFORD"], titles=titles), shop)

    assert [fault.reason[:29] for fault in unclear.faults] == ["several products are like this"[:29]]
    assert [match.known.style for match in clear.unchanged] == ["Oxford"]


def test_more_of_known_products_is_received_when_asked_for_but_never_twice_from_one_list(shop: Shop) -> None:
    imported(workbooks.workbook(workbooks.row()), shop)
    more = workbooks.workbook(workbooks.row(quantity=2, price=7000))

    job = imported(more, shop, known=ImportJob.Known.RECEIVE)
    assert job.invoice is not None
    assert (job.invoice.units, job.invoice.total) == (2, Decimal("14000.00"))
    assert level_of(Product.objects.get(), places.floor_of(shop)) == (5, Decimal("29000.00"))
    before = rows()

    again = imported(more, shop, known=ImportJob.Known.RECEIVE)
    assert (again.state, "imported into" in again.said) == (ImportJob.State.READY, True)
    assert rows()[:-1] == before[:-1]


def test_a_list_whose_shop_changed_meanwhile_must_be_looked_at_again(shop: Shop) -> None:
    content = workbooks.workbook(workbooks.row())
    job = uploaded(content, shop)
    imported(content, shop)
    before = rows()[:-1]

    confirmed(job)
    assert (job.state, "Read the list again" in job.said, rows()[:-1]) == (ImportJob.State.READY, True, before)

    jobs.read_again(job)
    work.work_on(job.pk)
    job.refresh_from_db()
    assert counts(confirmed(job)) == (0, 0, 1, 0)


def test_a_list_is_confirmed_once(shop: Shop) -> None:
    job = imported(workbooks.workbook(workbooks.row()), shop)
    before = rows()

    with pytest.raises(PreviewOutdated, match="already"):
        confirmed(job)

    assert rows() == before


def test_a_cancelled_list_is_not_imported(shop: Shop) -> None:
    job = uploaded(workbooks.workbook(workbooks.row()), shop)

    jobs.cancel(job, by=BY)

    with pytest.raises(PreviewOutdated):
        confirmed(job)
    assert Product.objects.count() == 0


def test_a_file_that_cannot_be_read_is_not_kept(shop: Shop, settings: Any) -> None:
    with pytest.raises(UnreadableFile):
        uploaded(b"%PDF-1.7", shop)

    assert (ImportJob.objects.count(), list(Path(settings.MEDIA_ROOT).rglob("*.*"))) == (0, [])


def test_a_preview_reads_5000_rows(shop: Shop) -> None:
    styles = [f"Style {number}" for number in range(500)]
    sizes = [str(number) for number in range(28, 48, 2)]
    lines = [[*workbooks.row(size=size), style] for style in styles for size in sizes]
    content = workbooks.workbook(*lines, titles=[*workbooks.TITLES, "style"])

    found = read(content, shop)

    assert len(found.new) == 5000
