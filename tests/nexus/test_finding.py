"""A scan in the back office opens what it names, as far as the role goes."""

import pytest
from django.test import Client

from apps.sales import links
from tests.factories.catalog import make_product
from tests.factories.inventory import stock
from tests.factories.purchasing import make_invoice
from tests.factories.sales import make_till, sell
from tests.factories.stores import make_shop
from tests.factories.transfers import make_cities, make_transfer
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def md() -> Client:
    return signed_in(make_md())


def led_to(client: Client, code: str) -> str:
    return client.get("/find/", {"code": code}).headers["Location"]


def test_a_products_code_opens_the_product_in_every_form(md: Client) -> None:
    shirt = make_product(barcode="036000291452")

    assert {led_to(md, code) for code in ("036000291452", "0036000291452", " 0360002 91452 ")} == {
        f"/admin/catalog/product/{shirt.pk}/change/"
    }


def test_a_receipts_number_and_its_qr_open_the_receipt_in_any_shop(md: Client) -> None:
    till = make_till()
    shirt = make_product()
    stock(shirt, till.floor, 3)
    receipt = sell(till, (shirt, 1))
    elsewhere = signed_in(make_cashier(make_shop(name="Lekki", code="lekki")))
    page = f"/admin/sales/receipt/{receipt.pk}/change/?number={receipt.number}"

    assert led_to(md, receipt.number.lower()) == page
    assert led_to(elsewhere, receipt.number) == page
    assert led_to(elsewhere, f"https://nexus.example{links.path_of(receipt)}") == page


def test_an_invoices_number_opens_it_for_who_may_see_cost() -> None:
    invoice = make_invoice(3)
    page = f"/admin/purchasing/purchaseinvoice/{invoice.pk}/change/"

    assert led_to(signed_in(make_md(invoice.shop)), invoice.number) == page
    assert led_to(signed_in(make_cashier(invoice.shop)), invoice.number) == "/admin/"


def test_a_transfers_number_opens_it_at_either_end() -> None:
    transfer = make_transfer(make_cities())
    ends = (transfer.source.shop, transfer.target.shop)
    seen = [signed_in(make_manager(shop)) for shop in ends]
    elsewhere = signed_in(make_manager(make_shop(name="Lekki", code="lekki")))

    page = f"/admin/inventory/transfer/{transfer.pk}/change/"
    assert [led_to(browser, transfer.number.lower()) for browser in (*seen, elsewhere)] == [page, page, "/admin/"]


@pytest.mark.parametrize("code", ["", "4006381333931", "https://nexus.example/r/1-0000000000000000/", "x" * 2000])
def test_what_nobody_knows_is_said_so(md: Client, code: str) -> None:
    page = md.get("/find/", {"code": code}, follow=True).content.decode()

    assert "Nothing goes by" in page


def test_a_role_without_products_finds_none() -> None:
    shirt = make_product()
    oem = signed_in(make_user(make_shop(), role="oem"))

    assert led_to(oem, shirt.barcodes.get().code) == "/admin/"


def test_a_stranger_is_led_to_sign_in() -> None:
    assert "login" in led_to(Client(), "4006381333931")
