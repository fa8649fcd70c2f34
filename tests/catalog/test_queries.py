import pytest

from apps.catalog import products
from apps.catalog.queries import search
from apps.core.actor import Actor
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db


def test_search_finds_by_words_in_any_order() -> None:
    oxford = make_product(style="Oxford", brand="Zara")
    make_product(style="Oxford", brand="Gucci")

    assert list(search("white OXF zara")) == [oxford]


def test_search_finds_by_part_of_a_barcode() -> None:
    product = make_product(barcode="4006381333931")
    make_product()

    assert list(search("3813339")) == [product]


def test_search_leaves_out_the_archived() -> None:
    product = make_product()
    products.archive(product, by=Actor.system(), reason="Gone")

    assert list(search(product.name)) == []
