"""The back office of the catalogue: who sees what, and what a press does."""

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from apps.audit.models import AuditEntry
from apps.catalog import products
from apps.catalog.models import Brand, Colour, Product, Size
from apps.core.actor import Actor
from apps.inventory import ledger
from apps.inventory.models import StockMove
from apps.stores import places
from apps.stores.models import Shop
from tests.factories.catalog import make_product, make_products
from tests.factories.purchasing import make_shop_with_places, make_stocked_product
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/product/"


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


def page_of(product: Product) -> str:
    return reverse("admin:catalog_product_change", args=[product.pk])


def filled(product: Product, **changes: object) -> dict[str, object]:
    """The form of a product as the browser sends it."""
    fields = {
        "colour": product.colour_id, "size": product.size_id, "low_stock": "", "picture": "", "cost": product.cost,
        "markup_type": product.markup_type, "markup": product.markup, "price": product.price,
        "change_reason": "Because", "barcodes-TOTAL_FORMS": 0, "barcodes-INITIAL_FORMS": 0,
    }  # fmt: skip
    return fields | changes


@pytest.mark.parametrize("model", ["product", "style", "brand", "category", "colour", "design", "size"])
def test_every_list_opens_with_the_same_number_of_queries_at_1_and_at_3_rows(md: Client, model: str) -> None:
    md.get(LIST)  # what the sidebar remembers for a while is read now
    counts = []
    for more in (1, 2):
        for _product in range(more):
            make_product(
                brand=f"B{Brand.objects.count()}", colour=f"C{Colour.objects.count()}", size=f"S{Size.objects.count()}"
            )
        with CaptureQueriesContext(connection) as queries:
            assert md.get(f"/admin/catalog/{model}/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_list_shows_what_lies_where_and_what_runs_low(md: Client, shop: Shop) -> None:
    make_stocked_product(7, shop=shop)

    page = md.get(LIST).content.decode()

    assert f"<b>7</b> {shop.name}" in page
    assert ">low</span>" in page


def test_the_list_is_searched_by_words_in_any_order_and_by_barcode(md: Client) -> None:
    product, other = make_product(style="Oxford"), make_product(style="Linen")
    code = product.barcodes.get().code

    for words in ("white oxford", "OXF zara", code):
        page = md.get(LIST, {"q": words}).content.decode()
        assert (product.name in page, other.name in page) == (True, False)


def test_archived_products_are_out_of_sight_until_they_are_asked_for(md: Client) -> None:
    product = make_product()
    products.archive(product, by=Actor.system(), reason="Gone")

    assert product.name not in md.get(LIST).content.decode()
    assert product.name in md.get(LIST, {"sale": "archived"}).content.decode()


def test_only_who_may_see_cost_sees_it(shop: Shop) -> None:
    product = make_product(cost=Decimal("4321.00"))

    seen = {
        role: "4,321.00" in signed_in(make_user(shop, role=role)).get(LIST).content.decode()
        for role in ("md", "manager", "accountant", "cashier")
    }

    assert seen == {"md": True, "manager": True, "accountant": True, "cashier": False}
    cashier = signed_in(make_cashier(shop))
    assert "4321" not in cashier.get(page_of(product)).content.decode()
    history = reverse("admin:catalog_product_history", args=[product.pk])
    version = reverse("admin:catalog_product_simple_history", args=[product.pk, product.history.get().pk])
    doors = (history, version, f"{LIST}export/")
    assert [cashier.get(address, follow=True).status_code for address in doors] == [403, 403, 403]


def test_a_stranger_is_led_to_the_sign_in_page() -> None:
    answer = Client().get(LIST)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")


def test_a_new_price_is_saved_with_its_reason_and_shown_in_the_history(md: Client) -> None:
    product = make_product()

    answer = md.post(page_of(product), filled(product, price="9500"))

    product.refresh_from_db()
    assert (answer.status_code, product.price, product.is_price_by_hand) == (302, Decimal("9500.00"), True)
    history = md.get(reverse("admin:catalog_product_history", args=[product.pk])).content.decode()
    assert "Because" in history
    assert "1000000" not in history
    assert "₦10,000.00 → <strong>₦9,500.00</strong>" in history
    assert (
        AuditEntry.objects.filter(subject="product", subject_key=str(product.pk)).values_list("act", flat=True)[0]
        == "catalog.change"
    )


def test_a_change_without_a_reason_is_refused_on_the_page(md: Client) -> None:
    product = make_product()

    answer = md.post(page_of(product), filled(product, price="9500", change_reason=""))

    product.refresh_from_db()
    assert (answer.status_code, product.price) == (200, Decimal("10000.00"))


def test_a_cost_of_nothing_is_refused_at_the_price_on_the_page(md: Client) -> None:
    product = make_product()

    answer = md.post(page_of(product), filled(product, cost="0"))

    assert (answer.status_code, "A cost of ₦0.00 makes no selling price" in answer.content.decode()) == (200, True)
    product.refresh_from_db()
    assert (product.cost, product.price) == (Decimal("5000.00"), Decimal("10000.00"))


def test_a_change_into_another_product_is_refused_on_the_page(md: Client) -> None:
    small, large = make_product(style="Oxford", size="S"), make_product(style="Oxford", size="L")

    answer = md.post(page_of(small), filled(small, size=large.size_id))

    assert "There is Zara Oxford, White, L already." in answer.content.decode()


def test_a_manager_without_the_right_cannot_archive(shop: Shop) -> None:
    product = make_product()
    address = f"{page_of(product)[:-7]}archive"
    manager = signed_in(make_manager(shop))

    answers = [
        manager.post(path, {"_form_submitted": "True", "reason": "x"}).status_code
        for path in (f"{LIST}{product.pk}/archive/",)
    ]

    product.refresh_from_db()
    assert (answers, product.is_archived, address.endswith("archive")) == ([403], False, True)


def test_archive_and_restore_are_dialogs_that_ask_why(md: Client) -> None:
    product = make_product()
    archive = reverse("admin:catalog_product_archive", args=[product.pk])

    asked = md.get(archive)
    refused = md.post(archive, {"_form_submitted": "True", "reason": ""})
    done = md.post(archive, {"_form_submitted": "True", "reason": "Out of fashion"})

    product.refresh_from_db()
    assert ("Why" in asked.content.decode(), refused.headers.get("HX-Redirect"), product.is_archived) == (
        True,
        None,
        True,
    )
    assert "HX-Redirect" in done.headers


def test_an_export_holds_what_the_list_shows_and_no_formula(md: Client) -> None:
    make_product(brand="=1+1", style="Oxford")
    make_product(style="Linen")

    answer = md.post(f"{LIST}export/?q=oxford", {"format": "xlsx", "columns": ["brand", "cost", "category", "colour"]})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [["Brand", "Category", "Colour", "Cost"], ["=1+1", "Shirts", "White", 5000]]
    assert sheet["A2"].data_type == "s"
    assert AuditEntry.objects.latest("pk").act == "reporting.export"


def test_a_renamed_brand_renames_its_products(md: Client) -> None:
    product = make_product(style="Oxford")

    md.post(
        reverse("admin:catalog_brand_change", args=[product.style.brand_id]), {"name": "Zara Home", "change_reason": ""}
    )

    product.refresh_from_db()
    assert (product.name, product.is_label_outdated) == ("Zara Home Oxford, White, M", True)


def test_labels_that_are_on_the_goods_leave_the_queue(md: Client) -> None:
    one, two = make_products(2)
    Product.objects.update(is_label_outdated=True)

    md.post(LIST, {"action": "labels_done", "_selected_action": [one.pk], "index": 0})

    assert list(Product.objects.filter(is_label_outdated=True)) == [two]


def test_the_list_shows_floor_and_warehouse_of_a_shop_together(md: Client) -> None:
    floor_and_warehouse = make_shop_with_places()
    product = make_stocked_product(7, shop=floor_and_warehouse)
    warehouse = places.warehouse_of(floor_and_warehouse)
    ledger.take(
        [ledger.Move(product.pk, places.floor_of(floor_and_warehouse), warehouse, 2, None, product.name)]
    ).write(document="IT-1", reason=StockMove.Reason.TRANSFER, by=Actor.system())

    page = md.get(LIST).content.decode()

    assert f"<b>5</b> {floor_and_warehouse.name} + <b>2</b> warehouse" in page


def test_a_style_shows_its_products_as_a_grid_of_colours_and_sizes(md: Client, shop: Shop) -> None:
    black_m = make_stocked_product(4, shop=shop, style="Oxford", colour="Black", size="M")
    black_s = make_stocked_product(0, shop=shop, style="Oxford", colour="Black", size="S")
    white_m = make_stocked_product(2, shop=shop, style="Oxford", colour="White", size="M")
    products.archive(white_m, by=Actor.system(), reason="Gone")

    answer = md.get(reverse("admin:catalog_style_change", args=[black_m.style_id]))

    grid = answer.context["grid"]
    assert [str(size) for size in grid.sizes] == ["S", "M"]
    assert [(str(row.colour), row.products, row.total) for row in grid.rows] == [
        ("Black", [black_s, black_m], 4),
        ("White", [None, white_m], 2),
    ]
    assert [product.on_hand for product in grid.rows[0].products] == [0, 4]
    assert (grid.totals, grid.total) == ([0, 6], 6)
    assert f"{white_m.name}, archived" in answer.content.decode()


def test_a_grid_counts_only_what_one_may_see(shop: Shop) -> None:
    product = make_stocked_product(4, shop=make_shop())
    user = make_user(shop, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_style"))

    answer = signed_in(user).get(reverse("admin:catalog_style_change", args=[product.style_id]))

    [row] = answer.context["grid"].rows
    assert (row.products[0].on_hand, row.places) == (0, [])


def test_a_grid_tells_of_each_colour_what_lies_in_each_place(md: Client) -> None:
    here, there = make_shop_with_places(), make_shop_with_places()
    small = make_stocked_product(4, shop=here, style="Oxford", colour="Black", size="S")
    make_stocked_product(2, shop=there, style="Oxford", colour="Black", size="M")
    floor, warehouse = places.floor_of(here), places.warehouse_of(here)
    ledger.take([ledger.Move(small.pk, floor, warehouse, 1, None, small.name)]).write(
        document="IT-1", reason=StockMove.Reason.TRANSFER, by=Actor.system()
    )

    answer = md.get(reverse("admin:catalog_style_change", args=[small.style_id]))

    [row] = answer.context["grid"].rows
    assert {place.name: (place.pieces, place.total) for place in row.places} == {
        floor.name: ([3, 0], 3),
        warehouse.name: ([1, 0], 1),
        places.floor_of(there).name: ([0, 2], 2),
    }


def test_a_list_leads_to_the_products_of_each_entry(md: Client, shop: Shop) -> None:
    product = make_stocked_product(4, shop=shop, colour="Sage")
    make_stocked_product(4, shop=shop, colour="Rust")

    page = md.get("/admin/catalog/colour/").content.decode()
    address = f"{LIST}?sale=all&colour__id__exact={product.colour_id}"

    assert f'href="{escape(address)}">1</a>' in page
    assert [row.pk for row in md.get(address).context["cl"].queryset] == [product.pk]


def test_a_new_colour_gets_a_swatch_of_its_name(md: Client) -> None:
    md.post("/admin/catalog/colour/add/", {"name": "Sage", "family": "Green"})

    assert Colour.objects.get(name="Sage").swatch not in ("", "#000000")


def test_a_product_names_its_brand_once(md: Client) -> None:
    product = make_product(brand="Lagos Line", style="Lagos Line T-Shirt")

    page = md.get(page_of(product)).content.decode()

    assert ">Lagos Line T-Shirt</a>" in page
    assert "Lagos Line Lagos Line" not in page


def test_who_may_not_read_the_history_sees_no_button_to_it(shop: Shop) -> None:
    page = page_of(make_product())
    history = page.replace("/change/", "/history/")

    seen = {
        role: history in signed_in(make_user(shop, role=role)).get(page).content.decode() for role in ("md", "cashier")
    }

    assert seen == {"md": True, "cashier": False}


def test_the_history_says_that_a_product_was_archived(md: Client) -> None:
    product = make_product()
    products.archive(product, by=Actor.system(), reason="Out of fashion")

    page = md.get(reverse("admin:catalog_product_history", args=[product.pk])).content.decode()

    assert re.search(r"<span>Archived</span> – → <strong>\d+ \w+ \d{4}, \d\d:\d\d", page)
    assert "Saved without a change" not in page
