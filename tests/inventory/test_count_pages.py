"""The pages of counts: who scans, finishes and approves, what stays hidden meanwhile, and what the papers say."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from apps.inventory import count_papers, counting
from apps.inventory.models import StockCount
from apps.stores import company, places
from apps.users.actors import actor_for
from tests.factories.catalog import make_product
from tests.factories.counts import SYSTEM, counted, make_count
from tests.factories.inventory import level_of, make_goods, stock
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.printing.test_pdf import pages

pytestmark = pytest.mark.django_db
State = StockCount.State
LIST = "/admin/inventory/stockcount/"
PRESSED = {"_form_submitted": "True"}
FORM = {"most": "20", "key": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}


@pytest.fixture
def shop(noon: object):
    make_company()
    company.forget()
    return make_shop(name="Wuse II")


@pytest.fixture
def floor(shop):
    return places.floor_of(shop)


@pytest.fixture
def shirt(floor):
    """Ten."""
    product = make_product(style="Office Shirt")
    stock(product, floor, 10)
    return product


def press(browser: Client, count: StockCount, button: str, **typed: object) -> str:
    """What the desk says after one of its buttons."""
    return browser.post(f"{LIST}{count.pk}/desk/", {button: "1", **typed}, follow=True).content.decode()


def code_of(product) -> str:
    return product.barcodes.get().code


def test_a_manager_begins_a_count_from_the_list(shop, floor, shirt):
    manager = signed_in(make_manager(shop))
    form = manager.get(f"{LIST}new-count/").content.decode()
    told = {"where": f"place:{floor.pk}", "scope": "all"} | FORM

    answer = manager.post(f"{LIST}new-count/", PRESSED | told)

    count = StockCount.objects.get()
    assert "Wuse II, floor and warehouse" in form
    assert answer.headers["HX-Redirect"] == f"{LIST}{count.pk}/desk/"
    assert (count.place, count.lines.get().book) == (floor, 10)


def test_a_category_must_be_named(shop, shirt):
    told = {"where": f"shop:{shop.pk}", "scope": "category"} | FORM

    page = signed_in(make_manager(shop)).post(f"{LIST}new-count/", PRESSED | told).content.decode()

    assert "Choose the category that is counted." in page
    assert not StockCount.objects.exists()


def test_nobody_begins_a_count_elsewhere(shop, floor):
    told = {"where": f"place:{floor.pk}", "scope": "all"} | FORM

    signed_in(make_manager(make_shop())).post(f"{LIST}new-count/", PRESSED | told)

    assert not StockCount.objects.exists()


def test_a_cashier_counts_by_scan_and_sees_nothing_of_the_books(shop, shirt):
    count, cashier = make_count(shop), signed_in(make_cashier(shop))

    page = press(cashier, count, "scan", code=code_of(shirt), pieces=7)

    assert "7 × Zara Office Shirt, White, M." in page
    assert f'name="pieces-{count.lines.get().pk}" value="7"' in page
    assert "Is everything scanned?" not in page
    for address in (f"{LIST}{count.pk}/change/", LIST):
        shown = cashier.get(address).content.decode()
        assert ("By the books" in shown, "At the start" in shown, "−3" in shown) == (False, False, False)


def test_typed_pieces_correct_one_s_own(shop, shirt):
    count, cashier = make_count(shop), signed_in(make_cashier(shop))
    press(cashier, count, "scan", code=code_of(shirt), pieces=7)

    press(cashier, count, "save", **{f"pieces-{count.lines.get().pk}": "5"})

    assert [entry.pieces for entry in count.lines.get().entries.all()] == [7, -2]
    assert count.lines.get().counted == 5


def test_another_s_pieces_are_not_shown(shop, floor, shirt):
    count = make_count(shop)
    press(signed_in(make_cashier(shop)), count, "scan", code=code_of(shirt), pieces=7)

    page = signed_in(make_manager(shop)).get(f"{LIST}{count.pk}/desk/").content.decode()

    assert "Nothing yet." in page


@pytest.mark.parametrize("code", ["4006381333931", ""])
def test_what_is_no_product_is_told(shop, shirt, code):
    count = make_count(shop)

    page = press(signed_in(make_cashier(shop)), count, "scan", code=code, pieces=1)

    assert ("No product on sale has the code" in page) or ("This field is required" in page)
    assert count.lines.get().counted is None


def test_a_cashier_does_not_finish(shop, shirt):
    count, cashier = make_count(shop), signed_in(make_cashier(shop))
    press(cashier, count, "scan", code=code_of(shirt), pieces=10)

    page = press(cashier, count, "finish")

    assert "Ask somebody who may finish counts." in page
    assert StockCount.objects.get().state == State.COUNTING


def test_a_manager_finishes_and_an_md_approves(shop, floor, shirt):
    count, manager = make_count(shop), make_manager(shop)
    press(signed_in(manager), count, "scan", code=code_of(shirt), pieces=9)

    page = press(signed_in(manager), count, "finish")
    assert f"{count.number} waits for approval." in page
    assert signed_in(manager).post(f"{LIST}{count.pk}/approve/", PRESSED).status_code == 403

    md = signed_in(make_md(shop))
    assert "0 found, 1 missing" in md.get(f"{LIST}{count.pk}/change/").content.decode()
    md.post(f"{LIST}{count.pk}/approve/", PRESSED | {"note": "Seen"})
    assert (StockCount.objects.get().state, level_of(shirt, floor)[0]) == (State.COMPLETED, 9)


def test_whoever_counted_is_told_to_ask_another(shop, floor, shirt):
    md = make_md(shop)
    make_md(shop, first_name="Bisi")
    count = counted(shop, {shirt: 9}, by=actor_for(md))

    page = signed_in(md).post(f"{LIST}{count.pk}/approve/", PRESSED).content.decode()

    assert "ask somebody else to approve it, such as Bisi Obi." in page
    assert level_of(shirt, floor)[0] == 10


def test_an_md_has_it_counted_again_or_cancels_it(shop, shirt):
    count, md = counted(shop, {shirt: 9}), signed_in(make_md(shop))

    md.post(f"{LIST}{count.pk}/ask-again/", PRESSED | {"reason": "Look in the window"})
    assert StockCount.objects.get().state == State.RECOUNTING

    md.post(f"{LIST}{count.pk}/call-off/", PRESSED | {"reason": "The lights went out"})
    assert StockCount.objects.get().state == State.CANCELLED


def test_cost_is_shown_to_those_who_may_see_it(shop, shirt):
    count = counted(shop, {shirt: 9})
    page = f"{LIST}{count.pk}/change/"

    assert "Value at cost" in signed_in(make_md(shop)).get(page).content.decode()
    assert "Value at cost" not in signed_in(make_cashier(shop)).get(page).content.decode()


def test_who_is_of_another_shop_or_has_no_right_does_not_come_in(shop, shirt):
    count = make_count(shop)
    desk = f"{LIST}{count.pk}/desk/"

    assert signed_in(make_manager(make_shop())).get(desk).status_code == 404
    assert signed_in(make_user(shop, role="user")).get(desk).status_code == 403


def test_floor_and_warehouse_are_told_apart(shop, floor, shirt):
    warehouse = places.warehouse_of(shop)
    stock(shirt, warehouse, 3)
    count, cashier = make_count(shop, place=None), signed_in(make_cashier(shop))

    page = press(cashier, count, "scan", code=code_of(shirt), pieces=3, place=warehouse.pk)

    assert f'<option value="{warehouse.pk}" selected>' in page
    assert {line.place: line.counted for line in count.lines.all()} == {floor: None, warehouse: 3}


def test_the_badge_counts_what_waits_for_those_who_may_approve(shop, shirt):
    counted(shop, {shirt: 9})

    def badge(user) -> list[int]:
        groups = signed_in(user).get(LIST).context["sidebar_navigation"]
        return [link["badge"] for group in groups for link in group["items"] if link["title"] == "Counts"]

    assert (badge(make_md(shop)), badge(make_manager(shop))) == ([1], [0])


def test_the_workbook_is_blind_while_it_is_counted_and_names_who_found_what_afterwards(shop, shirt):
    count = make_count(shop)
    blind = list(load_workbook(BytesIO(count_papers.count_workbook(count, with_cost=True))).active.values)
    press(signed_in(make_cashier(shop)), count, "scan", code=code_of(shirt), pieces=9)
    press(signed_in(make_manager(shop)), count, "finish")
    count.refresh_from_db()

    told = list(load_workbook(BytesIO(count_papers.count_workbook(count, with_cost=False))).active.values)

    assert blind[0] == count_papers.HEADERS
    assert told[0][-5:] == count_papers.RESULTS
    assert told[1][-5:] == (10, 10, 9, -1, "1. Chidi Eze: 9")


def test_a_short_count_is_one_sheet_and_a_long_one_several(shop, shirt):
    count = make_count(shop)
    assert pages(count_papers.count_pdf(count)) == [(210, 297)]
    assert pages(count_papers.count_pdf(counted_again(count, shirt))) == [(210, 297)]

    for _turn in range(count_papers.LONGEST_TABLE):
        stock(make_goods(), places.warehouse_of(shop), 1)
    assert len(pages(count_papers.count_pdf(make_count(shop, place=places.warehouse_of(shop))))) > 1


def counted_again(count: StockCount, product) -> StockCount:
    counting.enter(count, product, places.floor_of(count.shop), 9, by=SYSTEM)
    return counting.finish(count, by=SYSTEM, is_rest_missing=True)
