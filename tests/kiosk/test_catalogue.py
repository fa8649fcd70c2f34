import gzip
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.catalog import prices, products
from apps.catalog.models import Product
from apps.core import changes, clock
from apps.core.actor import Actor
from apps.core.models import Change
from apps.sales import voids
from apps.stores.models import Place, Register
from apps.users import rights
from apps.users.models import Role, User
from kiosk import delta, favourites, offer
from kiosk import snapshot as snapshots
from tests.factories import sales as counter
from tests.factories.catalog import make_product, make_products
from tests.factories.inventory import stock
from tests.factories.kiosk import browser_at, give_pin
from tests.factories.stores import make_method, make_register, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
BY = Actor.system()


def floor(register: Register) -> Place:
    return Place.objects.get(shop=register.shop, kind=Place.Kind.FLOOR)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    snapshots.forget()


@pytest.fixture
def register() -> Register:
    return make_register()


@pytest.fixture
def browser(register: Register) -> Client:
    return browser_at(register, make_cashier(register.shop))


def snapshot(browser: Client) -> dict[str, Any]:
    answer = browser.get("/sell/catalogue/")
    told: dict[str, Any] = json.loads(gzip.decompress(answer.content))
    return told


def since(browser: Client, version: int) -> dict[str, Any]:
    told: dict[str, Any] = browser.get(f"/sell/changes/?since={version}").json()
    return told


def settled() -> int:
    """The version after which everything is new; all before it is long past."""
    Change.objects.update(at=clock.now() - timedelta(hours=1))
    changes.record(changes.SETTINGS, ["taxes"])
    return delta.version()


def test_the_snapshot_holds_each_product_as_a_row(register: Register, browser: Client) -> None:
    shirt = make_product(brand="Zara", style="Zara Office Shirt", colour="White", size="L")
    stock(shirt, floor(register), 7)
    stock(shirt, floor(make_register()), 90)

    told = snapshot(browser)

    codes = list(shirt.barcodes.values_list("code", flat=True))
    assert told["products"] == [
        [
            *(shirt.pk, shirt.number, "Zara Office Shirt", "White · L", "Zara", shirt.style.category_id),
            *("White", shirt.colour.swatch if shirt.colour else "", "L", "10000.00", 7, "", False, codes),
        ]
    ]
    assert (told["shop_id"], told["version"]) == (register.shop_id, delta.version())
    assert told["categories"] == [[shirt.style.category_id, "Shirts", 0]]


def test_what_the_shop_sold_most_in_thirty_days_comes_first(browser: Client, register: Register) -> None:
    till = counter.make_till()
    old, few, many, same, gone, undone = make_products(6)
    at = browser_at(till.register, make_cashier(till.shop))
    for product in (old, few, many, same, gone, undone):
        stock(product, floor(till.register), 20)
    with clock.at(clock.now() - timedelta(days=31)):
        counter.sell(till, (old, 9))
    counter.sell(till, (few, 1), (many, 3), (gone, 5))
    counter.sell(till, (same, 1))
    voids.void(counter.sell(till, (undone, 9)), by=counter.actor_at(till.register, make_md()), reason="Wrong")
    products.archive(gone, by=BY, reason="old")

    ranked = snapshot(at)["favourites"]

    assert ranked == [many.pk, *(product.pk for product in sorted((few, same), key=lambda product: product.name))]
    assert snapshot(browser)["favourites"] == []


def test_favourites_are_ranked_anew_the_next_day(browser: Client) -> None:
    till = counter.make_till()
    product = make_product()
    stock(product, floor(till.register), 5)
    at = browser_at(till.register, make_cashier(till.shop))
    before = snapshot(at)["favourites"]
    counter.sell(till, (product, 1))

    same_day = snapshot(at)["favourites"]
    with clock.at(clock.now() + timedelta(days=1)):
        next_day = snapshot(at)["favourites"]

    assert (before, same_day, next_day) == ([], [], [product.pk])


def test_an_archived_product_is_not_on_sale(browser: Client) -> None:
    products.archive(make_product(), by=BY, reason="sold out for good")

    assert snapshot(browser)["products"] == []


def test_cost_never_leaves_for_the_till(browser: Client) -> None:
    make_product(cost=Decimal("4321.00"), price=Decimal("9999.00"))

    assert "4321" not in json.dumps(snapshot(browser)["products"])


def test_who_may_sell_here_is_listed_but_an_approvers_pin_stays_with_the_server(
    register: Register, browser: Client
) -> None:
    seller, md = give_pin(make_cashier(register.shop)), give_pin(make_md())
    make_cashier(make_shop())
    make_user(register.shop, role="user")

    listed = {one["id"]: one["pin"] for one in snapshot(browser)["cashiers"]}

    whoever_asks = browser.get("/sell/session/").json()["user"]["id"]
    assert set(listed) == {seller.pk, md.pk, whoever_asks}
    assert set(listed[seller.pk]) == {"salt", "hash", "iterations"}
    assert listed[md.pk] is None


def test_each_colleague_is_told_with_what_they_could_approve_here(register: Register, browser: Client) -> None:
    cashier, manager, md = make_cashier(register.shop), make_manager(register.shop), make_md()
    narrow = Role.objects.create(name="Drawer only", discount_limit=Decimal("7.50"))
    narrow.permissions.set(rights.permissions_named(["sales.sell", "users.approve", "sales.open_drawer"]))
    supervisor = make_user(register.shop)
    supervisor.groups.add(narrow)

    told = {one["id"]: (one["approves"], one["discount_limit"]) for one in snapshot(browser)["cashiers"]}

    everything = ["void", "open_drawer", "cash_out", "discount", "return", "reject_return", "gift", "store_credit"]
    assert told[cashier.pk] == ([], "5.00")
    assert told[manager.pk] == (everything, "20.00")
    assert told[md.pk] == ([*everything[:6], "late_return", "gift", "debt", "store_credit"], "100.00")
    assert told[supervisor.pk] == (["open_drawer", "discount"], "7.50")


def test_the_offer_takes_the_same_number_of_queries_however_many_colleagues(register: Register) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            offer.of_shop(register.shop)
        return len(seen)

    make_manager(register.shop)
    count()  # the company is remembered from now on
    few = count()
    for _ in range(5):
        make_manager(register.shop)

    assert count() == few


def test_a_role_that_changes_is_told_to_the_tills(register: Register, md_user: User) -> None:
    role = make_manager(register.shop).groups.get().role
    known = settled()
    fields = {
        "name": role.name,
        "description": "",
        "reach": "shop",
        "discount_limit": "10",
        "store_credit_limit": "0",
        "ticked": [],
        "special": [],
    }

    saved = signed_in(md_user).post(reverse("admin:users_role_change", args=[role.pk]), fields)

    assert saved.status_code == 302
    assert delta.version() > known


def test_it_is_not_sent_again_to_who_has_it(browser: Client) -> None:
    first = browser.get("/sell/catalogue/")

    again = browser.get("/sell/catalogue/", headers={"if-none-match": first["ETag"]})
    make_method("Transfer", kind="transfer")
    changed = browser.get("/sell/catalogue/", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)


def test_the_snapshot_takes_the_same_number_of_queries_however_many_products(
    browser: Client, register: Register
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get("/sell/catalogue/")
        return len(seen)

    make_products(2)
    favourites.of_shop(register.shop)  # those of the day are kept from now on
    few = count()
    make_products(40)

    assert count() == few


def test_changes_tell_a_new_price_a_new_level_and_what_is_gone(register: Register, browser: Client) -> None:
    dearer, sold, gone, same = make_products(4)
    version = settled()

    prices.reprice(dearer, price=Decimal("12345.00"), by=BY, reason="new season")
    stock(sold, floor(register), 3)
    products.archive(gone, by=BY, reason="old")

    told = since(browser, version)
    rows = {row[0]: row for row in told["products"]}
    assert rows[dearer.pk][9] == "12345.00"
    assert rows[sold.pk][10] == 3
    assert told["removed"] == [gone.pk]
    assert same.pk not in rows
    assert told["version"] > version


def test_levels_of_another_shop_are_not_told(browser: Client) -> None:
    product = make_product()
    version = settled()

    stock(product, floor(make_register()), 3)

    assert since(browser, version)["products"] == []


def test_a_change_that_committed_late_under_a_lower_key_is_not_missed(browser: Client) -> None:
    product = make_product()
    changes.record(changes.PRODUCT, [product.pk])
    late = Change.objects.latest("pk")
    known = late.pk + 1
    Change.objects.create(pk=known, kind=changes.PRODUCT, key="999999", at=clock.now())

    assert product.pk in {row[0] for row in since(browser, known)["products"]}


def test_too_many_changes_or_a_version_of_another_life_ask_for_the_snapshot(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_products(3)
    monkeypatch.setattr(delta, "MOST", 2)

    assert since(browser, 0)["reload"] is True
    assert since(browser, delta.version() + 5)["reload"] is True
    assert Product.objects.count() == 3


@pytest.mark.parametrize("version", ["", "-1", "x", "1" * 30])
def test_a_version_that_is_none_is_refused(browser: Client, version: str) -> None:
    assert browser.get(f"/sell/changes/?since={version}").status_code == 422
