"""The manners that every page of the back office has."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from apps.catalog import products
from apps.catalog.models import Brand
from apps.core.actor import Actor
from apps.core.dialogs import page_left
from apps.printing.models import Printer
from tests.factories.catalog import make_product
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_md, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def md() -> Client:
    return signed_in(make_md())


def test_an_old_link_leads_to_the_list_and_says_so(md: Client) -> None:
    answer = md.get("/admin/catalog/product/99999/change/")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/catalog/product/")
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [
        "This product is not here, or not within your reach."
    ]


def test_an_old_link_leads_nobody_to_a_list_that_is_closed_to_them() -> None:
    answer = signed_in(make_cashier(make_shop())).get("/admin/purchasing/supplier/99999/change/")

    assert answer.status_code == 403


def test_what_is_in_use_stays_and_says_by_whom(md: Client) -> None:
    style = make_product(brand="Ada").style
    address = f"/admin/catalog/brand/{style.brand_id}/delete/"

    asked, pressed = md.get(address), md.post(address, {"post": "yes"})

    for answer in (asked, pressed):
        assert "“Ada” is in use and stays" in answer.content.decode()
        assert f"/admin/catalog/style/{style.pk}/change/" in answer.content.decode()
    assert Brand.objects.filter(pk=style.brand_id).exists()


def test_of_several_none_goes_while_one_is_in_use(md: Client) -> None:
    brand = make_product(brand="Ada").style.brand
    unused = Brand.objects.create(name="Unused")
    chosen = {"action": "delete_selected", "_selected_action": [brand.pk, unused.pk], "post": "yes"}

    answer = md.post("/admin/catalog/brand/", chosen)

    assert "Some of them are in use and stay" in answer.content.decode()
    assert Brand.objects.filter(pk__in=[brand.pk, unused.pk]).count() == 2


def test_what_nobody_uses_goes_after_a_question(md: Client) -> None:
    brand = Brand.objects.create(name="Unused")
    address = f"/admin/catalog/brand/{brand.pk}/delete/"

    asked = md.get(address).content.decode()
    md.post(address, {"post": "yes"})

    assert "Delete “Unused”?" in asked
    assert not Brand.objects.filter(pk=brand.pk).exists()


def test_a_history_tells_who_what_and_why_in_words(md: Client) -> None:
    product = make_product()
    by = Actor.system("test")
    products.change(product, by=by, reason="Dearer cloth", price=Decimal("16500.00"))

    page = md.get(f"/admin/catalog/product/{product.pk}/history/").content.decode()

    assert "₦16,500.00</strong>" in page
    assert "<strong>yes</strong>" in page  # the price was set by hand
    assert "Dearer cloth" in page
    assert "Object" not in page


def test_a_history_without_a_reason_shows_a_dash(md: Client) -> None:
    brand = Brand.objects.create(name="Ada")

    page = md.get(f"/admin/catalog/brand/{brand.pk}/history/").content.decode()

    assert '<td data-label="Why">–</td>' in page
    assert "None" not in page


def test_the_heading_counts_only_what_was_looked_for(md: Client) -> None:
    Brand.objects.create(name="Ada")
    Brand.objects.create(name="Bisi")

    assert " found" not in md.get("/admin/catalog/brand/").content.decode()
    assert "1 found" in md.get("/admin/catalog/brand/?q=ada").content.decode()


def test_a_dialog_that_takes_away_has_a_red_button(md: Client) -> None:
    page = f"/admin/catalog/product/{make_product().pk}"

    archive, new_barcode = (md.get(f"{page}/{act}/").content.decode() for act in ("archive", "new-barcode"))

    assert ("bg-red-600" in archive, "bg-red-600" in new_barcode) == (True, False)


@pytest.mark.parametrize(
    ("left", "back"),
    [
        ("http://testserver/admin/sales/shift/?state=open", "http://testserver/admin/sales/shift/?state=open"),
        ("http://testserver/admin/sales/shift/1/change/?a=b#", "http://testserver/admin/sales/shift/1/change/?a=b"),
        ("http://testserver/admin/stores/company/1/change/#money", "http://testserver/admin/stores/company/1/change/"),
        ("https://example.com/#x", "/admin/"),
        ("", "/admin/"),
    ],
)
def test_a_dialog_leads_back_to_a_page_that_is_loaded_anew(rf: RequestFactory, left: str, back: str) -> None:
    assert page_left(rf.post("/", headers={"HX-Current-URL": left})) == back


def test_a_dialog_names_the_row_of_which_it_speaks(md: Client) -> None:
    printer = Printer.objects.create(name="Counter", connection="file")

    asked, of_another = (md.get(f"/admin/printing/printer/{key}/disable/") for key in (printer.pk, 99999))

    assert '<p class="font-medium text-important">Counter</p>' in asked.content.decode()
    assert of_another.status_code == 403


def test_a_list_tells_its_count_with_thousands() -> None:
    listed = {"result_count": 1977, "opts": Brand._meta}

    told = render_to_string("unfold/helpers/pagination_default.html", {"cl": listed})

    assert "1,977 brands" in told
