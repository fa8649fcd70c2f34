"""Prices typed in the list: for one product in its dialog, for several on one page."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.catalog import price_edits, prices
from apps.catalog.models import Product
from apps.catalog.price_edits import Edit
from apps.catalog.refusals import ReasonMissing
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.stores.models import Shop
from tests.factories.catalog import make_product, make_products
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_md, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/product/"
PAGE = f"{LIST}edit-prices/"
BY = Actor.system()
STOOD: dict[str, Any] = {"was_price": Decimal(10000), "was_markup": Decimal(100)}


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


def typed(*rows: tuple[Product, str, str]) -> dict[str, str]:
    """The page's form as the browser sends it: product, price, markup."""
    filled = {"products": ",".join(str(row.pk) for row, *_ in rows), "confirm": "", "reason": "New season"}
    for row, price, markup in rows:
        filled |= {f"{row.pk}-was_price": str(row.price), f"{row.pk}-was_markup": str(row.markup)}
        filled |= {f"{row.pk}-price": price, f"{row.pk}-markup": markup}
    return filled


def asked(product: Product, **fields: str) -> dict[str, str]:
    stood = {"was_price": str(product.price), "was_markup": str(product.markup)}
    return {"_form_submitted": "True", "price": "10000", "markup": "100", "reason": "Sale"} | stood | fields


def test_a_typed_price_stays_and_a_typed_markup_is_followed_in_one_act() -> None:
    one, two, same = make_products(3)

    done = price_edits.carry_out(
        {
            one.pk: Edit(**STOOD, price=Decimal(9500), markup=Decimal(100)),
            two.pk: Edit(**STOOD, price=Decimal(10000), markup=Decimal(50)),
            same.pk: Edit(**STOOD, price=Decimal(10000)),
        },
        by=BY,
        reason="New season",
    )

    found = Product.objects.order_by("pk").values_list("price", "markup", "is_price_by_hand")
    assert (done, list(found)) == (2, [(9500, 100, True), (7500, 50, False), (10000, 100, False)])
    assert [row.history.count() for row in (one, two, same)] == [2, 2, 1]
    assert '"count":2' in AuditEntry.objects.get(act="catalog.reprice_many").facts


def test_what_another_changed_meanwhile_is_told_and_none_is_written() -> None:
    one, two = make_products(2)
    prices.reprice(two, price=Decimal(8000), by=BY, reason="Sale")
    edits = {row.pk: Edit(**STOOD, price=Decimal(9500)) for row in (one, two)}

    with pytest.raises(Conflict, match=r"costs ₦8,000\.00 now"):
        price_edits.carry_out(edits, by=BY, reason="New season")
    with pytest.raises(ReasonMissing):
        price_edits.carry_out(edits, by=BY, reason=" ")

    assert list(Product.objects.order_by("pk").values_list("price", flat=True)) == [10000, 8000]


def test_a_second_press_writes_nothing() -> None:
    product = make_product()
    edits = {product.pk: Edit(**STOOD, markup=Decimal(50))}

    assert [price_edits.carry_out(edits, by=BY, reason="Sale") for _press in range(2)] == [1, 0]
    assert product.history.count() == 2


def test_a_row_of_the_list_asks_for_price_and_reason(md: Client) -> None:
    product = make_product()
    address = f"{LIST}{product.pk}/change-price/"

    refused = [md.post(address, asked(product, **fault)) for fault in ({"reason": ""}, {"price": "-1"}, {"price": "x"})]
    assert ["HX-Redirect" in answer.headers for answer in refused] == [False] * 3
    assert Product.objects.get().price == 10000
    done = md.post(address, asked(product, price="9,500"))

    assert ("HX-Redirect" in done.headers, Product.objects.get().price) == (True, 9500)
    assert f"{LIST}{product.pk}/change-price/" in md.get(LIST).content.decode()


def test_several_rows_are_written_with_one_reason(md: Client) -> None:
    one, two = make_products(2)

    answer = md.post(PAGE, typed((one, "9500", "100"), (two, "10000", "50")))

    assert answer.status_code == 302
    assert list(Product.objects.order_by("pk").values_list("price", flat=True)) == [9500, 7500]
    assert {row.history.first().history_change_reason for row in (one, two)} == {"New season"}


def test_one_wrong_box_keeps_all_from_being_written(md: Client) -> None:
    one, two = make_products(2)

    page = md.post(PAGE, typed((one, "9500", "100"), (two, "cheap", "100"))).content.decode()

    assert ("Nothing is written yet" in page, "Type an amount such as 1,234.50." in page) == (True, True)
    assert ('value="9500"' in page, 'value="cheap"' in page) == (True, True)
    assert set(Product.objects.values_list("price", flat=True)) == {Decimal(10000)}


def test_after_a_conflict_the_page_shows_what_stands_now(md: Client) -> None:
    product = make_product()
    filled = typed((product, "9500", "100"))
    prices.reprice(product, price=Decimal(8000), by=BY, reason="Sale")

    page = md.post(PAGE, filled).content.decode()

    assert ("costs ₦8,000.00 now" in page, f'name="{product.pk}-was_price" value="8000.00"' in page) == (True, True)


def test_too_many_rows_are_sent_back(md: Client) -> None:
    goods = make_products(101)

    page = md.post(LIST, {"action": "edit_prices", "_selected_action": [row.pk for row in goods], "index": 0})

    assert "Choose at most 100 products" in page.content.decode()


def test_who_may_not_reprice_is_refused(shop: Shop) -> None:
    product = make_product()
    cashier = signed_in(make_cashier(shop))
    address = f"{LIST}{product.pk}/change-price/"

    answers = [cashier.post(PAGE, typed((product, "1", "1"))), cashier.post(address, asked(product, price="1"))]
    strangers = [Client().post(PAGE), Client().post(address)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert [answer.status_code for answer in strangers] == [302, 302]
    assert Product.objects.get().price == 10000
