"""The back office of buying: price lists, new goods, invoices."""

import io
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.catalog import lists, products
from apps.catalog.models import Category, Product, Style
from apps.core.actor import Actor
from apps.inventory.models import StockLevel
from apps.purchasing import documents
from apps.purchasing.imports import work
from apps.purchasing.models import ImportJob, PurchaseInvoice, Supplier
from apps.stores.models import Shop
from tests.factories.catalog import make_category
from tests.factories.purchasing import make_invoice, make_supplier
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, signed_in
from tests.purchasing import workbooks

pytestmark = pytest.mark.django_db
UPLOAD, GOODS = "/admin/purchasing/importjob/add/", "/admin/purchasing/purchaseinvoice/new-goods/"
PRESSED = {"_form_submitted": "True"}


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


def upload(client: Client, shop: Shop, content: bytes, kind: str = "products") -> Any:
    """Uploaded, and read by the background."""
    file = SimpleUploadedFile("list.xlsx", content)
    answer = client.post(UPLOAD, {"file": file, "kind": kind, "shop": shop.pk, "known": "ignore", "supplier": ""})
    work.begin_again()
    return answer


def press(client: Client, action: str, row: Any, **fields: object) -> Any:
    address = reverse(f"admin:purchasing_{row._meta.model_name}_{action}", args=[row.pk])
    return client.post(address, PRESSED | fields)


def test_a_price_list_goes_from_upload_to_invoice(md: Client, shop: Shop) -> None:
    lists.set_up(by=Actor.system())

    uploaded = upload(md, shop, workbooks.messy())
    job = ImportJob.objects.get()
    page = md.get(uploaded["Location"]).content.decode()
    assert "Barcode 2000000000018 has a wrong check digit: it should end in 5." in page
    assert Product.objects.count() == 0

    refused = press(md, "confirm_import", job)
    assert "12 rows have faults" in refused.content.decode()
    assert Product.objects.count() == 0

    done = press(md, "confirm_import", job, leave_out="on")
    work.begin_again()
    invoice = PurchaseInvoice.objects.get()
    assert ("HX-Redirect" in done.headers, Product.objects.count(), invoice.units) == (True, 49, 480)
    assert invoice.number in md.get(uploaded["Location"]).content.decode()


def test_a_file_that_cannot_be_read_says_why_on_the_page(md: Client, shop: Shop) -> None:
    answer = upload(md, shop, b"%PDF-1.7")

    assert (answer.status_code, "This is a PDF" in answer.content.decode()) == (200, True)
    assert ImportJob.objects.count() == 0


def test_who_may_not_import_is_refused_at_every_door(shop: Shop, md: Client) -> None:
    make_category("Shirts")
    upload(md, shop, workbooks.workbook(workbooks.row()))
    job = ImportJob.objects.get()
    cashier = signed_in(make_cashier(shop))

    answers = [
        cashier.get(UPLOAD).status_code,
        upload(cashier, shop, workbooks.clean()).status_code,
        press(cashier, "confirm_import", job).status_code,
        cashier.get(reverse("admin:purchasing_importjob_change", args=[job.pk])).status_code,
        cashier.get(GOODS).status_code,
    ]

    assert answers == [403, 403, 403, 403, 403]
    assert Client().get(UPLOAD).status_code == 302
    assert (Product.objects.count(), ImportJob.objects.count()) == (0, 1)


def test_a_list_can_be_read_again_or_put_aside(md: Client, shop: Shop) -> None:
    make_category("Shirts")
    upload(md, shop, workbooks.workbook(workbooks.row(category="Tents")))
    job = ImportJob.objects.get()
    Category.objects.create(name="Tents")

    press(md, "read_again", job)
    work.begin_again()
    job.refresh_from_db()
    assert '"faulty": 0' in job.summary

    press(md, "cancel_import", job)
    job.refresh_from_db()
    assert job.state == ImportJob.State.CANCELLED


def test_faults_and_template_are_workbooks(md: Client, shop: Shop) -> None:
    lists.set_up(by=Actor.system())
    upload(md, shop, workbooks.messy())
    faults = md.get(reverse("admin:purchasing_importjob_download_faults", args=[ImportJob.objects.get().pk]))
    template = md.get(reverse("admin:purchasing_importjob_download_template"))

    rows = list(openpyxl.load_workbook(io.BytesIO(faults.content)).worksheets[0].values)
    assert rows[:2] == [("Row", "Column", "Reason", "What"), (6, "price", "“abc” is not a number", rows[1][3])]
    empty = openpyxl.load_workbook(io.BytesIO(template.content))
    assert (empty.sheetnames, len(empty.worksheets[0].data_validations.dataValidation)) == (["Products", "Values"], 7)
    assert upload(md, shop, template.content).status_code == 302


def goods(shop: Shop, **changes: object) -> dict[str, object]:
    fields = {
        "style": "Oxford", "brand": "Zara", "category": make_category("Shirts").pk, "design": "", "cost": "5000",
        "markup_type": "percentage", "markup": "60", "price": "", "shop": shop.pk, "place": "warehouse",
        "supplier": "", "supplier_reference": "", "more_colours": "White, Sage", "more_sizes": "S,M,L",
    }  # fmt: skip
    return fields | changes


def test_a_grid_of_sizes_and_colours_becomes_products_and_stock_in_one_go(md: Client, shop: Shop) -> None:
    drawn = md.post(GOODS, goods(shop, grid="")).content.decode()
    assert (drawn.count('name="pieces-'), Product.objects.count()) == (6, 0)
    assert "Each is sold at ₦8,000.00." in drawn

    pieces = {"pieces-0-0": "3", "pieces-0-1": "", "pieces-1-2": "0", "pieces-1-0": "2"}
    answer = md.post(GOODS, goods(shop, take_in="", **pieces))

    invoice = PurchaseInvoice.objects.get()
    assert (answer["Location"], invoice.units) == (f"/admin/purchasing/purchaseinvoice/{invoice.pk}/change/", 5)
    assert list(Product.objects.order_by("number").values_list("name", "price")) == [
        ("Zara Oxford, White, S", Decimal("8000.00")),
        ("Zara Oxford, Sage, S", Decimal("8000.00")),
        ("Zara Oxford, Sage, L", Decimal("8000.00")),
    ]
    assert list(StockLevel.objects.order_by("pk").values_list("place__kind", "quantity")) == [
        ("warehouse", 3),
        ("warehouse", 2),
    ]


@pytest.fixture
def oxford(md: Client, shop: Shop) -> Style:
    """In White, S and M, of which three and two came in."""
    typed = goods(shop, take_in="", more_colours="White", more_sizes="S,M", place="floor")
    md.post(GOODS, typed | {"pieces-0-0": "3", "pieces-0-1": "2"})
    return Style.objects.get()


def in_stock() -> dict[str, int]:
    return {name: pieces for name, pieces in StockLevel.objects.values_list("product__name", "quantity") if pieces}


def test_a_style_is_topped_up_by_its_grid_with_new_sizes_beside_known_ones(
    md: Client, shop: Shop, oxford: Style
) -> None:
    answer = md.post(
        GOODS,
        goods(shop, take_in="", more_colours="White", more_sizes="S,M,L", place="floor", cost="6000")
        | {"pieces-0-0": "4", "pieces-0-1": "0", "pieces-0-2": "1"},
    )

    invoice = PurchaseInvoice.objects.latest("pk")
    assert (answer.status_code, invoice.units, invoice.total) == (302, 5, Decimal("30000.00"))
    assert in_stock() == {"Zara Oxford, White, S": 7, "Zara Oxford, White, M": 2, "Zara Oxford, White, L": 1}
    assert list(invoice.lines.order_by("position").values_list("name", "quantity", "unit_cost", "price")) == [
        ("Zara Oxford, White, S", 4, Decimal("6000.00"), Decimal("8000.00")),
        ("Zara Oxford, White, L", 1, Decimal("6000.00"), Decimal("9600.00")),
    ]


def test_the_page_of_a_style_leads_to_its_grid_with_what_the_shop_holds(md: Client, shop: Shop, oxford: Style) -> None:
    led = md.get(reverse("admin:catalog_style_more_goods", args=[oxford.pk]))

    page = md.get(led["Location"].partition("#")[0])

    told = [[(cell.colour, cell.size, cell.known.on_hand) for cell in row] for row in page.context["cells"]]
    assert told == [[("White", "S", 3), ("White", "M", 2)]]
    assert "2 of these products are here already" in page.content.decode()


def test_an_archived_product_is_not_topped_up(md: Client, shop: Shop, oxford: Style) -> None:
    small = Product.objects.get(size__name="S")
    products.archive(small, by=Actor.system(), reason="Gone")
    before = in_stock()

    page = md.post(
        GOODS,
        goods(shop, take_in="", more_colours="White", more_sizes="S,M", place="floor")
        | {"pieces-0-0": "1", "pieces-0-1": "1"},
    ).content.decode()

    assert f"{small.name} is archived: put it back on sale first." in page
    assert (in_stock(), PurchaseInvoice.objects.count()) == (before, 1)


def test_nothing_comes_in_when_known_products_get_no_piece(md: Client, shop: Shop, oxford: Style) -> None:
    page = md.post(
        GOODS, goods(shop, take_in="", more_colours="White", more_sizes="S", place="floor") | {"pieces-0-0": "0"}
    ).content.decode()

    assert "Type how many pieces came in" in page
    assert PurchaseInvoice.objects.count() == 1


def test_typed_pieces_stay_when_something_else_is_wrong(md: Client, shop: Shop) -> None:
    page = md.post(GOODS, goods(shop, take_in="", brand="", **{"pieces-0-1": "37"})).content.decode()

    assert 'name="pieces-0-1" value="37"' in page
    assert not PurchaseInvoice.objects.exists()


def test_a_list_that_the_shop_knows_whole_says_so(md: Client, shop: Shop) -> None:
    lists.set_up(by=Actor.system())
    one_row = workbooks.workbook(workbooks.row())
    upload(md, shop, one_row)
    press(md, "confirm_import", ImportJob.objects.get())

    again = md.get(upload(md, shop, one_row)["Location"]).content.decode()

    assert "importing would change nothing" in again


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Type how many pieces came in"),
        ({"pieces-0-0": "two"}, "is not a number of pieces"),
        ({"pieces-0-0": "1", "more_sizes": "x" * 21}, "at most 20 letters"),
        ({"pieces-0-0": "1", "cost": "0"}, "A cost of ₦0.00 makes no selling price"),
        (
            {"pieces-0-0": "1", "more_sizes": ",".join(map(str, range(60))), "more_colours": "a,b,c,d,e,f,g,h"},
            "400 products",
        ),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused_on_the_page(
    md: Client, shop: Shop, changes: dict[str, str], sentence: str
) -> None:
    answer = md.post(GOODS, goods(shop, take_in="", **changes))

    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert (Product.objects.count(), PurchaseInvoice.objects.count()) == (0, 0)


def test_goods_that_cost_nothing_come_in_with_a_price_set_by_hand(md: Client, shop: Shop) -> None:
    md.post(GOODS, goods(shop, take_in="", cost="0", price="2500", **{"pieces-0-0": "1"}))

    assert list(Product.objects.values_list("cost", "price", "is_price_by_hand")) == [(0, Decimal("2500.00"), True)]


def test_the_same_reference_of_a_supplier_needs_a_confirmation(md: Client, shop: Shop) -> None:
    supplier = make_supplier()
    first = make_invoice(1, shop=shop, supplier=supplier, supplier_reference="A-77")
    again = goods(shop, take_in="", supplier=supplier.pk, supplier_reference="a-77", **{"pieces-0-0": "1"})

    refused = md.post(GOODS, again)
    assert first.number in refused.content.decode()
    assert PurchaseInvoice.objects.count() == 1

    md.post(GOODS, again | {"is_another": "on"})
    assert PurchaseInvoice.objects.count() == 2


def test_the_same_lines_within_two_days_need_a_confirmation(md: Client, shop: Shop) -> None:
    again = goods(shop, take_in="", **{"pieces-0-0": "2"})
    md.post(GOODS, again)

    refused = md.post(GOODS, again).content.decode()
    assert "looks like this delivery. Tick that it is another one" in refused
    assert 'name="is_another"' in refused
    assert PurchaseInvoice.objects.count() == 1

    md.post(GOODS, again | {"pieces-0-0": "3"})
    md.post(GOODS, again | {"is_another": "on"})
    assert list(PurchaseInvoice.objects.order_by("pk").values_list("units", flat=True)) == [2, 3, 2]


def test_more_sizes_of_a_style_begin_with_what_it_is(md: Client, shop: Shop) -> None:
    style = make_invoice(1, shop=shop).lines.get().product.style

    page = md.get(GOODS, {"style": style.pk}).content.decode()

    assert (f'value="{style.name}"' in page, 'value="5000.00"' in page) == (True, True)


@pytest.mark.parametrize("model", ["purchaseinvoice", "importjob", "supplier"])
def test_every_list_opens_with_the_same_number_of_queries_at_1_and_at_3_rows(
    md: Client, shop: Shop, model: str
) -> None:
    make_category("Shirts")
    md.get("/admin/purchasing/supplier/")  # what the sidebar remembers for a while is read now
    counts = []
    for more in (1, 2):
        for _row in range(more):
            make_invoice(1, shop=shop, supplier=make_supplier())
            upload(md, shop, workbooks.workbook(workbooks.row()))
        with CaptureQueriesContext(connection) as queries:
            assert md.get(f"/admin/purchasing/{model}/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_invoices_are_summed_up_as_filtered(md: Client, shop: Shop) -> None:
    make_invoice(2, shop=shop)
    make_invoice(3, shop=make_shop())

    page = md.get("/admin/purchasing/purchaseinvoice/", {"shop__id__exact": shop.pk}).content.decode()

    assert ("<strong>2</strong>" in page, "₦10,000.00" in page, "₦15,000.00" in page) == (True, True, False)


def test_a_manager_sees_the_invoices_of_their_own_shop_only(shop: Shop) -> None:
    own, other = make_invoice(1, shop=shop), make_invoice(1, shop=make_shop())
    manager = signed_in(make_manager(shop))

    page = manager.get("/admin/purchasing/purchaseinvoice/").content.decode()

    assert (own.number in page, other.number in page) == (True, False)
    assert manager.get(reverse("admin:purchasing_purchaseinvoice_download_pdf", args=[other.pk])).status_code == 403
    assert press(manager, "pay", own).status_code == 403


def test_an_invoice_is_a_pdf_and_a_workbook(md: Client, shop: Shop) -> None:
    invoice = make_invoice(*[1] * 45, shop=shop)

    paper = md.get(reverse("admin:purchasing_purchaseinvoice_download_pdf", args=[invoice.pk]))
    book = md.get(reverse("admin:purchasing_purchaseinvoice_download_workbook", args=[invoice.pk]))

    assert (paper.content[:5], paper["Content-Disposition"][:31]) == (b"%PDF-", 'attachment; filename="INV001-20')
    rows = list(openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0].values)
    line = invoice.lines.first()
    assert line is not None
    assert (len(rows), rows[1][1], rows[1][9:]) == (46, line.name, (1, 5000, 10000, 5000))


def test_a_long_invoice_is_a_pdf_within_seconds(shop: Shop) -> None:
    invoice = make_invoice(*[1] * 121, shop=shop)
    started = time.process_time()

    assert documents.invoice_pdf(invoice)[:5] == b"%PDF-"
    assert time.process_time() - started < 5


def test_an_invoice_is_paid_once_and_can_be_taken_back_with_a_reason(md: Client, shop: Shop) -> None:
    invoice = make_invoice(1, shop=shop)

    assert "HX-Redirect" in press(md, "pay", invoice).headers
    assert press(md, "pay", invoice).status_code == 403
    invoice.refresh_from_db()
    assert invoice.paid_at is not None

    press(md, "unpay", invoice, reason="Wrong invoice")
    invoice.refresh_from_db()
    assert invoice.paid_at is None


def test_an_address_that_is_no_key_leads_to_the_list(md: Client) -> None:
    for model in ("purchasing/purchaseinvoice", "purchasing/importjob", "catalog/product", "customers/customer"):
        assert md.get(f"/admin/{model}/nothing/change/").status_code == 302


def test_a_supplier_is_added(md: Client) -> None:
    md.post("/admin/purchasing/supplier/add/", {"name": "Balogun Textiles", "is_active": "on"})

    assert Supplier.objects.get().history.count() == 1
