import pytest

from apps.catalog import integrity as catalog_integrity
from apps.catalog.models import Barcode
from apps.purchasing import integrity
from apps.purchasing.models import PurchaseInvoice, PurchaseInvoiceLine
from tests.factories.purchasing import make_invoice

pytestmark = pytest.mark.django_db


def test_books_that_add_up_give_no_findings() -> None:
    make_invoice(3, 2)

    assert integrity.findings() == catalog_integrity.findings() == []


def test_an_invoice_beside_its_lines_or_its_moves_is_found() -> None:
    invoice = make_invoice(3)
    PurchaseInvoiceLine.objects.update(quantity=4)
    PurchaseInvoice.objects.update(units=4)

    assert integrity.findings() == [f"{invoice.number} has 4 pieces, but 3 came in."]


def test_a_product_without_a_label_code_and_a_wrong_code_are_found() -> None:
    line = make_invoice(1).lines.get()
    Barcode.objects.update(is_primary=False, code="2000000000018")

    assert catalog_integrity.findings() == [
        f"{line.name} has no barcode for its label.",
        "Barcode 2000000000018 has a wrong check digit: it should end in 5.",
    ]
