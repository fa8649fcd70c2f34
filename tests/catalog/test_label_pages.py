"""The label manager: what each button does, and for whom it is there."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from apps.catalog.models import LabelBatch, LabelLine, Product
from apps.core.actor import Actor
from apps.printing import presets
from apps.printing.models import LabelFormat, PrintJob
from apps.stores.models import Shop
from tests.factories.catalog import make_product, make_products
from tests.factories.purchasing import make_shop_with_places, make_stocked_product
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_user, signed_in

pytestmark = pytest.mark.django_db
MANAGER = "/admin/catalog/labelbatch/manager/"


@pytest.fixture
def shop() -> Shop:
    presets.ensure_virtual(by=Actor.system())
    return make_shop_with_places()


@pytest.fixture
def cashier(shop: Shop) -> Client:
    return signed_in(make_cashier(shop))


def press(client: Client, button: str, **told: object) -> str:
    return client.post(MANAGER, {button: "", **told}, follow=True).content.decode()


def scan(client: Client, product: Product, copies: int = 1) -> str:
    return press(client, "scan", code=product.barcodes.get().code, copies=copies)


def test_the_known_address_leads_to_the_manager(cashier: Client) -> None:
    assert cashier.get("/barcodes/manager/", follow=True).request["PATH_INFO"] == MANAGER


def test_looking_begins_no_batch(cashier: Client) -> None:
    page = cashier.get(MANAGER).content.decode()

    assert "Scan a product, add many at once" in page
    assert LabelBatch.objects.count() == 0


def test_a_scan_puts_a_label_into_the_batch(cashier: Client) -> None:
    shirt = make_product()

    page = scan(cashier, shirt, 3)

    assert f"{shirt.name} is in the batch." in page
    assert LabelLine.objects.get().copies == 3


def test_an_unknown_code_is_said_so(cashier: Client) -> None:
    page = press(cashier, "scan", code="4006381333931", copies=1)

    assert "No product on sale has the code 4006381333931." in page
    assert LabelLine.objects.count() == 0


def test_many_at_once_take_as_many_as_the_shop_holds(cashier: Client, shop: Shop) -> None:
    held = make_stocked_product(7, shop=shop)
    make_product(brand=held.style.brand.name, category=held.style.category.name)

    press(cashier, "fill", words="", brand=held.style.brand_id, category="", copies="stock")

    assert list(LabelLine.objects.values_list("product_id", "copies")) == [(held.pk, 7)]


def test_nothing_that_fits_is_said_so(cashier: Client) -> None:
    assert "Nothing fits" in press(cashier, "fill", words="no such thing", brand="", category="", copies="one")
    assert LabelBatch.objects.count() == 0


def test_copies_are_kept_and_rubbish_is_refused(cashier: Client) -> None:
    scan(cashier, make_product())
    line = LabelLine.objects.get()

    press(cashier, "save", **{f"copies-{line.pk}": "12"})
    page = press(cashier, "save", **{f"copies-{line.pk}": "-1"})

    assert "Copies are whole numbers from 0 to 100" in page
    assert LabelLine.objects.get().copies == 12


def test_print_queues_jobs_on_the_routed_printer(cashier: Client) -> None:
    scan(cashier, make_product())

    page = press(cashier, "print", size=LabelFormat.objects.get(is_default=True).pk, printer="")

    assert "on their way to Virtual label printer" in page
    assert PrintJob.objects.get().task == "barcode"


def test_pdf_and_pictures_of_the_batch(cashier: Client) -> None:
    for shirt in make_products(2):
        scan(cashier, shirt, 2)
    batch = LabelBatch.objects.get()

    pdf = cashier.get(reverse("admin:catalog_labelbatch_download_pdf", args=[batch.pk]))
    pictures = cashier.get(reverse("admin:catalog_labelbatch_download_pictures", args=[batch.pk]))

    assert pdf.content.startswith(b"%PDF")
    names = ZipFile(BytesIO(pictures.content)).namelist()
    assert names == [f"{line.product.barcodes.get().code}.png" for line in batch.lines.all()]


def test_preview_shows_the_label_in_the_chosen_size(cashier: Client) -> None:
    size = LabelFormat.objects.get(is_default=True)

    answer = cashier.get(reverse("admin:catalog_product_label", args=[make_product().pk, size.pk]))

    assert answer.content.startswith(b"\x89PNG")


def test_a_preview_too_small_for_its_bars_says_so(cashier: Client) -> None:
    size = LabelFormat.objects.create(name="Tiny", width_mm=10, height_mm=10)
    shirt = make_product(barcode="X" * 24)

    answer = cashier.get(reverse("admin:catalog_product_label", args=[shirt.pk, size.pk]))

    assert answer.status_code == 422
    assert "choose a larger label" in answer.content.decode()


def test_selected_products_join_the_batch(cashier: Client) -> None:
    goods = make_products(3)

    cashier.post(
        "/admin/catalog/product/",
        {"action": "put_on_labels", "_selected_action": [product.pk for product in goods]},
        follow=True,
    )

    assert LabelLine.objects.count() == 3


def test_a_products_own_labels_print_past_the_batch(cashier: Client) -> None:
    shirt = make_product()
    scan(cashier, shirt)

    address = reverse("admin:catalog_product_print_labels", args=[shirt.pk])
    cashier.post(address, {"_form_submitted": "on", "copies": 5})

    assert PrintJob.objects.get().document.count('"copies":5') == 1
    assert LabelBatch.objects.filter(state=LabelBatch.State.OPEN).count() == 1


def test_who_may_not_print_labels_is_refused(shop: Shop) -> None:
    looker = signed_in(make_user(shop, role="user"))

    assert looker.get(MANAGER).status_code == 403
    assert looker.post(MANAGER, {"outdated": ""}).status_code == 403
    assert LabelBatch.objects.count() == 0


def test_another_shop_is_out_of_reach(cashier: Client) -> None:
    other = make_shop(name="Lekki", code="lekki")

    cashier.post(f"{MANAGER}?shop={other.pk}", {"scan": "", "code": make_product().barcodes.get().code, "copies": 1})

    assert LabelBatch.objects.get().shop != other
