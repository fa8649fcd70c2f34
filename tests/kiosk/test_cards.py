import pytest
import zxingcpp
from django.test import Client

from apps.printing import codes, pdf
from apps.printing.document import Barcode
from kiosk import cards
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, signed_in
from tests.printing.test_pdf import pages

pytestmark = pytest.mark.django_db


def test_every_command_is_a_barcode_that_decodes() -> None:
    drawn = [block.code for block in cards.sheet().blocks if isinstance(block, Barcode)]

    read = [zxingcpp.read_barcodes(codes.bars(code, 800, 90).convert("L"))[0].text for code in drawn]

    assert read == drawn == [code for code, _words in cards.commands()]


def test_the_sheet_is_a4() -> None:
    assert set(pages(pdf.a4_pdf(cards.sheet()))) == {(210, 297)}


def test_who_is_signed_in_prints_it() -> None:
    cashier = signed_in(make_cashier(make_shop()))

    answer = cashier.get("/sell/commands.pdf")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert Client().get("/sell/commands.pdf").status_code == 302
