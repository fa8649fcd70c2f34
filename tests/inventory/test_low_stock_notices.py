"""Every morning the addresses in the settings are told what runs low: once, by shops, and not when nothing does."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from openpyxl import load_workbook

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.actor import Actor
from apps.inventory import low_stock_notices, tasks
from apps.inventory.models import LowStockNotice
from apps.mail import sending
from apps.mail.models import OutgoingMail
from apps.stores import company, places
from apps.stores.models import Shop
from tests.factories.inventory import make_goods, stock
from tests.factories.stores import make_company, make_location, make_shop
from tests.factories.transfers import make_cities, make_transfer

BY = Actor.system()
SEVEN = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)  # o'clock in Lagos, a Saturday
ADDRESSES = "ada@example.com\nmusa@example.com"


@pytest.fixture
def switched_on(db: None) -> None:
    make_company(mails_low_stock=True, low_stock_addresses=ADDRESSES, low_stock=10, critical_stock=3)
    company.forget()


def look(moment: datetime = SEVEN) -> LowStockNotice | None:
    with clock.at(moment):
        return low_stock_notices.send_due(by=BY)


def mails() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("recipient", flat=True))


def with_one_low() -> Shop:
    shop = make_shop(name="Wuse II")
    stock(make_goods("Jeans"), places.floor_of(shop), 2)
    return shop


def test_what_runs_low_is_told_to_every_address_by_shops(switched_on: None) -> None:
    abuja, lagos = make_shop(name="Wuse II"), make_shop(make_location("LA"), name="Ikeja")
    jeans, gown, cap = make_goods("Jeans"), make_goods("Gown"), make_goods("Cap")
    for product, shop, pieces in ((gown, lagos, 9), (jeans, abuja, 2), (jeans, lagos, 1), (cap, abuja, 50)):
        stock(product, places.floor_of(shop), pieces)

    notice = look()

    assert mails() == ADDRESSES.split()
    mail = OutgoingMail.objects.first()
    assert mail.subject == "Ada Fashion: 2 products run low"
    assert mail.body.splitlines() == [
        "Ada Fashion: 2 products run low, Saturday 14 March 2026.",
        "",
        "Wuse II, Abuja (1)",
        "- Jeans: 2 left",
        "",
        "Ikeja, Lagos (2)",
        "- Jeans: 1 left",
        "- Gown: 9 left",
        "",
        "All of it is in the workbook attached.",
    ]
    assert (notice.day, notice.products, notice.recipients) == (SEVEN.date(), 2, 2)


def test_the_workbook_holds_all_of_it(switched_on: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(low_stock_notices, "MOST_LINES", 1)
    shop = make_shop(name="Wuse II")
    for name, pieces in (("Jeans", 1), ("Gown", 5)):
        stock(make_goods(name), places.floor_of(shop), pieces)

    look()

    mail = OutgoingMail.objects.first()
    assert mail.body.splitlines()[3:5] == ["- Jeans: 1 left", "  and 1 more"]
    attachment = mail.attachments.get()
    assert attachment.name == "runs-low-2026-03-14.xlsx"
    rows = load_workbook(io.BytesIO(bytes(attachment.content))).worksheets[0].iter_rows(values_only=True)
    assert list(rows) == [
        ("City", "Shop", "Product", "Left", "In transit to the city", "Warned from", "State"),
        ("Abuja", "Wuse II", "Jeans", 1, 0, 10, "critical"),
        ("Abuja", "Wuse II", "Gown", 5, 0, 10, "low"),
    ]


def test_what_is_out_but_under_way_is_told_so(switched_on: None) -> None:
    cities = make_cities(4)
    stock(cities.jeans, cities.there, 1)
    make_transfer(cities, 4, is_sent=True)

    look()

    assert OutgoingMail.objects.first().body.splitlines()[3:7] == [
        "- Jeans: out",
        "",
        "Ikeja, Lagos (1)",
        "- Jeans: 1 left, 4 in transit to Lagos",
    ]


def test_a_link_to_the_list_stands_where_the_site_has_an_address(switched_on: None, settings: Any) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    with_one_low()

    look()

    last = OutgoingMail.objects.first().body.splitlines()[-1]
    assert last == "As it is now: https://shop.example/admin/inventory/stocklevel/?state=low"


def test_a_day_is_told_once_and_the_next_one_again(switched_on: None) -> None:
    with_one_low()

    told = [look(), look(), look(SEVEN + timedelta(hours=16)), look(SEVEN + timedelta(days=1))]

    assert [bool(notice) for notice in told] == [True, False, False, True]
    assert mails() == ADDRESSES.split() * 2


def test_a_day_without_anything_is_quiet_to_its_end(switched_on: None) -> None:
    notice = look()
    with_one_low()

    later = look(SEVEN + timedelta(hours=5))

    assert (notice.products, notice.recipients, later) == (0, 0, None)
    assert mails() == []
    assert not AuditEntry.objects.filter(act="inventory.mail_low_stock").exists()


def test_nobody_is_woken_before_seven(switched_on: None) -> None:
    with_one_low()

    assert look(SEVEN - timedelta(minutes=1)) is None
    assert (mails(), LowStockNotice.objects.count()) == ([], 0)


@pytest.mark.parametrize("changes", [{"mails_low_stock": False}, {"low_stock_addresses": ""}])
def test_nothing_is_sent_unless_it_is_switched_on(switched_on: None, changes: dict[str, Any]) -> None:
    make_company(**changes)
    company.forget()
    with_one_low()

    assert look() is None
    assert (mails(), LowStockNotice.objects.count()) == ([], 0)


def test_a_closed_shop_is_not_told_of(switched_on: None) -> None:
    shop = with_one_low()
    Shop.objects.filter(pk=shop.pk).update(is_active=False)

    assert look().products == 0
    assert mails() == []


def test_it_is_on_record_who_was_told_of_how_much(switched_on: None) -> None:
    with_one_low()

    look()

    entry = AuditEntry.objects.get(act="inventory.mail_low_stock")
    assert (entry.user_name, entry.subject_key) == ("Nexus", "2026-03-14")
    assert json.loads(entry.facts) == {"products": 1, "to": ADDRESSES.split()}


def test_the_background_sends_it_as_other_mail(switched_on: None) -> None:
    with_one_low()

    with clock.at(SEVEN):
        tasks.tell_what_runs_low.call_local()
        due = sending.due()

    assert len(due) == 2
    assert set(OutgoingMail.objects.values_list("state", "shop")) == {(OutgoingMail.State.QUEUED, None)}


def test_an_unfit_address_leaves_nothing_half_written(switched_on: None) -> None:
    make_company(low_stock_addresses="ada@example.com\nnonsense")
    company.forget()
    with_one_low()

    with pytest.raises(low_stock_notices.outbox.WrongAddress):
        look()

    assert (mails(), LowStockNotice.objects.count()) == ([], 0)


def test_the_number_of_queries_does_not_grow_with_the_goods(
    switched_on: None, django_assert_max_num_queries: Any
) -> None:
    shop = with_one_low()
    for _product in range(5):
        stock(make_goods(), places.floor_of(shop), 1)

    with django_assert_max_num_queries(24):
        look()


WORKERS = 4


def told_by_workers_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of the workers sent the mail, after all of them found that it was due."""
    make_company(mails_low_stock=True, low_stock_addresses=ADDRESSES)
    with_one_low()
    is_due, together = low_stock_notices._is_due, Barrier(WORKERS)

    def found_due() -> bool:
        found = is_due()
        together.wait(30)
        return found

    def worker(_number: int) -> bool:
        try:
            return look() is not None
        finally:
            connection.close()

    monkeypatch.setattr(low_stock_notices, "_is_due", found_due)
    with ThreadPoolExecutor(WORKERS) as workers:
        return sum(workers.map(worker, range(WORKERS)))


@pytest.mark.usefixtures("real_database")
def test_workers_that_look_at_once_send_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told_by_workers_at_once(monkeypatch) == 1
    assert mails() == ADDRESSES.split()


@pytest.mark.usefixtures("real_database")
def test_without_the_row_of_the_day_each_worker_would_send_it(monkeypatch: pytest.MonkeyPatch) -> None:
    days, write = count(), LowStockNotice.objects.create

    def on_a_day_of_its_own(*, day: date, **fields: Any) -> LowStockNotice:
        return write(day=day + timedelta(days=next(days)), **fields)

    monkeypatch.setattr(LowStockNotice.objects, "create", on_a_day_of_its_own)

    assert told_by_workers_at_once(monkeypatch) == WORKERS
