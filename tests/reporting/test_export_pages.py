"""Who takes which list along, in which columns; what the page says of it."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from apps.audit.models import AuditEntry
from apps.core import export_page
from apps.core.export_page import Exports
from apps.core.resources import money_column
from apps.customers.resources import CustomerResource
from apps.reporting import export_work, exports
from apps.reporting.models import Export
from apps.sales.models import Receipt
from apps.stores.models import Shop
from apps.users.models import Role
from tests.factories.catalog import make_product, make_products
from tests.factories.customers import make_customer
from tests.factories.inventory import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.house.world import make_world

pytestmark = pytest.mark.django_db
PRODUCTS = "/admin/catalog/product/"
WITHOUT = {  # lists that nobody would want as a file
    *("catalog.LabelBatch", "printing.Printer", "printing.Route", "printing.PrintedSheet", "printing.LabelFormat"),
    *("printing.Agent", "office.DuplicatePair", "loyalty.Programme", "loyalty.Tier"),
    *("purchasing.GoodsDraft", "purchasing.ImportJob", "reporting.Export", "sales.ParkedSale", "sales.UnbookedSale"),
    *("stores.Company", "stores.Location", "stores.PaymentMethod", "stores.Register", "stores.Shop"),
    *("stores.TaxRate", "users.Role"),
}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


def lists() -> dict[str, Any]:
    return {model._meta.label: page for model, page in admin.site._registry.items() if isinstance(page, Exports)}


def address_of(label: str, page: str = "export") -> str:
    return reverse(f"admin:{label.replace('.', '_').lower()}_{page}")


def give(user: Any, *codenames: str) -> None:
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))


def test_every_list_is_exported_or_left_out_on_purpose() -> None:
    listed = {model._meta.label for model in admin.site._registry if model.__module__.startswith("apps.")}

    assert listed - lists().keys() == WITHOUT


def columns_of(resource: Any, kind: str) -> list[str]:
    """All; on paper those that are ticked to begin with, for no paper is as wide as a spreadsheet."""
    fits = [name for name, column in resource.fields.items() if not column.is_extra]
    return fits if kind == "pdf" else list(resource.fields)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_every_list_goes_into_every_kind_of_file_with_its_columns(kind: str, shop: Shop) -> None:
    make_world()
    md = signed_in(make_md(shop))

    answers = {
        label: md.post(address_of(label), {"format": kind, "columns": columns_of(page.resource, kind)})
        for label, page in lists().items()
    }

    assert {label: answer["Content-Type"] for label, answer in answers.items()} == dict.fromkeys(
        lists(), export_page.TYPES[export_page.Format(kind)]
    )
    written = AuditEntry.objects.filter(act="reporting.export", facts__contains=f'"format":"{kind}"')
    assert written.exclude(facts__contains='["name"]').count() == len(lists())


def test_the_file_has_the_rows_of_the_list_in_its_order(md: Client) -> None:
    for style in ("Alpha Oxford", "Beta Oxford", "Gamma"):
        make_product(style=style)

    answer = md.post(f"{PRODUCTS}export/?q=oxford&o=-1&p=1", {"format": "xlsx", "columns": ["style"]})

    rows = load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    assert list(rows) == [("Style",), ("Beta Oxford",), ("Alpha Oxford",)]
    assert answer["Content-Disposition"].startswith('attachment; filename="products-2')


def test_the_page_ticks_what_the_list_shows_and_says_what_goes_into_the_file(md: Client) -> None:
    product = make_product(brand="Zara", style="Oxford")
    make_product(brand="Other")

    asked = {"q": "oxford", "style__brand__id__exact": product.style.brand_id}
    page = md.get(f"{PRODUCTS}export/", asked).content.decode()

    assert "The 1 row that the list shows" in page
    assert "Brand: Zara · Search: “oxford”" in page
    assert 'value="price" id="id_columns_11" checked' in page.replace(' class=""', "")
    assert 'value="added" id="id_columns_16" checked' not in page.replace(' class=""', "")


def test_the_list_has_a_button_to_its_export_with_its_filters(md: Client) -> None:
    make_product()

    page = md.get(f"{PRODUCTS}?o=-1&q=oxford").content.decode()

    assert f'href="{PRODUCTS}export/?o=-1&amp;q=oxford"' in page


def test_a_file_without_columns_is_refused(md: Client) -> None:
    make_product()

    answer = md.post(f"{PRODUCTS}export/", {"format": "csv"})

    assert "Tick at least one column." in answer.content.decode()
    assert not AuditEntry.objects.filter(act="reporting.export").exists()


def test_a_long_list_is_no_pdf_but_excel(md: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_page, "MOST_ON_PAPER", 2)
    make_products(3)

    page = md.get(f"{PRODUCTS}export/").content.decode()
    answer = md.post(f"{PRODUCTS}export/", {"format": "pdf", "columns": ["product"]})

    hint = "A PDF holds at most 2 rows, the list has 3: take Excel, or filter the list first."
    assert hint in page
    assert hint in answer.content.decode()
    assert not AuditEntry.objects.filter(act="reporting.export").exists()


def test_more_columns_than_paper_is_wide_are_refused(md: Client) -> None:
    make_customer(name="Ada " * 30, address="1 Lake Road " * 30, email=f"{'a' * 60}@example.com")
    wide = [money_column(f"Amount {number}", "due_total") for number in range(40)]

    with pytest.MonkeyPatch.context() as patch:
        for number, column in enumerate(wide):
            patch.setitem(CustomerResource.fields, f"amount{number}", column)
        answer = md.post(address_of("customers.Customer"), {"format": "pdf", "columns": list(CustomerResource.fields)})

    assert "These columns do not fit on a page: tick fewer, or take Excel." in answer.content.decode()
    assert not AuditEntry.objects.filter(act="reporting.export").exists()


def test_a_list_beyond_all_measure_is_filtered_first(md: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_page, "MOST_ROWS", 2)
    make_products(3)

    answer = md.post(f"{PRODUCTS}export/", {"format": "csv", "columns": ["product"]})

    assert "A file holds at most 2 rows, the list has 3." in answer.content.decode()
    assert not AuditEntry.objects.filter(act="reporting.export").exists()


def test_a_filter_that_is_none_leads_back_to_the_list(md: Client) -> None:
    answer = md.get(f"{PRODUCTS}export/?number__foo=1")

    assert (answer.status_code, answer.headers["Location"]) == (302, PRODUCTS)


def test_cost_is_for_those_who_may_see_it(shop: Shop) -> None:
    make_product()
    cashier = make_cashier(shop)
    give(cashier, "add_export", "view_export")
    browser = signed_in(cashier)

    page = browser.get(f"{PRODUCTS}export/").content.decode()
    refused = browser.post(f"{PRODUCTS}export/", {"format": "csv", "columns": ["product", "cost"]})
    answer = browser.post(f"{PRODUCTS}export/", {"format": "csv", "columns": ["product", "price"]})

    assert ('value="price"' in page, 'value="cost"' in page, 'value="markup"' in page) == (True, False, False)
    assert "cost is not one of the available choices" in refused.content.decode()
    assert answer.content.decode("utf-8-sig").splitlines()[0] == "Product,Selling price"
    assert AuditEntry.objects.filter(act="reporting.export").count() == 1


@pytest.mark.parametrize("rights", [(), ("add_export", "view_export"), ("view_product",)])
def test_who_lacks_the_list_or_the_export_is_refused(shop: Shop, rights: tuple[str, ...]) -> None:
    user = make_user(shop)
    give(user, *rights)
    browser = signed_in(user)

    answers = [browser.get(f"{PRODUCTS}export/"), browser.post(f"{PRODUCTS}export/", {"format": "csv"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not AuditEntry.objects.filter(act="reporting.export").exists()


def test_a_cashier_sees_no_button_and_a_manager_does(shop: Shop) -> None:
    make_product()

    seen = [
        f"{PRODUCTS}export/" in signed_in(make(shop)).get(PRODUCTS).content.decode()
        for make in (make_cashier, make_manager)
    ]

    assert seen == [False, True]


def test_rows_of_other_shops_stay_at_home() -> None:
    make_world()
    make_world()
    there, here = (Receipt.objects.order_by(order)[0].shop for order in ("pk", "-pk"))
    browser = signed_in(make_manager(here))

    answer = browser.post(address_of("sales.Receipt"), {"format": "csv", "columns": ["shop"]})

    assert set(answer.content.decode("utf-8-sig").splitlines()) == {"Shop", here.name}
    assert there.name != here.name


def big(browser: Client, monkeypatch: pytest.MonkeyPatch) -> Export:
    """An export of customers that is too big to come at once."""
    monkeypatch.setattr(exports, "MOST_AT_ONCE", dict.fromkeys(export_page.Format, 1))
    make_customer(name="Bola")
    answer = browser.post(address_of("customers.Customer"), {"format": "csv", "columns": ["name", "phone"]})
    export = Export.objects.get()
    assert answer.headers["Location"] == reverse("admin:reporting_export_change", args=[export.pk])
    return export


def test_a_big_one_is_followed_and_fetched(md: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    export = big(md, monkeypatch)
    page = reverse("admin:reporting_export_change", args=[export.pk])

    before = md.get(page).content.decode()
    export_work.work_on(export.pk)
    after = md.get(page).content.decode()
    file = md.get(reverse("admin:reporting_export_download", args=[export.pk]))

    assert ("data-progress" in before, "The file is ready" in before) == (True, False)
    assert ("data-progress" in after, "The file is ready" in after) == (False, True)
    assert file.content.decode("utf-8-sig").splitlines()[0] == "Name,Phone"
    assert "no-store" in file["Cache-Control"]
    assert AuditEntry.objects.latest("pk").act == "reporting.take_export"


def test_it_is_stopped_from_its_page(md: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    export = big(md, monkeypatch)

    md.post(reverse("admin:reporting_export_stop", args=[export.pk]), {"_form_submitted": "True"})

    export.refresh_from_db()
    assert export.state == Export.State.CANCELLED


def test_nobody_else_sees_or_fetches_it_not_even_another_md(
    md: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = big(md, monkeypatch)
    export_work.work_on(export.pk)
    other = signed_in(make_md(shop, username="other"))

    listed = other.get(address_of("reporting.Export", "changelist")).context["cl"].queryset
    refused = other.get(reverse("admin:reporting_export_download", args=[export.pk]))

    assert (listed.count(), refused.status_code) == (0, 403)
    assert not AuditEntry.objects.filter(act="reporting.take_export").exists()


def test_whoever_lost_the_right_does_not_fetch_it(md: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    export = big(md, monkeypatch)
    export_work.work_on(export.pk)
    role = Role.objects.get(key="md")
    role.permissions.remove(*role.permissions.filter(codename__in=("view_customer", "change_customer")))

    refused = md.get(reverse("admin:reporting_export_download", args=[export.pk]))

    assert refused.status_code == 403
    assert "You may not export this list any more." in refused.content.decode()
    assert not AuditEntry.objects.filter(act="reporting.take_export").exists()


@pytest.mark.parametrize(
    ("label", "asked", "words"),
    [
        ("sales.Receipt", "state=void", "State: void"),
        ("sales.Receipt", "business_date_from=2026-03-01&business_date_to=2026-03-14", "2026-03-01 to 2026-03-14"),
        ("sales.Receipt", "business_date_from=2026-03-01", "Day: from 2026-03-01"),
        ("sales.Receipt", "business_date_to=2026-03-14", "Day: until 2026-03-14"),
        ("customers.Customer", "is_frequent__exact=1&gender__exact=female", "Frequent: yes · Gender: female"),
        ("catalog.Product", "sale=archived&o=2", "State: Archived"),
        ("catalog.Product", "number__gte=7", "number gte: 7"),
        ("catalog.Category", "is_tax_exempt__exact=0", "Exempt from tax: no"),
        ("printing.PrintJob", "state__exact=failed", "State: failed"),
    ],
)
def test_the_filters_are_told_in_words(label: str, asked: str, words: str, md: Client) -> None:
    page = md.get(f"{address_of(label)}?{asked}").content.decode()

    assert words in page
