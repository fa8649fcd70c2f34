"""The codes of a product: on its page with their bars, added, chosen for the label, made anew, removed."""

import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image

from apps.audit.models import AuditEntry
from apps.catalog import barcodes
from apps.catalog.models import Barcode, Product
from apps.catalog.refusals import BarcodeInUse, InvalidBarcode, ReasonMissing
from apps.core.actor import Actor
from apps.core.models import Change
from apps.core.refusals import Conflict
from apps.printing import codes
from apps.stores.models import Shop
from tests.factories.catalog import make_product
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, signed_in

pytestmark = pytest.mark.django_db
BY = Actor.system()
EAN, ALIAS = "4006381333931", "STYLE-77/B"


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


@pytest.fixture
def shirt() -> Product:
    return make_product()


def told(product: Product) -> list[tuple[str, bool]]:
    return list(product.barcodes.order_by("pk").values_list("code", "is_primary"))


def press(client: Client, product: Product, act: str, **fields: object) -> str:
    address = reverse(f"admin:catalog_product_{act}", args=[product.pk])
    return client.post(address, {"_form_submitted": "True", **fields}).content.decode()


def test_a_suppliers_code_goes_on_the_label_and_the_old_one_still_scans(shirt: Product) -> None:
    own = shirt.barcodes.get().code
    added = barcodes.add(shirt, EAN, by=BY)
    changed = Change.objects.count()

    barcodes.put_on_label(added, by=BY, reason="It is on the goods")

    shirt.refresh_from_db()
    assert told(shirt) == [(own, False), (EAN, True)]
    assert (barcodes.find(own), barcodes.find(EAN), shirt.is_label_outdated) == (shirt, shirt, True)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, Change.objects.count()) == ("catalog.choose_barcode", changed + 1)
    assert [(row.code, row.is_primary) for row in Barcode.history.order_by("history_id")][-2:] == [
        (own, False),
        (EAN, True),
    ]


def test_what_is_on_the_label_is_not_put_there_again(shirt: Product) -> None:
    with pytest.raises(Conflict, match="is on the label already"):
        barcodes.put_on_label(shirt.barcodes.get(), by=BY, reason="Again")

    assert not Product.objects.get().is_label_outdated


def test_a_code_that_was_added_by_mistake_is_removed(shirt: Product) -> None:
    added = barcodes.add(shirt, EAN, by=BY)

    barcodes.remove(added, by=BY, reason="It is another shirt's")

    assert barcodes.find(EAN) is None
    gone = Barcode.history.latest("history_id")
    assert (gone.history_type, gone.code, gone.history_change_reason) == ("-", EAN, "It is another shirt's")
    assert AuditEntry.objects.latest("pk").act == "catalog.remove_barcode"


def test_a_removed_code_can_be_given_to_the_right_product(shirt: Product) -> None:
    right = make_product()
    barcodes.remove(barcodes.add(shirt, EAN, by=BY), by=BY, reason="Slip")

    barcodes.add(right, EAN, by=BY)

    assert barcodes.find(EAN) == right


def test_a_code_that_is_or_was_on_a_label_stays(shirt: Product) -> None:
    own = shirt.barcodes.get()

    with pytest.raises(Conflict, match="put another code there first"):
        barcodes.remove(own, by=BY, reason="Tidy")
    barcodes.regenerate(shirt, by=BY)
    with pytest.raises(Conflict, match="goods may bear it"):
        barcodes.remove(own, by=BY, reason="Tidy")

    assert barcodes.find(own.code) == shirt


@pytest.mark.parametrize("act", [barcodes.put_on_label, barcodes.remove])
def test_codes_change_with_a_reason_only(shirt: Product, act: object) -> None:
    added = barcodes.add(shirt, EAN, by=BY)

    with pytest.raises(ReasonMissing):
        act(added, by=BY, reason=" ")  # type: ignore[operator]

    assert (told(shirt)[1], Barcode.objects.count()) == ((EAN, False), 2)


def test_a_code_of_ours_that_is_in_use_is_said_to_be_so_and_not_foreign(shirt: Product) -> None:
    other = make_product()

    with pytest.raises(BarcodeInUse, match=f"it finds {shirt.name}"):
        barcodes.add(other, shirt.barcodes.get().code, by=BY)
    with pytest.raises(InvalidBarcode, match="our own range"):
        barcodes.add(other, barcodes.ean13(77_777), by=BY)

    assert len(told(other)) == 1


@pytest.mark.parametrize("code", [EAN, "2000000000015", ALIAS])
def test_the_bars_of_the_page_are_read_by_a_scanner(code: str) -> None:
    picture = Image.new("L", (len(codes.modules(code)) + 20, 40), 255)
    for left, width in codes.stripes(codes.modules(code)):
        picture.paste(0, (10 + left, 0, 10 + left + width, 40))

    assert zxingcpp.read_barcodes(picture.resize((picture.width * 3, 120), 0))[0].text == code


def test_the_page_shows_every_code_with_its_bars_and_what_may_be_done(md: Client, shop: Shop, shirt: Product) -> None:
    barcodes.add(shirt, EAN, by=BY, reason="From the supplier")

    answer = md.get(reverse("admin:catalog_product_change", args=[shirt.pk]))

    page = answer.content.decode()
    assert page.count('<svg class="bars"') == 2
    assert [(bool(code["choose"]), bool(code["remove"])) for code in answer.context["codes"]] == [
        (False, False),
        (True, True),
    ]
    cashiers = signed_in(make_cashier(shop)).get(reverse("admin:catalog_product_change", args=[shirt.pk]))
    assert [f"Barcode {EAN} added" in each for each in (page, cashiers.content.decode())] == [True, False]
    assert "From the supplier" in page


def test_every_dialog_names_the_product_and_does_one_act(md: Client, shirt: Product) -> None:
    asked = md.get(reverse("admin:catalog_product_add_barcode", args=[shirt.pk])).content.decode()

    press(md, shirt, "add_barcode", code=EAN, reason="")
    press(md, shirt, "put_on_label", code=shirt.barcodes.get(code=EAN).pk, reason="On the goods")
    press(md, shirt, "add_barcode", code=ALIAS, reason="Shelf")
    press(md, shirt, "remove_barcode", code=shirt.barcodes.get(code=ALIAS).pk, reason="Slip")
    press(md, shirt, "new_barcode", reason="Torn")

    assert shirt.name in asked
    assert [is_primary for _code, is_primary in told(shirt)] == [False, False, True]
    acts = AuditEntry.objects.filter(subject="product", act__contains="barcode").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == [
        "catalog.add_barcode",
        "catalog.choose_barcode",
        "catalog.add_barcode",
        "catalog.remove_barcode",
        "catalog.regenerate_barcode",
    ]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("4006381333932", "It should end in 1|should end in 1"),
        (barcodes.ean13(77_777), "our own range"),
        ("naïve", "is not a barcode"),
    ],
)
def test_a_code_that_cannot_be_is_refused_in_its_dialog(md: Client, shirt: Product, code: str, sentence: str) -> None:
    page = press(md, shirt, "add_barcode", code=code)

    assert any(part in page for part in sentence.split("|"))
    assert len(told(shirt)) == 1


def test_a_barcode_in_use_is_refused_in_its_dialog_naming_who_has_it(md: Client, shirt: Product) -> None:
    owner = make_product(barcode=EAN)

    page = press(md, shirt, "add_barcode", code=EAN)

    assert owner.name in page
    assert len(told(shirt)) == 1


def test_a_dialog_tends_the_codes_of_its_own_product_only(md: Client, shirt: Product) -> None:
    foreign = barcodes.add(make_product(), EAN, by=BY)

    page = press(md, shirt, "remove_barcode", code=foreign.pk, reason="Slip")

    assert "Select a valid choice" in page
    assert barcodes.find(EAN) is not None


def test_codes_are_tended_by_who_may_edit_products(shop: Shop, shirt: Product) -> None:
    page = reverse("admin:catalog_product_change", args=[shirt.pk])
    manager, cashier = signed_in(make_manager(shop)), signed_in(make_cashier(shop))

    press(cashier, shirt, "add_barcode", code=EAN)
    refused = len(told(shirt))
    press(manager, shirt, "add_barcode", code=EAN)

    assert (refused, len(told(shirt))) == (1, 2)
    assert ["Add a barcode" in client.get(page).content.decode() for client in (manager, cashier)] == [True, False]
