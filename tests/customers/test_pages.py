"""Customers in the back office."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import AuditEntry
from apps.core.money import format_money
from apps.customers.models import Customer
from apps.customers.resources import CustomerResource
from apps.mail.models import OutgoingMail
from apps.mail.resources import OutgoingMailResource
from apps.sales import mailing
from apps.sales.models import Receipt
from tests.factories.customers import make_customer
from tests.factories.inventory import make_goods, stock
from tests.factories.loyalty import make_account, make_programme
from tests.factories.sales import make_till, sell
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/customers/customer/", "/admin/customers/customer/add/"


@pytest.fixture
def cashier() -> Client:
    return signed_in(make_cashier(make_shop()))


def filled(**changes: Any) -> dict[str, Any]:
    return {"name": "Ada Obi", "phone": "0803 123 4567", "email": "", "address": "", "gender": "", "note": ""} | changes


def test_a_customer_is_added_by_the_act(cashier: Client) -> None:
    answer = cashier.post(ADD, filled())

    customer = Customer.objects.get()
    assert (answer.status_code, customer.phone, customer.history.count()) == (302, "+2348031234567", 1)
    assert list(AuditEntry.objects.filter(subject="customer").values_list("act", flat=True)) == ["customers.create"]


@pytest.mark.parametrize(
    ("phone", "sentence"), [("08031234567", "belongs to Bola Eze already"), ("12", "is not a phone")]
)
def test_a_phone_that_will_not_do_is_refused_on_the_page(cashier: Client, phone: str, sentence: str) -> None:
    make_customer(name="Bola Eze", phone="+2348031234567")

    answer = cashier.post(ADD, filled(phone=phone))

    assert (answer.status_code, sentence in answer.content.decode(), Customer.objects.count()) == (200, True, 1)


def test_a_change_keeps_who_and_why_in_the_history(cashier: Client) -> None:
    customer = make_customer(name="Ada Obi", phone="08031234567")
    page = reverse("admin:customers_customer_change", args=[customer.pk])

    cashier.post(page, filled(name="Ada Eze", change_reason="Married"))

    customer.refresh_from_db()
    assert (customer.name, customer.history.latest().history_change_reason) == ("Ada Eze", "Married")
    assert "Nothing bought yet." in cashier.get(page).content.decode()


def test_the_list_is_searched_by_digits_of_the_phone(cashier: Client) -> None:
    make_customer(name="Ada Obi", phone="08031234567")
    make_customer(name="Bola Eze", phone="09011111111")

    page = cashier.get(LIST, {"q": "0803 123"}).content.decode()

    assert ("Ada Obi" in page, "Bola Eze" in page) == (True, False)


def test_the_list_opens_with_the_same_number_of_queries_at_1_and_at_3_rows(cashier: Client) -> None:
    cashier.get(LIST)  # what the sidebar remembers for a while is read now
    counts = []
    for more in (1, 2):
        for _row in range(more):
            make_customer()
        with CaptureQueriesContext(connection) as queries:
            cashier.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_customers_are_closed_to_a_user_without_the_right_and_to_strangers() -> None:
    user = signed_in(make_user(make_shop(), role="user"))

    assert [user.get(LIST).status_code, user.post(ADD, filled()).status_code] == [403, 403]
    assert [Client().get(LIST).status_code, Customer.objects.count()] == [302, 0]


@pytest.fixture
def user() -> Client:
    """Somebody who looks at customers, receipts, deliveries and mail, and changes customers, without their contacts."""
    names = ("view_customer", "change_customer", "view_receipt", "view_delivery", "view_outgoingmail", "add_export")
    user = make_user(make_shop(), role="accountant")
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return signed_in(user)


def hidden(page: str) -> bool:
    return not any(words in page for words in ("8031234567", "ada@example.com", "1 Lake Road"))


def ada_with_everything() -> Customer:
    """With a receipt, a delivery and mail in a till of her own."""
    till = make_till()
    shirt = make_goods("Oxford M")
    stock(shirt, till.floor, 5)
    ada = make_customer(name="Ada Obi", phone="08031234567", email="ada@example.com", address="1 Lake Road")
    delivery = {"kind": "delivery", "address": "1 Lake Road", "phone": "08031234567", "due_on": None, "fee": "0.00"}
    delivery |= {"courier": "", "note": ""}
    mailing.mail(sell(till, (shirt, 1), customer_id=ada.pk, delivery=delivery), "ada@example.com", by=till.actor)
    return ada


def test_whoever_sees_no_contacts_recognises_a_customer_and_no_more(user: Client) -> None:
    ada = ada_with_everything()
    receipt = Receipt.objects.get()

    pages = {
        where: user.get(where, follow=True).content.decode()
        for where in (
            *(LIST, f"{LIST}?q=0803 123 4567", f"{LIST}{ada.pk}/change/", "/admin/sales/delivery/"),
            *(f"/admin/sales/delivery/{receipt.delivery.pk}/change/", "/admin/mail/outgoingmail/"),
            *(f"/admin/mail/outgoingmail/{OutgoingMail.objects.get().pk}/change/",),
            *(f"/admin/sales/receipt/{receipt.pk}/change/",),
        )
    }

    assert [where for where, page in pages.items() if not hidden(page.replace('value="0803 123 4567"', ""))] == []
    assert "0803 ••• 4567" in pages[LIST]
    assert "a•••@example.com" in pages[f"{LIST}{ada.pk}/change/"]


def test_a_file_for_whoever_sees_no_contacts_hides_them_too(user: Client) -> None:
    ada_with_everything()
    lists = {"customers/customer": CustomerResource, "mail/outgoingmail": OutgoingMailResource}

    for address, resource in lists.items():
        columns = [name for name in resource.fields if name != "address"]
        content = user.post(f"/admin/{address}/export/", {"format": "csv", "columns": columns}).content.decode()
        assert ("•••" in content, hidden(content)) == (True, True)


def test_a_part_of_a_number_finds_nobody_for_whoever_sees_no_contacts(user: Client) -> None:
    ada_with_everything()

    found = {
        text: "Ada Obi" in user.get(f"{page}?q={text}", follow=True).content.decode()
        for page in (LIST, "/admin/sales/receipt/")
        for text in ("0803 123", "0803 123 4567")
    }

    assert found == {"0803 123": False, "0803 123 4567": True}


def test_a_change_by_whoever_sees_no_contacts_leaves_them_alone(user: Client) -> None:
    ada = make_customer(name="Ada Obi", phone="08031234567", email="ada@example.com", address="1 Lake Road")

    user.post(f"{LIST}{ada.pk}/change/", {"name": "Ada Eze", "gender": "", "note": "Tall", "frequent_by_hand": "yes"})

    ada.refresh_from_db()
    assert (ada.name, ada.note, ada.is_frequent) == ("Ada Eze", "Tall", True)
    assert (ada.phone, ada.email, ada.address) == ("+2348031234567", "ada@example.com", "1 Lake Road")
    assert user.get(f"{LIST}{ada.pk}/history/").status_code == 403


def test_a_customers_page_tells_the_whole_story(noon: datetime) -> None:
    ada = ada_with_everything()
    md = signed_in(make_md(Receipt.objects.get().shop))

    page = md.get(f"{LIST}{ada.pk}/change/")

    titles = [str(section.title) for section in (*page.context["figures"], *page.context["sections"])]
    assert titles == [
        *("In figures", "Latest receipts", "Latest payments", "Loyalty", "Store credit", "Latest deliveries"),
        "Latest mail",
    ]
    receipt = Receipt.objects.get()
    figures = {str(title): str(cell.text) for title, cell in page.context["figures"][0].figures}
    assert figures == {
        "Visits": "1",
        "Bought for": format_money(receipt.total),
        "A visit on average": format_money(receipt.total),
        "Owes now": "₦0.00",
        "Last visit": "14 Mar 2026",
    }


def test_a_customers_page_tells_where_they_stand_and_what_became_of_their_points() -> None:
    ada = make_customer(name="Ada Obi")
    md = signed_in(make_md(make_shop()))
    make_programme()

    before = loyalty_section(md, ada)
    account = make_account(1250, customer=ada, tier="Gold")
    section = loyalty_section(md, ada)

    assert (before.empty, before.more) == ("Does not take part.", f"/admin/loyalty/account/add/?customer={ada.pk}")
    assert {str(title): str(cell.text) for title, cell in section.figures} == {
        "Points to spend": "1,250",
        "Worth": "₦1,250.00",
        "Tier": "Gold",
    }
    assert [str(cell.text) for cell in section.rows[0]][1::3] == ["adjusted: For the test", "1,250"]
    assert section.more == f"/admin/loyalty/account/{account.pk}/change/"


def test_whoever_may_not_see_points_is_told_none_and_whoever_may_not_enrol_is_not_offered_it() -> None:
    shop, ada = make_shop(), make_customer(name="Ada Obi")
    make_programme()
    stranger, viewer = make_user(shop), make_user(shop)
    for person, names in ((stranger, ["view_customer"]), (viewer, ["view_customer", "view_account"])):
        person.groups.clear()
        person.user_permissions.set(Permission.objects.filter(codename__in=names))

    assert loyalty_section(signed_in(stranger), ada) is None
    assert loyalty_section(signed_in(viewer), ada).more == ""


def loyalty_section(browser: Client, customer: Customer) -> Any:
    page = browser.get(f"{LIST}{customer.pk}/change/")
    return next((section for section in page.context["sections"] if section.title == "Loyalty"), None)


def test_a_customers_page_tells_of_shops_within_reach_only() -> None:
    ada = ada_with_everything()
    elsewhere = signed_in(make_cashier(make_shop()))

    page = elsewhere.get(f"{LIST}{ada.pk}/change/")

    assert Receipt.objects.get().number not in page.content.decode()
    assert str(page.context["figures"][0].figures[0][1].text) == "0"


def test_the_page_asks_as_often_for_one_receipt_as_for_three() -> None:
    till = make_till()
    shirt = make_goods("Oxford M")
    stock(shirt, till.floor, 9)
    ada, md = make_customer(), signed_in(make_md(till.shop))
    counts = []
    md.get(f"{LIST}{ada.pk}/change/")
    for more in (1, 2):
        for _sale in range(more):
            mailing.mail(sell(till, (shirt, 1), customer_id=ada.pk), "ada@example.com", by=till.actor)
        with CaptureQueriesContext(connection) as queries:
            md.get(f"{LIST}{ada.pk}/change/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
