"""The addresses that people know by heart answer, with the filters of a bookmark, and let nobody past their role."""

import pytest
from django.test import Client

from nexus.addresses import LISTS, SIGNPOSTS
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
KNOWN = (
    *("/", "/sell/", "/customer-display/", "/products/", "/customers/", "/receipts/", "/invoices/", "/returns/"),
    *("/pre-orders/", "/reorder/", "/store-credits/", "/debt-dashboard/", "/barcodes/manager/", "/printers/"),
    *("/reports/", "/oem/", "/admin/"),
)


@pytest.mark.parametrize("address", KNOWN)
def test_an_md_finds_a_page(address: str) -> None:
    answer = signed_in(make_md(make_shop())).get(address, follow=True)

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/receipts/", "/products/", "/returns/", "/admin/"])
def test_a_stranger_is_asked_to_sign_in(address: str) -> None:
    make_md()

    answer = Client().get(address, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/admin/login/?next=")


@pytest.mark.parametrize("address", [f"/{address}" for address in LISTS])
def test_a_list_is_not_opened_beyond_the_role(address: str) -> None:
    answer = signed_in(make_user(make_shop(), role="oem")).get(address, follow=True)

    assert answer.status_code == 403


def test_a_bookmark_keeps_its_filters() -> None:
    browser = signed_in(make_md())

    assert browser.get("/receipts/?q=RCP-202611-001&p=2").headers["Location"] == (
        "/admin/sales/receipt/?q=RCP-202611-001&p=2"
    )
    assert browser.get("/barcodes/manager/?shop=3").headers["Location"] == ("/admin/catalog/labelbatch/manager/?shop=3")


@pytest.mark.parametrize("address", [f"/{address}" for address in SIGNPOSTS])
def test_a_signpost_shows_a_cashier_only_ways_that_are_open(address: str) -> None:
    cashier = make_cashier(make_shop())
    browser = signed_in(cashier)

    ways = browser.get(address).context["ways"]

    assert [browser.get(way["address"]).status_code for way in ways] == [200] * len(ways)


def test_a_known_address_is_not_posted_to() -> None:
    assert signed_in(make_md()).post("/receipts/").status_code == 405
