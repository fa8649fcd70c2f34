"""The changes of all products: who, when, what from what to what, and why."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.audit.models import AuditEntry
from apps.catalog import barcodes, past, prices, products, styles
from apps.catalog.models import Product
from apps.catalog.past import Asked
from apps.core import clock
from apps.core.actor import Actor
from apps.stores.models import Shop
from apps.users.models import User
from tests.factories.catalog import make_category, make_product, make_products
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.house.test_sql_server import COMPARED_AND_NAMED
from tests.sqlserver import on_paper

pytestmark = pytest.mark.django_db
PAGE = "/admin/catalog/product/changes/"
EAN = "4006381333931"


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def ada(shop: Shop) -> User:
    return make_md(shop)


@pytest.fixture
def by(ada: User) -> Actor:
    return Actor(user_id=ada.pk, name="Ada Obi")


def told(asked: Asked, **options: Any) -> list[tuple[str, list[tuple[str, str, str]], str]]:
    keys = [(kind, key) for _at, key, kind in past.found(asked)]
    return [
        (event.name, [(line.name, line.before, line.after) for line in event.told] or event.words, event.reason)
        for event in past.events(keys, **options)
    ]


def test_each_change_is_told_with_before_and_after_and_why(by: Actor) -> None:
    shirt = make_product(style="Oxford")
    products.change(shirt, by=by, reason="Dearer", price=Decimal("12000"))
    products.change(shirt, by=by, reason="Fewer will do", low_stock=4)
    products.archive(shirt, by=by, reason="Gone")

    [archived, threshold, price] = told(Asked())

    assert price == (
        shirt.name,
        [("Price set by hand", "no", "yes"), ("Selling price", "₦10,000.00", "₦12,000.00")],
        "Dearer",
    )
    assert threshold == (shirt.name, [("Low stock", "", "4")], "Fewer will do")
    assert (archived[1][0][:2], archived[2]) == (("Archived", ""), "Gone")


def test_styles_and_codes_belong_to_the_story(by: Actor) -> None:
    shirt = make_product(style="Oxford")
    styles.change(shirt.style, by=by, reason="Wrong shelf", category=make_category("Jeans"))
    barcodes.add(shirt, EAN, by=by, reason="From the supplier")

    assert told(Asked()) == [
        (shirt.name, f"Barcode {EAN} added", "From the supplier"),
        ("Oxford", [("Category", "Shirts", "Jeans")], "Wrong shelf"),
    ]


@pytest.mark.parametrize(
    ("what", "reasons"),
    [
        ("", ["code", "style", "gone", "size", "price"]),
        ("price", ["price"]),
        ("size", ["size"]),
        ("archived_at", ["gone"]),
        ("low_stock", []),
        ("category", ["style"]),
        ("codes", ["code"]),
        ("added", [""]),
    ],
)
def test_the_field_that_changed_is_asked_for(by: Actor, what: str, reasons: list[str]) -> None:
    shirt = make_product()
    products.change(shirt, by=by, reason="price", price=Decimal("12000"))
    products.change(shirt, by=by, reason="size", size=None)
    products.archive(shirt, by=by, reason="gone")
    styles.change(shirt.style, by=by, reason="style", category=make_category("Jeans"))
    barcodes.add(shirt, EAN, by=by, reason="code")

    assert [reason for _name, _told, reason in told(Asked(what=what))] == reasons


def test_days_people_words_brand_and_category_narrow_the_changes(by: Actor, ada: User) -> None:
    with clock.at(datetime(2026, 3, 9, 23, 30, tzinfo=UTC)):  # half past midnight on the 10th in Lagos
        shirt = make_product(brand="Zara", style="Oxford", category="Shirts")
        products.change(shirt, by=by, reason="first", low_stock=1)
    with clock.at(datetime(2026, 3, 12, 12, tzinfo=UTC)):
        cap = make_product(brand="Gucci", style="Cap", category="Caps")
        products.change(cap, by=Actor.system(), reason="second", low_stock=1)

    asked = {
        "from": Asked(first=datetime(2026, 3, 11, tzinfo=UTC).date()),
        "to": Asked(last=datetime(2026, 3, 10, tzinfo=UTC).date()),
        "before": Asked(last=datetime(2026, 3, 9, tzinfo=UTC).date()),
        "who": Asked(person_id=ada.pk),
        "words": Asked(words="oxf zara"),
        "code": Asked(words=cap.barcodes.get().code),
        "brand": Asked(brand=cap.style.brand),
        "category": Asked(category=shirt.style.category),
    }

    assert {name: [row[2] for row in told(each)] for name, each in asked.items()} == {
        "from": ["second"], "to": ["first"], "before": [], "who": ["first"], "words": ["first"], "code": ["second"],
        "brand": ["second"], "category": ["first"],
    }  # fmt: skip


def test_changes_of_many_are_read_by_as_many_queries_as_those_of_one(by: Actor, django_assert_num_queries: Any) -> None:
    for number in (1, 6):
        goods = make_products(number)
        prices.reprice_many({row.pk: prices.NewFigures(price=Decimal(7000 + number)) for row in goods}, by=by,
                            reason="New season")  # fmt: skip
        keys = [(kind, key) for _at, key, kind in past.found(Asked())[:number]]

        with django_assert_num_queries(3):
            events = past.events(keys)

        assert [event.reason for event in events] == ["New season"] * number


def test_what_things_cost_is_told_to_who_sees_cost_only(by: Actor, shop: Shop) -> None:
    shirt = make_product(cost=Decimal("4321"))
    products.change(shirt, by=by, reason="Dearer", cost=Decimal("5432"))
    user = make_user(shop)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_product", "read_changes")))

    seen = [signed_in(each).get(PAGE).content.decode() for each in (make_manager(shop), user)]

    assert ["₦5,432.00" in page for page in seen] == [True, False]
    assert ["Selling price" in page for page in seen] == [True, True]
    assert ['value="cost"' in page for page in seen] == [True, False]
    assert "Dearer" not in signed_in(user).get(PAGE, {"what": "cost"}).content.decode()


def test_the_page_links_to_each_product_archived_ones_too(by: Actor, ada: User) -> None:
    shirt = make_product()
    products.archive(shirt, by=by, reason="Out of fashion")

    page = signed_in(ada).get(PAGE, {"words": shirt.name}).content.decode()

    assert f'href="/admin/catalog/product/{shirt.pk}/change/"' in page
    assert ("Out of fashion" in page, "Ada Obi" in page) == (True, True)


@pytest.mark.parametrize(
    "wrong", [{"first": "31"}, {"first": "2026-03-10", "last": "2026-03-09"}, {"person": "x"}, {"what": "nothing"}]
)
def test_a_wrong_filter_shows_its_sentence_and_no_changes(by: Actor, ada: User, wrong: dict[str, str]) -> None:
    products.change(make_product(), by=by, reason="Fewer will do", low_stock=4)

    page = signed_in(ada).get(PAGE, wrong)

    assert page.status_code == 200
    assert "Fewer will do" not in page.content.decode()
    assert page.context["form"].errors


def test_who_may_not_read_the_changes_is_refused(shop: Shop) -> None:
    answers = [client.get(PAGE).status_code for client in (signed_in(make_cashier(shop)), Client())]

    assert answers == [403, 302]
    assert readings() == []


def test_who_read_the_changes_and_which_is_on_record(by: Actor, ada: User) -> None:
    brand = make_product(brand="Zara").style.brand
    browser = signed_in(ada)

    browser.get(PAGE)
    browser.get(PAGE, {"first": "2026-03-10", "brand": brand.pk, "what": "price"})
    browser.get(PAGE, {"first": "31"})

    assert readings() == [
        ("Ada Obi", {"page": 1}),
        ("Ada Obi", {"page": 1, "filters": "From: 2026-03-10 · What: selling price · Brand: Zara"}),
    ]


def readings() -> list[tuple[str, Any]]:
    rows = AuditEntry.objects.filter(act="catalog.read_changes").order_by("pk")
    return [(row.user_name, json.loads(row.facts)) for row in rows]


def test_a_change_of_a_product_that_is_gone_is_still_told(by: Actor) -> None:
    shirt = make_product()
    products.change(shirt, by=by, reason="Fewer will do", low_stock=4)
    Product.objects.filter(pk=shirt.pk).delete()

    assert told(Asked(what="low_stock")) == [(shirt.name, [("Low stock", "", "4")], "Fewer will do")]
    assert told(Asked(what="codes"))[0][0] == "a product that is gone"


@pytest.mark.parametrize("what", ["", "price", "colour", "archived_at", "category", "codes", "added"])
def test_the_changes_can_be_asked_for_on_sql_server_too(what: str) -> None:
    shirt = make_product()
    asked = Asked(what=what, words="white 2000", brand=shirt.style.brand, first=clock.today(), last=clock.today())

    with on_paper() as written:
        list(past.found(asked)[:50])

    assert [sql for sql in written if COMPARED_AND_NAMED.search(sql)] == []
    assert "ORDER BY" in written[-1]
