"""Customers, suppliers, opening stock and Shopify lists from upload to rows; columns mapped by hand."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.catalog import queries
from apps.catalog.models import Product, Style
from apps.core import background
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.customers.models import Customer
from apps.inventory.models import StockMove
from apps.purchasing.imports import claims, jobs, kept, work
from apps.purchasing.imports.refusals import ColumnsUnclear
from apps.purchasing.models import ColumnMapping, ImportJob, ImportRow, Supplier
from apps.stores import places
from apps.stores.models import Shop
from tests.factories.catalog import make_category, make_product
from tests.factories.customers import make_customer
from tests.factories.inventory import level_of, stock
from tests.factories.purchasing import make_shop_with_places
from tests.purchasing import workbooks

pytestmark = pytest.mark.django_db
BY = Actor(user_id=None, name="Ada", address="10.0.0.7")
State, Kind = ImportJob.State, ImportJob.Kind


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shop() -> Shop:
    return make_shop_with_places()


def work_on(job: ImportJob) -> ImportJob:
    work.work_on(job.pk)
    job.refresh_from_db()
    return job


def read(text: str, shop: Shop, kind: str) -> ImportJob:
    return work_on(jobs.upload(text.encode(), file_name="list.csv", shop=shop, kind=kind, by=BY))


def written(job: ImportJob) -> ImportJob:
    jobs.confirm(job, leave_out_faults=True, by=BY)
    return work_on(job)


def counts(job: ImportJob) -> tuple[int, ...]:
    found = jobs.summary(job)
    return tuple(found[name] for name in ImportRow.Outcome.values)


def faults(job: ImportJob) -> list[tuple[int, str]]:
    return [(row, column) for row, column, _reason, _what in kept.faults_of(job)]


PEOPLE = """Full Name,Mobile,E-mail address,Sex,VIP
Ngozi Okafor,0803 123 4567,ngozi@example.com,F,yes
Chidi Obi,8031234568,,male,
Twice,+234 803 123 4567,,,
Ada Known,0803 999 0000,ada@new.example,,
Wrong,12,nobody,alien,perhaps
"""


def test_customers_are_added_and_changed_and_a_second_time_nothing_happens(shop: Shop) -> None:
    make_customer(name="Ada Known", phone="+2348039990000")

    job = read(PEOPLE, shop, Kind.CUSTOMERS)
    assert counts(job) == (2, 1, 0, 2)
    assert faults(job) == [(4, ""), (6, "phone"), (6, "email"), (6, "gender"), (6, "frequent")]
    written(job)

    ngozi = Customer.objects.get(phone="+2348031234567")
    assert (ngozi.name, ngozi.gender, ngozi.is_frequent) == ("Ngozi Okafor", "female", True)
    version = ngozi.history.get()
    assert version.history_change_reason == "Import of list.csv"
    assert Customer.objects.get(phone="+2348039990000").email == "ada@new.example"
    assert counts(read(PEOPLE, shop, Kind.CUSTOMERS)) == (0, 0, 3, 2)


def test_suppliers_are_known_by_their_name(shop: Shop) -> None:
    Supplier.objects.create(name="Balogun Textiles", phone="1")
    text = "name;phone;email\nbalogun textiles;2;\nKano Cloth;3;kano@example.com\n"

    written(read(text, shop, Kind.SUPPLIERS))

    assert list(Supplier.objects.values_list("name", "phone")) == [("Balogun Textiles", "2"), ("Kano Cloth", "3")]
    assert counts(read(text, shop, Kind.SUPPLIERS)) == (0, 0, 2, 0)


def test_opening_stock_is_for_products_that_never_moved_at_that_place(shop: Shop) -> None:
    fresh, moved = make_product(size="M"), make_product(size="L")
    stock(moved, places.floor_of(shop), 2)
    code, other = (queries.primary_code(product) for product in (fresh, moved))
    text = f"barcode\tqty\tplace\n{code}\t5\tSTORE\n{other}\t5\tSTORE\n{other}\t4\tWAREHOUSE\n{code}\t0\tWAREHOUSE\n"

    job = read(text, shop, Kind.STOCK)
    assert (counts(job), faults(job)) == ((2, 0, 0, 2), [(3, ""), (5, "quantity")])
    written(job)

    assert level_of(fresh, places.floor_of(shop))[0] == 5
    assert level_of(moved, places.warehouse_of(shop))[0] == 4
    assert StockMove.objects.filter(document="OPENING").count() == 2
    assert counts(read(text, shop, Kind.STOCK)) == (0, 0, 2, 2)


def test_a_shopify_list_asks_for_category_and_cost_and_makes_variants_of_one_style(shop: Shop) -> None:
    category = make_category("Tops")
    content = (workbooks.FIXTURES / "shopify-apparel.csv").read_bytes()
    job = work_on(jobs.upload(content, file_name="shopify.csv", shop=shop, by=BY))
    assert (job.state, "Shopify" in job.said) == (State.UNCLEAR, True)

    jobs.answer(job, category=category, cost_share=60, by=BY)
    written(work_on(job))

    style = Style.objects.get(name="Classic Varsity Top")
    variants = style.products.order_by("number").values_list("size__name", "price", "cost", "is_price_by_hand")
    assert list(variants) == [(size, Decimal(60), Decimal(36), True) for size in ("Small", "Medium", "Large")]
    assert (style.brand.name, Product.objects.count()) == ("partners-demo", 22)
    again = work_on(jobs.upload(content, file_name="shopify.csv", shop=shop, by=BY))
    jobs.answer(again, category=category, cost_share=60, by=BY)
    assert counts(work_on(again)) == (0, 0, 22, 0)


UNKNOWN = "Maker;Kost;Art\nZara;1,000;Shirts\n"


def test_unknown_titles_are_mapped_once_and_remembered(shop: Shop) -> None:
    make_category("Shirts")
    job = read(UNKNOWN, shop, Kind.PRODUCTS)
    assert (job.state, "no column brand, price, category" in job.said) == (State.UNCLEAR, True)

    with pytest.raises(ColumnsUnclear, match="no column category"):
        jobs.map_columns(job, {0: "brand", 1: "price"}, by=BY)
    assert ColumnMapping.objects.count() == 0

    jobs.map_columns(job, {0: "brand", 1: "price", 2: "category"}, by=BY)
    assert counts(work_on(job)) == (1, 0, 0, 0)
    assert counts(read(UNKNOWN, shop, Kind.PRODUCTS)) == (1, 0, 0, 0)


def test_a_share_of_nothing_is_refused(shop: Shop) -> None:
    job = read(UNKNOWN, shop, Kind.PRODUCTS)

    with pytest.raises(InvalidInput, match="per cent"):
        jobs.answer(job, category=make_category(), cost_share=0, by=BY)

    job.refresh_from_db()
    assert job.category is None


def test_work_that_died_is_begun_anew_and_written_once(shop: Shop) -> None:
    job = read("name\nKano Cloth\n", shop, Kind.SUPPLIERS)
    jobs.confirm(job, leave_out_faults=False, by=BY)
    ImportJob.objects.update(claim="of a process that was killed", claimed_at=job.created_at.replace(year=2000))

    work.work_on(job.pk)
    assert Supplier.objects.count() == 0  # somebody has it
    work.begin_again()
    work.begin_again()

    job.refresh_from_db()
    assert (job.state, Supplier.objects.count()) == (State.DONE, 1)


def test_work_that_is_going_on_is_left_alone(shop: Shop) -> None:
    job = jobs.upload(b"name\nKano Cloth\n", file_name="list.csv", shop=shop, kind=Kind.SUPPLIERS, by=BY)
    ImportJob.objects.update(claim="of another worker", claimed_at=job.created_at.replace(year=2000))

    with background.Work(claims.key_of(job.pk)):
        work.begin_again()

    job.refresh_from_db()
    assert (job.state, job.claim) == (State.READING, "of another worker")


def test_a_stopped_import_writes_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    job = read("name\nKano Cloth\nBalogun\n", shop, Kind.SUPPLIERS)
    jobs.confirm(job, leave_out_faults=False, by=BY)
    tell = background.Work.tell

    def stop_when_writing(self: background.Work, done: int, total: int, stage: str = "") -> None:
        if stage.startswith("Writing"):
            jobs.stop(job, by=BY)
            self._told_at = 0.0
        tell(self, done, total, stage)

    monkeypatch.setattr(background.Work, "tell", stop_when_writing)
    work_on(job)

    assert (job.state, job.said) == (State.READY, "It was stopped. Nothing was written.")
    assert Supplier.objects.count() == 0
