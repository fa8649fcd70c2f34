"""Anyone with the receipt sees it by its signed link; nobody guesses one."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.test.utils import override_settings

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import NotFound
from apps.printing.document import QR, Columns, Document, Drawer, Text
from apps.sales import documents, instalments, links, mailing, voids
from apps.sales.models import Receipt
from apps.sales.orders import TenderInput
from apps.stores import company
from tests.conftest import NOON
from tests.factories.sales import Till, make_customer, make_till, sell
from tests.factories.stores import make_company
from tests.factories.users import make_cashier, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def receipt(till: Till, jeans: Product) -> Receipt:
    make_company(name="Adire House", tax_number="01234567-0001", receipt_footer="Thank you!")
    company.forget()
    customer = make_customer(phone="+2348031234567", address="7 Secret Close")
    delivery = {"kind": "delivery", "address": "12 Aminu Kano Crescent", "phone": "0803 999", "fee": "1500.00"}
    return sell(
        till,
        (jeans, 2, {"discount": {"kind": "percent", "value": "10"}}),
        customer_id=customer.pk,
        delivery=delivery,
        total="45600.00",
        paid={"cash": "20000.00"},
        print=True,
    )


def words_of(document: Document) -> str:
    rows = []
    for block in document.blocks:
        if isinstance(block, Text):
            rows.append(block.text)
        if isinstance(block, Columns):
            rows.append(" | ".join(cell[0] for cell in block.cells))
    return "\n".join(rows)


def test_the_page_shows_the_receipt_to_anyone_with_the_link(receipt: Receipt) -> None:
    page = Client().get(links.path_of(receipt))

    text = page.content.decode()
    assert page.status_code == 200
    for word in ("RCP-202603-001", "Levi&#x27;s Jeans 34", "₦45,600.00", "₦25,600.00 is still due.", "Ngozi Eze"):
        assert word in text


def test_the_page_and_its_pdf_tell_nobodys_phone_or_address(receipt: Receipt) -> None:
    page = Client().get(links.path_of(receipt)).content.decode()
    public = words_of(documents.receipt_document(receipt, is_public=True))

    for secret in ("+2348031234567", "7 Secret Close", "Aminu Kano", "0803 999"):
        assert secret not in page
        assert secret not in public


def test_staff_of_any_shop_are_led_on_to_the_back_office(receipt: Receipt) -> None:
    lagos = signed_in(make_cashier(make_till(code="LA1", city="Lagos", name="Ikeja").shop))

    page = lagos.get(links.path_of(receipt)).content.decode()

    assert links.back_office_address(receipt) in page
    assert lagos.get(links.back_office_address(receipt)).status_code == 200
    assert "/admin/" not in Client().get(links.path_of(receipt)).content.decode()


def test_a_changed_link_is_refused(receipt: Receipt) -> None:
    token = links.token_of(receipt)

    for wrong in (token[:-1] + ("0" if token[-1] != "0" else "1"), "2" + token[1:], "zzz", token.split("-")[0]):
        assert Client().get(f"/r/{wrong}/").status_code == 404
        with pytest.raises(NotFound):
            links.receipt_of(wrong)


def test_the_page_names_a_void(receipt: Receipt) -> None:
    voids.void(receipt, by=Actor.system(), reason="Wrong size")

    assert "This sale was voided" in Client().get(links.path_of(receipt)).content.decode()


def test_the_page_is_a_pdf_as_well(receipt: Receipt) -> None:
    answer = Client().get(links.path_of(receipt) + "receipt.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_paper_holds_what_the_law_and_the_customer_want(receipt: Receipt) -> None:
    document = documents.receipt_document(receipt)

    assert document.title == "Sales receipt RCP-202603-001"
    words = words_of(document)
    for row in (
        "Adire House",
        "TIN 01234567-0001",
        "SALES RECEIPT",
        "Receipt | RCP-202603-001",
        "Date | 14 Mar 2026, 12:00",
        "Served by | Cashier-Ab1",
        "Till | Till 1, Wuse II",
        "Customer | Ngozi Eze",
        "2 × ₦24,500.00 | ₦49,000.00",
        "Discount 10 % | −₦4,900.00",
        "Items (2) | ₦44,100.00",
        "Delivery fee | ₦1,500.00",
        "TOTAL | ₦45,600.00",
        "VAT 7.5 % included, on\xa0₦41,023.26 | ₦3,076.74",
        "Cash | ₦20,000.00",
        "BALANCE DUE | ₦25,600.00",
        "Delivery | DLV-202603-001",
        "12 Aminu Kano Crescent",
        "Thank you!",
    ):
        assert row in words
    assert "COPY" not in words
    assert any(isinstance(block, Drawer) for block in document.blocks)


def test_a_copy_says_so_and_leaves_the_drawer_shut(receipt: Receipt) -> None:
    document = documents.receipt_document(receipt, copy=True)

    assert "COPY" in words_of(document)
    assert not any(isinstance(block, Drawer) for block in document.blocks)


def test_a_later_payment_is_on_the_receipt_with_its_day(till: Till, receipt: Receipt) -> None:
    with clock.at(NOON + timedelta(days=2)):
        paid = [TenderInput(till.methods["cash"].pk, Decimal("600.00"))]
        instalments.pay(receipt, paid, key=uuid4(), by=till.actor)

    words = words_of(documents.receipt_document(receipt))
    assert "Cash, 16 Mar 2026, 12:00 | ₦600.00" in words
    assert "BALANCE DUE | ₦25,000.00" in words


@override_settings(PUBLIC_URL="https://shop.example.com")
def test_the_qr_code_holds_the_whole_address_when_it_is_known(receipt: Receipt) -> None:
    codes = [block.data for block in documents.receipt_document(receipt).blocks if isinstance(block, QR)]

    assert codes == [f"https://shop.example.com{links.path_of(receipt)}"]


@pytest.mark.parametrize(
    ("site", "told", "is_linked"),
    [
        ("https://shop.example.com", "Scan to see this receipt", True),
        ("", "The till finds this receipt by its code", False),
    ],
)
def test_nobody_is_invited_to_a_link_that_leads_nowhere(
    receipt: Receipt, site: str, told: str, is_linked: bool
) -> None:
    with override_settings(PUBLIC_URL=site):
        words = words_of(documents.receipt_document(receipt))
        sent = mailing.mail(receipt, "ngozi@example.com", by=Actor.system())

    assert told in words
    assert ("It is also here" in sent.body) == is_linked


def test_whatsapp_opens_with_the_link_and_the_customers_number(receipt: Receipt) -> None:
    link = links.whatsapp_link(receipt)

    assert link.startswith("https://wa.me/2348031234567?text=Your%20receipt%20RCP-202603-001")
    assert "%2F" in link or "/r/" in link


def test_a_link_cannot_keep_the_server_busy(receipt: Receipt) -> None:
    address = f"{links.path_of(receipt)}receipt.pdf"
    greedy, other = Client(REMOTE_ADDR="10.0.0.7"), Client(REMOTE_ADDR="10.0.0.8")

    answers = [greedy.get(address) for _request in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert "Too many requests came from your address" in answers[-1].content.decode()
    assert (greedy.get(links.path_of(receipt)).status_code, other.get(address).status_code) == (200, 200)


def test_guessing_links_is_slow() -> None:
    codes = [Client().get("/r/1-0000000000000000/").status_code for _request in range(121)]

    assert codes == [404] * 120 + [429]
