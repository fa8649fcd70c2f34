"""A product runs low by its own threshold, else its category's, else the shop's, else the company's."""

import pytest
from django.test import Client

from apps.catalog import low_stock, queries
from apps.catalog.models import Category, Product
from apps.core.actor import Actor
from apps.inventory import ledger
from apps.inventory import queries as stock
from apps.inventory.models import StockMove
from apps.stores import company, places
from apps.stores.models import Shop
from kiosk import offer
from tests.factories.purchasing import make_shop_with_places, make_stocked_product
from tests.factories.stores import make_company
from tests.factories.users import make_md, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/product/"


@pytest.fixture(autouse=True)
def _company() -> None:
    make_company(low_stock=10, critical_stock=3)
    company.forget()


@pytest.fixture
def shop() -> Shop:
    return make_shop_with_places()


def set_up(shop: Shop, pieces: int, *, own: int | None, category: int | None, shops: int | None) -> Product:
    product = make_stocked_product(pieces or 1, shop=shop)
    if not pieces:
        gone = ledger.Move(product.pk, places.floor_of(shop), places.outside("customer"), 1, None, product.name)
        ledger.post([gone], document="RCP-1", reason=StockMove.Reason.SELL, by=Actor.system())
    Product.objects.filter(pk=product.pk).update(low_stock=own)
    Category.objects.update(low_stock=category)
    Shop.objects.filter(pk=shop.pk).update(low_stock=shops)
    return product


@pytest.mark.parametrize(
    ("own", "category", "shops", "warned_from", "source"),
    [
        (2, 4, 6, 2, "own"),
        (0, 4, 6, 0, "own"),
        (None, 4, 6, 4, "category"),
        (None, None, 6, 6, "shop"),
        (None, None, None, 10, "company"),
    ],
)
def test_the_nearest_threshold_that_is_set_decides_everywhere(
    shop: Shop, own: int | None, category: int | None, shops: int | None, warned_from: int, source: str
) -> None:
    product = set_up(shop, warned_from, own=own, category=category, shops=shops)
    enough = make_stocked_product(warned_from + 1, shop=shop)
    Product.objects.filter(pk=enough.pk).update(low_stock=own)
    product, shop = queries.listed().get(pk=product.pk), Shop.objects.get(pk=shop.pk)

    [warned] = low_stock.thresholds(product, [shop])

    assert (warned.pieces, warned.source) == (warned_from, source)
    assert [(row.product_id, row.threshold) for row in stock.low_stock()] == [(product.pk, warned_from)]
    assert stock.count_low([shop]) == 1
    assert list(queries.running_low(Shop.objects.all()).values_list("product_id", flat=True)) == [product.pk]
    assert [bool(found) for found in queries.low_in([product.pk, enough.pk], Shop.objects.all()).values()] == [
        True,
        False,
    ]


@pytest.mark.parametrize(("pieces", "state"), [(6, ""), (5, "low"), (3, "low"), (2, "critical"), (0, "out")])
def test_what_is_critical_is_the_shops_own_matter_too(shop: Shop, pieces: int, state: str) -> None:
    product = set_up(shop, pieces, own=None, category=None, shops=5)
    Shop.objects.filter(pk=shop.pk).update(critical_stock=2)

    assert [row.state for row in stock.low_stock()] == ([state] if state else [])
    assert list(queries.low_in([product.pk], Shop.objects.all())[product.pk].values()) == ([state] if state else [])
    assert stock.StockLevel.objects.filter(stock.runs_low("critical")).exists() == (state in ("critical", "out"))
    assert stock.StockLevel.objects.filter(stock.runs_low("out")).exists() == (state == "out")


def test_a_shop_warns_by_its_own_threshold_while_another_does_not(shop: Shop) -> None:
    other = make_shop_with_places()
    Shop.objects.filter(pk=other.pk).update(low_stock=2)
    here, there = make_stocked_product(5, shop=shop), make_stocked_product(5, shop=other)

    assert [row.product_id for row in stock.low_stock()] == [here.pk]
    assert stock.low_stock([other]) == []
    assert queries.low_in([there.pk], Shop.objects.all()) == {there.pk: {}}


def test_the_list_tells_where_a_product_runs_low(shop: Shop) -> None:
    Shop.objects.filter(pk=shop.pk).update(low_stock=5, critical_stock=1)
    low = make_stocked_product(4, shop=shop)
    make_stocked_product(6, shop=shop)
    md = signed_in(make_md(shop))

    page = md.get(LIST)

    assert f'<span class="is-warning" title="{shop.name}: low">low</span>' in page.content.decode()
    assert page.content.decode().count(">low</span>") == 1
    assert list(md.get(LIST, {"stock": "low"}).context["cl"].queryset) == [low]


def test_a_product_tells_who_says_from_when_it_is_warned(shop: Shop) -> None:
    Shop.objects.filter(pk=shop.pk).update(low_stock=5)
    other, md = make_shop_with_places(), signed_in(make_md(shop))
    product = make_stocked_product(4, shop=shop)

    page = md.get(f"{LIST}{product.pk}/change/").content.decode()

    assert (
        f"<li><strong>5 pieces, critical from 3</strong> as the shop says <small>{shop.name}</small></li>"
        f"<li><strong>10 pieces, critical from 3</strong> as the company says <small>{other.name}</small></li>"
    ) in page


def test_the_till_is_told_what_is_few_in_its_shop(shop: Shop) -> None:
    before = offer.of_shop(shop)["few"]
    shop.critical_stock = 7

    assert (before, offer.of_shop(shop)["few"]) == (3, 7)


def save(client: Client, shop: Shop, **fields: object) -> str:
    filled = {
        "name": shop.name, "code": shop.code, "address": "", "phone": "", "is_active": "on", "change_reason": "",
        "places-TOTAL_FORMS": 0, "places-INITIAL_FORMS": 0, "registers-TOTAL_FORMS": 0, "registers-INITIAL_FORMS": 0,
    }  # fmt: skip
    address = f"/admin/stores/shop/{shop.pk}/change/"
    return client.post(address, filled | fields, follow=True).content.decode()


def test_a_shop_keeps_thresholds_of_its_own_and_refuses_nonsense(shop: Shop) -> None:
    md = signed_in(make_md(shop))

    save(md, shop, low_stock="6", critical_stock="2")
    refused = save(md, shop, low_stock="6", critical_stock="7")

    assert "What is critical is low already: at most 6." in refused
    shop.refresh_from_db()
    assert (shop.low_stock, shop.critical_stock) == (6, 2)
