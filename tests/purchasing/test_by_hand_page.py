"""The page on which an invoice is typed: every button gives back what stood there, one of them writes."""

from typing import Any

import pytest
from django.test import Client

from apps.catalog.models import Product
from apps.purchasing.models import PurchaseInvoice
from apps.stores import places
from apps.stores.models import Shop
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of
from tests.factories.purchasing import make_invoice, make_supplier
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/admin/purchasing/purchaseinvoice/by-hand/"


@pytest.fixture
def shop() -> Shop:
    return make_shop(name="Wuse II")


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


@pytest.fixture
def shirt() -> Product:
    return make_product(style="Oxford")


def head(shop: Shop, **changes: object) -> dict[str, Any]:
    place = places.floor_of(shop).pk
    fields = {"shop": shop.pk, "goods": place, "supplier": "", "reference": "", "dated": "", "note": ""}
    return fields | {"key": "3f8a8f9e-8b1f-4a5e-9d9c-0a9b5a0a0001"} | changes


def line(place: int, product: Product | None, pieces: object, cost: str, called: str = "") -> dict[str, Any]:
    told = {"product": product.pk if product else "", "called": called, "pieces": pieces, "cost": cost}
    return {f"{name}-{place}": value for name, value in told.items()}


def lines_shown(answer: Any) -> list[tuple[str, str, str]]:
    return [(shown.name, shown.pieces, shown.cost) for shown in answer.context["lines"]]


def test_a_scan_adds_a_line_at_its_cost_and_the_next_a_piece(md, shop, shirt):
    code = shirt.barcodes.get().code

    first = md.post(PAGE, head(shop, words=code, find=""))
    second = md.post(PAGE, head(shop, words=code, find="") | line(0, shirt, 1, "5000.00"))

    assert lines_shown(first) == [(shirt.name, "1", "5000.00")]
    assert lines_shown(second) == [(shirt.name, "2", "5000.00")]


def test_words_that_mean_several_products_offer_them_and_one_is_taken(md, shop, shirt):
    other = make_product(style="Oxford Slim")

    asked = md.post(PAGE, head(shop, words="oxford", find="") | line(0, None, 1, "2,000", "Transport"))
    taken = md.post(PAGE, head(shop, words="oxford", take=other.pk) | line(0, None, 1, "2,000", "Transport"))

    assert sorted(product.pk for product in asked.context["found"]) == [shirt.pk, other.pk]
    assert lines_shown(asked) == [("Transport", "1", "2,000")]
    assert [name for name, *_rest in lines_shown(taken)] == ["Transport", other.name]


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ({"find": "", "words": "4006381333931"}, "has the code, “4006381333931”."),
        ({"call": "", "called": " "}, "Type what it is called on the paper"),
        ({"paste": "", "rows": "4006381333931 2"}, "line 1: no product on sale has the code 4006381333931"),
        ({"take": "999999"}, "not on sale any more"),
    ],
)
def test_a_button_that_finds_nothing_says_so_and_loses_nothing(md, shop, shirt, pressed, said):
    answer = md.post(PAGE, head(shop, reference="A-17", **pressed) | line(0, shirt, "7", "12.50"))

    page = answer.content.decode()
    assert (said in page, lines_shown(answer)) == (True, [(shirt.name, "7", "12.50")])
    assert ('value="A-17"' in page, pressed.get("rows", "") in page) == (True, True)
    assert not PurchaseInvoice.objects.exists()


def test_two_pasted_columns_become_lines(md, shop, shirt):
    answer = md.post(PAGE, head(shop, paste="", rows=f"{shirt.barcodes.get().code}\t12"))

    assert lines_shown(answer) == [(shirt.name, "12", "5000.00")]


def test_no_line_is_dropped_silently_when_they_are_too_many(md, shop, shirt):
    full = head(shop, call="", called="Bags")
    for place in range(1_000):
        full |= line(place, None, 1, "5", f"Thing {place}")

    answer = md.post(PAGE, full)

    assert "at most 1,000 lines: write another for the rest." in answer.content.decode()
    assert len(lines_shown(answer)) == 1_000


def test_sums_are_shown_before_it_is_written(md, shop, shirt):
    typed = head(shop, reckon="", tax_rate="7.5") | line(0, shirt, 2, "5000") | line(1, None, 1, "600", "Bags")

    page = md.post(PAGE, typed).content.decode()

    assert all(amount in page for amount in ("₦10,600.00", "₦795.00", "₦11,395.00"))


def test_the_invoice_is_written_and_its_goods_are_here(md, shop, shirt):
    typed = head(shop, write="", tax_rate="7.5", is_tax_included="on", reference="A-17")
    typed |= line(0, shirt, "2", "5,000.00") | line(1, shirt, 0, "1.00") | line(2, None, 1, "600", "Bags")

    answer = md.post(PAGE, typed)

    invoice = PurchaseInvoice.objects.get()
    assert answer["Location"] == f"/admin/purchasing/purchaseinvoice/{invoice.pk}/change/"
    assert (invoice.units, str(invoice.total), str(invoice.tax)) == (2, "10600.00", "739.53")
    assert level_of(shirt, places.floor_of(shop))[0] == 2
    page = md.get(answer["Location"]).content.decode()
    assert all(word in page for word in ("Bags", "with ₦739.53 tax in it", "A-17"))

    assert md.post(PAGE, typed)["Location"] == answer["Location"]
    assert PurchaseInvoice.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"goods": ""}, "This field is required."),
        ({"tax_rate": "750"}, "Type 100 or less."),
        ({"pieces-0": "two"}, "“two” is no number of pieces of Zara Oxford"),
        ({"cost-0": "1.005"}, "“1.005” is no cost of Zara Oxford"),
        ({"tax_rate": "7.5", "tax_amount": "9999"}, "are ₦750.00, not ₦9,999.00"),
        ({"dated": "31/12/2199"}, "lies in the future"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(md, shop, shirt, changes, said):
    answer = md.post(PAGE, head(shop, write="") | line(0, shirt, 2, "5000") | changes)

    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert (len(lines_shown(answer)), PurchaseInvoice.objects.count()) == (1, 0)


def test_a_likely_duplicate_is_shown_and_confirmed(md, shop, shirt):
    kano = make_supplier()
    first = make_invoice(1, shop=shop, supplier=kano, supplier_reference="A-17")
    typed = head(shop, write="", supplier=kano.pk, reference="A-17") | line(0, shirt, 2, "5000")

    asked = md.post(PAGE, typed).content.decode()

    assert f"Invoice {first.number} of" in asked
    assert PurchaseInvoice.objects.count() == 1
    assert md.post(PAGE, typed | {"is_another": "on"}).status_code == 302
    assert PurchaseInvoice.objects.count() == 2


def test_who_may_not_write_invoices_is_refused(shop, shirt):
    typed = head(shop, write="") | line(0, shirt, 2, "5000")
    refused = [signed_in(make(shop)) for make in (make_manager, make_cashier, make_user)]

    assert [browser.get(PAGE).status_code for browser in refused] == [403, 403, 403]
    assert [browser.post(PAGE, typed).status_code for browser in refused] == [403, 403, 403]
    assert Client().post(PAGE, typed).status_code == 302
    assert signed_in(make_user(shop, role="accountant")).get(PAGE).status_code == 200
    assert not PurchaseInvoice.objects.exists()


def test_the_page_asks_the_same_of_the_database_at_one_line_and_at_thirty(md, shop, django_assert_max_num_queries):
    goods = [make_product(style=f"Oxford {number}") for number in range(30)]
    typed = head(shop, reckon="")
    for place, product in enumerate(goods):
        typed |= line(place, product, 1, "5000")

    md.post(PAGE, typed)
    with django_assert_max_num_queries(45):
        md.post(PAGE, typed)


def test_tax_and_reference_are_told_in_a_dialog(md, shop):
    invoice = make_invoice(2, shop=shop)
    address = f"/admin/purchasing/purchaseinvoice/{invoice.pk}/correct-paper/"
    typed = {"_form_submitted": "True", "reference": "B-2", "dated": "", "tax_rate": "7.5", "tax_amount": ""}

    wrong = md.post(address, typed | {"tax_amount": "5"})
    right = md.post(address, typed)

    invoice.refresh_from_db()
    assert ("not ₦5.00" in wrong.content.decode(), "HX-Redirect" in right.headers) == (True, True)
    assert (str(invoice.tax), str(invoice.total), invoice.supplier_reference) == ("750.00", "10750.00", "B-2")
    assert 'value="7.5"' in md.get(address).content.decode()
