"""The pages of write-offs: who fills, who approves, and what the desk says."""

from decimal import Decimal

import pytest
from django.test import Client

from apps.inventory import write_offs
from apps.inventory.models import WriteOff
from apps.stores import company, places
from apps.users.actors import actor_for
from tests.factories.catalog import make_product
from tests.factories.counts import SYSTEM, make_write_off
from tests.factories.inventory import level_of, stock
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, signed_in

pytestmark = pytest.mark.django_db
State = WriteOff.State
LIST = "/admin/inventory/writeoff/"
PRESSED = {"_form_submitted": "True"}
KEY = "6f9619ff-8b86-d011-b42d-00c04fc964ff"


@pytest.fixture
def shop(noon: object):
    make_company(write_off_limit=Decimal("20000.00"))
    company.forget()
    return make_shop(name="Wuse II")


@pytest.fixture
def floor(shop):
    return places.floor_of(shop)


@pytest.fixture
def shirt(floor):
    """Ten, worth ₦5,000.00 each."""
    product = make_product(style="Office Shirt")
    stock(product, floor, 10, Decimal("50000.00"))
    return product


def press(browser: Client, write_off: WriteOff, button: str, **typed: object) -> str:
    return browser.post(f"{LIST}{write_off.pk}/desk/", {button: "1", **typed}, follow=True).content.decode()


def test_a_manager_scans_what_is_lost_and_books_it(shop, floor, shirt):
    manager = signed_in(make_manager(shop))
    told = PRESSED | {"place": floor.pk, "reason": "stolen", "note": "By the door", "key": KEY}

    answer = manager.post(f"{LIST}new-write-off/", told)
    write_off = WriteOff.objects.get()
    scanned = press(manager, write_off, "scan", code=shirt.barcodes.get().code, pieces=1)
    booked = press(manager, write_off, "submit", **{f"pieces-{shirt.pk}": "2"})

    assert answer.headers["HX-Redirect"] == f"{LIST}{write_off.pk}/desk/"
    assert "Zara Office Shirt, White, M is on the write-off." in scanned
    assert f"{write_off.number} is booked: the goods are written off." in booked
    assert (WriteOff.objects.get().state, level_of(shirt, floor)) == (State.BOOKED, (8, Decimal("40000.00")))


def test_above_the_limit_an_md_is_asked(shop, floor, shirt):
    manager, md = signed_in(make_manager(shop)), signed_in(make_md(shop))
    write_off = make_write_off(floor, {shirt: 5})

    page = press(manager, write_off, "submit")
    assert f"{write_off.number} is worth more than the limit: it waits for approval." in page
    assert manager.post(f"{LIST}{write_off.pk}/approve/", PRESSED).status_code == 403

    md.post(f"{LIST}{write_off.pk}/approve/", PRESSED | {"note": "Seen"})
    assert (WriteOff.objects.get().state, level_of(shirt, floor)[0]) == (State.BOOKED, 5)


def test_an_md_rejects_it(shop, floor, shirt):
    write_off = write_offs.submit(make_write_off(floor, {shirt: 5}), by=SYSTEM)

    signed_in(make_md(shop)).post(f"{LIST}{write_off.pk}/reject/", PRESSED | {"reason": "They can be mended"})

    assert (WriteOff.objects.get().state, level_of(shirt, floor)[0]) == (State.REJECTED, 10)


def test_whoever_filled_it_may_call_it_off(shop, floor, shirt):
    write_off = make_write_off(floor, {shirt: 1})

    signed_in(make_manager(shop)).post(f"{LIST}{write_off.pk}/call-off/", PRESSED | {"reason": "They were found"})

    assert WriteOff.objects.get().state == State.CANCELLED


def test_whoever_asked_is_told_to_ask_another(shop, floor, shirt):
    md = make_md(shop)
    make_md(shop, first_name="Bisi")
    write_off = write_offs.submit(make_write_off(floor, {shirt: 5}, by=actor_for(md)), by=actor_for(md))

    page = signed_in(md).post(f"{LIST}{write_off.pk}/approve/", PRESSED).content.decode()

    assert "ask somebody else to approve it, such as Bisi Obi." in page
    assert level_of(shirt, floor)[0] == 10


def test_pasted_columns_join_it(floor, shop, shirt):
    write_off = make_write_off(floor)

    page = press(signed_in(make_manager(shop)), write_off, "paste", rows=f"{shirt.barcodes.get().code}\t2")

    assert "1 product was added." in page
    assert write_off.lines.get().quantity == 2


@pytest.mark.parametrize("typed", ["-1", "two", "9999999"])
def test_what_is_no_number_of_pieces_is_told_and_nothing_is_booked(shop, floor, shirt, typed):
    write_off = make_write_off(floor, {shirt: 1})

    page = press(signed_in(make_manager(shop)), write_off, "submit", **{f"pieces-{shirt.pk}": typed})

    assert "is no number of pieces" in page
    assert (WriteOff.objects.get().state, level_of(shirt, floor)[0]) == (State.PENDING, 10)


def test_a_cashier_and_a_stranger_do_not_come_in(shop, floor, shirt):
    desk = f"{LIST}{make_write_off(floor, {shirt: 1}).pk}/desk/"

    assert signed_in(make_cashier(shop)).get(desk).status_code == 403
    assert signed_in(make_manager(make_shop())).get(desk).status_code == 404
