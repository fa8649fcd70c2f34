"""The slip of a store credit as the printer draws it: on both papers its bars are what the till scans."""

import io

import pytest
import zxingcpp
from PIL import Image

from apps.credits import ledger, slips
from apps.printing import rendering, virtual
from tests.factories.credits import make_credit
from tests.factories.customers import make_customer
from tests.factories.printing import PAPER_58, make_printer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("paper", [{}, PAPER_58], ids=["80 mm", "58 mm"])
def test_the_bars_of_a_printed_slip_name_its_credit(paper: dict[str, int]) -> None:
    credit = make_credit("1234567.50", customer=make_customer(name="Oluwaseun Adebayo-Okonkwo"))
    printer = make_printer(**paper)

    drawn = virtual.picture(rendering.content_for(printer, slips.slip(credit)), printer)

    [bars] = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)).convert("L"))
    assert (bars.text, ledger.scanned(bars.text)) == (credit.number, credit)
