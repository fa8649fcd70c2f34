"""The desk of a transfer: who packs, who receives, who settles, and what it says to what is typed wrongly."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from apps.catalog import barcodes
from apps.core.refusals import InvalidInput
from apps.inventory import arrivals, pasted, transfer_papers, transfers
from apps.inventory.models import Transfer
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of, make_goods
from tests.factories.stores import make_shop
from tests.factories.transfers import SYSTEM, Cities, make_cities, make_transfer
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.printing.test_pdf import pages

pytestmark = pytest.mark.django_db
State = Transfer.State
EAN = "4006381333931"


@pytest.fixture
def cities(noon: object) -> Cities:
    return make_cities()


def desk(transfer: Transfer) -> str:
    return f"/admin/inventory/transfer/{transfer.pk}/desk/"


def press(browser: Client, transfer: Transfer, button: str, **typed: object) -> str:
    """What the page says after one of its buttons."""
    return browser.post(desk(transfer), {button: "1", **typed}, follow=True).content.decode()


def test_a_scan_puts_a_piece_into_the_box(cities):
    transfer, shirt = make_transfer(cities), make_product(style="Office Shirt")
    manager = signed_in(make_manager(cities.abuja))

    page = press(manager, transfer, "scan", code=shirt.barcodes.get().code, pieces=1)

    assert "Zara Office Shirt, White, M is in the box." in page
    assert {line.product_id: line.asked for line in transfer.lines.all()} == {cities.jeans.pk: 4, shirt.pk: 1}


def test_an_unknown_code_is_told(cities):
    transfer = make_transfer(cities)

    page = press(signed_in(make_manager(cities.abuja)), transfer, "scan", code="4006381333931", pieces=1)

    assert "No product on sale has the code 4006381333931." in page
    assert transfer.lines.count() == 1


def test_all_that_lies_there_is_added_at_once(cities):
    transfer = make_transfer(cities)

    page = press(signed_in(make_manager(cities.abuja)), transfer, "fill", words="jeans", pieces="all")

    assert "brought up to date" in page
    assert transfer.lines.get().asked == 10


def test_what_is_typed_is_sent(cities):
    transfer = make_transfer(cities)

    page = press(signed_in(make_manager(cities.abuja)), transfer, "send", **{f"pieces-{cities.jeans.pk}": "3"})

    assert f"{transfer.number} is on its way." in page
    assert (transfer.lines.get().sent, level_of(cities.jeans, cities.road)[0]) == (3, 3)


@pytest.mark.parametrize("typed", ["-1", "two", "1.5", "9999999"])
def test_what_is_no_number_of_pieces_is_told_and_nothing_is_sent(cities, typed):
    transfer = make_transfer(cities)

    page = press(signed_in(make_manager(cities.abuja)), transfer, "send", **{f"pieces-{cities.jeans.pk}": typed})

    assert "is no number of pieces" in page
    assert (Transfer.objects.get().state, transfer.lines.get().asked) == (State.PENDING, 4)


def test_a_cashier_neither_packs_nor_sends(cities):
    transfer = make_transfer(cities)

    page = press(signed_in(make_cashier(cities.abuja)), transfer, "send")

    assert "there is nothing of this for you to do" in page
    assert Transfer.objects.get().state == State.PENDING


def test_a_cashier_of_the_destination_receives(cities):
    transfer = make_transfer(cities, is_sent=True)

    page = press(signed_in(make_cashier(cities.lagos)), transfer, "receive", **{f"pieces-{cities.jeans.pk}": "4"})

    assert "is received, complete." in page
    assert level_of(cities.jeans, cities.there)[0] == 4


def test_a_cashier_of_the_source_does_not_receive(cities):
    transfer = make_transfer(cities, is_sent=True)

    press(signed_in(make_cashier(cities.abuja)), transfer, "receive", **{f"pieces-{cities.jeans.pk}": "4"})

    assert Transfer.objects.get().state == State.IN_TRANSIT


def test_only_an_md_settles(cities):
    transfer = make_transfer(cities, is_sent=True)
    arrivals.receive(transfer, arrived={cities.jeans.pk: 3}, by=SYSTEM)
    told = {f"verdict-{cities.jeans.pk}": "found", f"pieces-{cities.jeans.pk}": "1", "reason": "Under the seat"}

    press(signed_in(make_manager(cities.lagos)), transfer, "settle", **told)
    assert Transfer.objects.get().state == State.RECEIVED

    page = press(signed_in(make_md(cities.abuja)), transfer, "settle", **told)
    assert "is completed." in page
    assert level_of(cities.jeans, cities.there)[0] == 4


def test_a_missing_piece_cannot_be_too_many(cities):
    transfer = make_transfer(cities, is_sent=True)
    arrivals.receive(transfer, arrived={cities.jeans.pk: 3}, by=SYSTEM)
    told = {f"verdict-{cities.jeans.pk}": "kept", f"pieces-{cities.jeans.pk}": "1", "reason": "Under the seat"}

    page = press(signed_in(make_md(cities.abuja)), transfer, "settle", **told)

    assert "Say what became of Jeans." in page
    assert Transfer.objects.get().state == State.RECEIVED


def test_who_is_of_neither_shop_sees_nothing_of_it(cities):
    transfer = make_transfer(cities)
    stranger = signed_in(make_manager(make_shop()))

    assert stranger.get(desk(transfer)).status_code == 404
    assert transfer.number not in stranger.get("/admin/inventory/transfer/").content.decode()


def test_without_the_right_nobody_comes_in(cities):
    transfer = make_transfer(cities)

    assert signed_in(make_user(cities.abuja, role="user")).get(desk(transfer)).status_code == 403


def test_pasted_columns_become_pieces():
    shirt = make_product(style="Office Shirt")
    code = shirt.barcodes.get().code

    assert pasted.pieces_of(f"{code}\t3\n\n{code};2\n{code}\n") == {shirt.pk: 6}


def test_pasted_faults_are_told_by_line_and_nothing_is_taken():
    code = make_product(style="Office Shirt").barcodes.get().code

    with pytest.raises(InvalidInput) as refusal:
        pasted.pieces_of(f"{code} 2\n123 1\n{code} two\n{code} 0")

    assert refusal.value.sentence == (
        "Nothing was added: line 2: no product on sale has the code 123; line 3: “two” is no number of pieces; "
        "line 4: “0” is no number of pieces."
    )


def test_the_workbook_tells_each_station(cities):
    transfer = make_transfer(cities, is_sent=True)
    arrivals.receive(transfer, arrived={cities.jeans.pk: 3}, by=SYSTEM)

    rows = list(load_workbook(BytesIO(transfer_papers.transfer_workbook(transfer))).active.values)

    assert rows[0][-4:] == ("Asked for", "Sent", "Received", "Still open")
    assert (rows[1][0], *rows[1][-4:]) == ("Jeans", 4, 4, 3, 1)


def test_a_short_transfer_is_one_page_and_a_long_one_several(cities):
    transfer = make_transfer(cities)
    assert pages(transfer_papers.transfer_pdf(transfer)) == [(210, 297)]

    transfers.put(transfer, {make_goods().pk: 1 for _turn in range(transfer_papers.LONGEST_TABLE)}, by=SYSTEM)
    assert len(pages(transfer_papers.transfer_pdf(transfer))) > 1


def test_a_scan_beyond_what_was_sent_is_told(cities):
    transfer, shirt = make_transfer(cities, is_sent=True), make_product(style="Office Shirt")
    cashier = signed_in(make_cashier(cities.lagos))
    barcodes.add(cities.jeans, EAN, by=SYSTEM)

    stray = press(cashier, transfer, "scan", code=shirt.barcodes.get().code, pieces=1)
    fitting = press(cashier, transfer, "scan", code=EAN, pieces=4)
    fifth = press(cashier, transfer, "scan", code=EAN, pieces=1)

    assert "Zara Office Shirt, White, M was not sent with this transfer: 1 counted all the same." in stray
    assert f"4 of 4: {cities.jeans.name}." in fitting
    assert f"5 of {cities.jeans.name} are counted, more than the 4 that were sent." in fifth


def test_what_arrived_is_told_afterwards(cities):
    transfer, cashier = make_transfer(cities, is_sent=True), signed_in(make_cashier(cities.lagos))

    page = press(cashier, transfer, "receive", **{f"pieces-{cities.jeans.pk}": 3})

    assert "3 of 4 pieces arrived" in page
