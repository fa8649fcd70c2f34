import pytest

from apps.catalog import barcodes, products
from apps.catalog.models import Product
from apps.catalog.queries import search, with_stock
from apps.core.actor import Actor
from apps.purchasing.intake import IntakeLine, take_in
from apps.stores.models import Shop
from tests.factories.catalog import make_product
from tests.factories.purchasing import make_stocked_product
from tests.factories.stores import make_shop

pytestmark = pytest.mark.django_db


def test_search_finds_by_words_in_any_order() -> None:
    oxford = make_product(style="Oxford", brand="Zara")
    make_product(style="Oxford", brand="Gucci")

    assert list(search("white OXF zara")) == [oxford]


def test_search_finds_by_part_of_a_barcode() -> None:
    product = make_product(barcode="4006381333931")
    make_product()

    assert list(search("3813339")) == [product]


def test_stock_counts_what_lies_in_the_shops_in_reach_only() -> None:
    here, there = make_shop(), make_shop()
    product = make_stocked_product(3, shop=here)
    take_in([IntakeLine(product=product, quantity=5)], shop=there, by=Actor.system())

    found = with_stock(Product.objects.all(), Shop.objects.filter(pk=here.pk)).get()

    assert (found.on_hand, [level.quantity for level in found.levels.all()]) == (3, [3])


def test_search_finds_by_part_of_a_code_with_letters() -> None:
    product = make_product()
    barcodes.add(product, "STYLE-77/B", by=Actor.system())
    make_product()

    assert list(search("style-77")) == [product]


def test_search_leaves_out_the_archived() -> None:
    product = make_product()
    products.archive(product, by=Actor.system(), reason="Gone")

    assert list(search(product.name)) == []
