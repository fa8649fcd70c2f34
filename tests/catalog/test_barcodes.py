import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog import barcodes
from apps.catalog.models import Barcode, Product
from apps.catalog.refusals import BarcodeInUse, InvalidBarcode
from apps.core.actor import Actor
from tests.factories.catalog import make_product

BY = Actor.system()
GOOD_EAN, GOOD_UPC = "4006381333931", "036000291452"


def test_own_ean_is_200_and_nine_digits_and_a_check_digit() -> None:
    assert barcodes.ean13(1) == "2000000000015"
    assert barcodes.ean13(123456789) == "2001234567893"


@given(st.integers(1, 999_999_999), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_in_an_ean_is_always_noticed(number: int, place: int, off: int) -> None:
    code = barcodes.ean13(number)
    wrong = code[:place] + str((int(code[place]) + off) % 10) + code[place + 1 :]

    with pytest.raises(InvalidBarcode):
        barcodes.normalise(wrong)


def test_a_number_too_great_for_nine_digits_is_refused() -> None:
    with pytest.raises(InvalidBarcode):
        barcodes.ean13(1_000_000_000)


def test_upc_is_kept_with_a_leading_zero() -> None:
    assert barcodes.normalise(" 0360 0029 1452 ") == "0036000291452"


def test_wrong_check_digit_is_refused_naming_the_right_one() -> None:
    with pytest.raises(InvalidBarcode, match="should end in 5") as refusal:
        barcodes.normalise("2000000000018")

    assert refusal.value.details == {"code": "2000000000018", "check_digit": 5}


@pytest.mark.parametrize("code", ["", "   ", "x" * 49, "naïve"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidBarcode):
        barcodes.normalise(code)


@pytest.mark.django_db
def test_a_new_product_gets_an_ean_from_a_counter_of_its_own() -> None:
    first, second = make_product(), make_product()

    assert second.number == first.number + 1
    assert [code.code for code in second.barcodes.all()] == [barcodes.ean13(second.number)]
    assert second.barcodes.get().kind == Barcode.Kind.OWN


@pytest.mark.django_db
def test_a_suppliers_code_stands_instead_of_our_own() -> None:
    product = make_product(barcode=GOOD_EAN)

    assert [(code.code, code.kind, code.is_primary) for code in product.barcodes.all()] == [
        (GOOD_EAN, Barcode.Kind.SUPPLIER, True)
    ]


@pytest.mark.django_db
def test_both_forms_of_a_upc_scan() -> None:
    product = make_product(barcode=GOOD_UPC)

    assert barcodes.find(GOOD_UPC) == barcodes.find("0" + GOOD_UPC) == product


@pytest.mark.django_db
def test_an_unknown_code_finds_nothing() -> None:
    assert barcodes.find("nothing") is None


@pytest.mark.django_db
def test_another_symbology_is_an_alias() -> None:
    product = make_product()

    added = barcodes.add(product, "STYLE-77/B", by=BY)

    assert (added.kind, added.is_primary) == (Barcode.Kind.ALIAS, False)
    assert barcodes.find("STYLE-77/B") == product


@pytest.mark.django_db
def test_a_foreign_code_of_our_own_range_is_refused() -> None:
    product = make_product()

    with pytest.raises(InvalidBarcode, match="our own range"):
        barcodes.add(product, barcodes.ean13(77_777), by=BY)
    with pytest.raises(InvalidBarcode, match="our own range"):
        make_product(barcode=barcodes.ean13(77_777))

    assert (Barcode.objects.count(), Product.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_code_in_use_is_refused_naming_who_has_it() -> None:
    owner, other = make_product(barcode=GOOD_EAN), make_product()

    with pytest.raises(BarcodeInUse, match=owner.name):
        barcodes.add(other, GOOD_EAN, by=BY)

    assert other.barcodes.count() == 1


@pytest.mark.django_db
def test_a_regenerated_code_goes_on_the_label_and_the_old_one_still_scans() -> None:
    product = make_product()
    old = product.barcodes.get().code

    new = barcodes.regenerate(product, by=BY)

    product.refresh_from_db()
    assert barcodes.find(old) == barcodes.find(new.code) == product
    assert product.barcodes.get(is_primary=True) == new
    assert product.is_label_outdated
