"""The palette finds pages and rows, by words, number or barcode, and only what the person may open."""

import pytest
from django.test import Client

from apps.catalog import barcodes, products
from apps.core.actor import Actor
from tests.factories.catalog import make_product
from tests.factories.customers import make_customer
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db


def found(browser: Client, text: str) -> list[str]:
    return [result.title for result in browser.get("/admin/search/", {"s": text, "extended": "1"}).context["results"]]


def test_a_page_is_found_by_its_name() -> None:
    assert found(signed_in(make_md()), "payment") == ["Payment methods"]


def test_a_product_is_found_by_its_barcode_the_moment_it_is_there() -> None:
    browser = signed_in(make_md())
    assert found(browser, "2000") == []

    product = make_product()

    assert found(browser, product.barcodes.get().code) == [product.name]


def test_rows_of_a_table_are_a_handful() -> None:
    for number in range(10):
        make_customer(name=f"Ngozi {number}")

    assert len(found(signed_in(make_md()), "ngozi")) == 8


def test_a_cashier_finds_no_people_and_an_outsider_nothing() -> None:
    make_customer(name="Payment Bola")
    cashier, outsider = make_cashier(make_shop()), make_user(role="oem")

    assert found(signed_in(cashier), "payment") == ["Payment Bola"]
    assert found(signed_in(outsider), "payment") == []


def test_the_sidebars_own_search_finds_pages() -> None:
    page = signed_in(make_md()).get("/admin/search/", {"s": "role"})

    assert "/admin/users/role/" in page.content.decode()
    assert signed_in(make_md()).get("/admin/search/", {"s": " "}).content.strip() == b""


def test_a_product_is_found_by_part_of_any_code_and_by_words_in_any_order() -> None:
    browser, shirt = signed_in(make_md()), make_product(style="Oxford", colour="White", size="M")
    barcodes.add(shirt, "4006381333931", by=Actor.system())
    barcodes.add(shirt, "STYLE-77/B", by=Actor.system())
    make_product(style="Linen")

    asked = (
        "4006381333931",
        "6381333",
        "style-77",
        shirt.barcodes.get(is_primary=True).code,
        "m white oxf",
        "OXF Zara",
    )

    assert {text: found(browser, text) for text in asked} == {text: [shirt.name] for text in asked}


def test_a_found_product_says_what_tells_it_from_the_others() -> None:
    browser, shirt = signed_in(make_md()), make_product()
    code = shirt.barcodes.get().code

    [on_sale] = browser.get("/admin/search/", {"s": shirt.name, "extended": "1"}).context["results"]
    products.archive(shirt, by=Actor.system(), reason="Gone")
    [archived] = browser.get("/admin/search/", {"s": shirt.name, "extended": "1"}).context["results"]

    assert (on_sale.description, archived.description) == (f"{code} · ₦10,000.00 · 0 pieces", "archived")
