"""What customers owe: how old it is, paid oldest first, told on paper and by mail."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.customers.models import Customer
from apps.mail.models import OutgoingMail
from apps.sales import ageing, debts, instalments, integrity, reminders, statements
from apps.sales.models import Debtor, DebtReminder, Receipt, Tender
from apps.sales.orders import TenderInput
from apps.sales.refusals import KeyReused, NothingDue, TooMuchPaid
from apps.stores import company
from apps.stores.models import Shop
from tests.factories.inventory import stock
from tests.factories.sales import Till, make_customer, make_till, sell
from tests.factories.stores import make_company
from tests.factories.users import make_cashier, make_md, make_user, signed_in
from tests.sales.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
SYSTEM = Actor.system()


@pytest.fixture
def ngozi() -> Customer:
    return make_customer(email="ngozi@example.com")


@pytest.fixture
def reminding() -> Iterator[None]:
    make_company(reminds_debtors=True)
    company.forget()
    yield
    company.forget()


def owe(till: Till, jeans: Product, customer: Customer, paid: str, *, days: int = 0, **changes: Any) -> Receipt:
    """A pair for ₦24,500 with a part ``paid``, so many ``days`` ago."""
    receipt = sell(till, (jeans, 1), customer_id=customer.pk, paid={"cash": paid}, **changes)
    Receipt.objects.filter(pk=receipt.pk).update(business_date=clock.today() - timedelta(days=days))
    receipt.refresh_from_db()
    return receipt


def cash(till: Till, amount: str) -> TenderInput:
    return TenderInput(till.methods["cash"].pk, Decimal(amount))


AGES = {0: "days_30", 30: "days_30", 31: "days_60", 60: "days_60", 61: "days_90", 90: "days_90", 91: "days_more"}


@pytest.mark.parametrize(("days", "bucket"), AGES.items())
def test_a_debt_is_in_the_bucket_of_its_age(
    till: Till, jeans: Product, ngozi: Customer, days: int, bucket: str
) -> None:
    owe(till, jeans, ngozi, "4500.00", days=days)

    debtor = ageing.debtors(Shop.objects.all(), on=clock.today()).get()

    found = {row.name: getattr(debtor, row.name) for row in ageing.BUCKETS if getattr(debtor, row.name)}
    assert (found, debtor.owed, debtor.open_receipts) == ({bucket: Decimal("20000.00")}, Decimal("20000.00"), 1)


def test_age_counts_from_the_day_that_was_agreed(till: Till, jeans: Product, ngozi: Customer) -> None:
    agreed = clock.today() - timedelta(days=1)
    owe(till, jeans, ngozi, "4500.00", days=80, due_on=agreed.isoformat())

    debtor = ageing.debtors(Shop.objects.all(), on=clock.today()).get()

    assert (debtor.days_30, debtor.days_90, debtor.oldest) == (Decimal("20000.00"), None, agreed)


def test_sums_add_up_the_buckets_of_all_debtors(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")
    owe(till, jeans, ngozi, "14500.00", days=45)
    owe(till, jeans, make_customer("Musa"), "24499.99", days=100)

    sums = ageing.sums(ageing.debtors(Shop.objects.all(), on=clock.today()), Shop.objects.all(), on=clock.today())

    by_age = [sums.pop(bucket.name) for bucket in ageing.BUCKETS]
    assert by_age == [Decimal("20000.00"), Decimal("10000.00"), Decimal("0.00"), Decimal("0.01")]
    assert sums == {"owed": Decimal("30000.01"), "overdue": Decimal("0.00"), "people": 2}


def test_a_payment_pays_the_oldest_debt_first(till: Till, jeans: Product, ngozi: Customer) -> None:
    young, old = owe(till, jeans, ngozi, "4500.00"), owe(till, jeans, ngozi, "14500.00", days=45)

    debts.pay(ngozi, cash(till, "12000.00"), key=uuid4(), by=till.actor, shift=till.shift)

    dues = [Receipt.objects.get(pk=row.pk).due for row in (young, old)]
    assert (dues, integrity.problems()) == ([Decimal("18000.00"), Decimal("0.00")], [])


def test_the_same_payment_sent_twice_is_taken_once(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")
    owe(till, jeans, ngozi, "14500.00", days=45)
    key = uuid4()

    both = [debts.pay(ngozi, cash(till, "12000.00"), key=key, by=till.actor, shift=till.shift) for _again in range(2)]

    assert both[0] == both[1]
    assert sum(tender.amount for tender in both[1]) == Decimal("12000.00")


def test_more_than_is_owed_is_refused(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")
    transfer = TenderInput(till.methods["transfer"].pk, Decimal("20000.01"), "TRF 1")

    with refused(TooMuchPaid):
        debts.pay(ngozi, transfer, key=uuid4(), by=till.actor, shift=till.shift)


def test_cash_beyond_all_that_is_owed_gives_change(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")
    owe(till, jeans, ngozi, "14500.00")

    paid = debts.pay(ngozi, cash(till, "31000.00"), key=uuid4(), by=till.actor, shift=till.shift)

    assert sum(row.amount for row in paid) == Decimal("30000.00")
    assert (instalments.change_of(paid), integrity.problems()) == (Decimal("1000.00"), [])


def test_nothing_is_no_payment(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")

    with refused(InvalidInput):
        debts.pay(ngozi, cash(till, "0.00"), key=uuid4(), by=till.actor, shift=till.shift)


def test_the_same_key_for_another_payment_is_refused(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")
    key = uuid4()
    debts.pay(ngozi, cash(till, "5000.00"), key=key, by=till.actor, shift=till.shift)

    for other in (cash(till, "5000.01"), replace(cash(till, "5000.00"), reference="R")):
        with refused(KeyReused):
            debts.pay(ngozi, other, key=key, by=till.actor, shift=till.shift)


def test_only_what_is_owed_in_the_shops_that_are_named_is_paid(till: Till, jeans: Product, ngozi: Customer) -> None:
    there = make_till(code="LA1", city="Lagos", name="Ikeja")
    stock(jeans, there.floor, 1)
    far, near = owe(there, jeans, ngozi, "4500.00", days=45), owe(till, jeans, ngozi, "4500.00")
    here = Shop.objects.filter(pk=till.shop.pk)

    debts.pay(ngozi, cash(till, "20000.00"), key=uuid4(), by=till.actor, shift=till.shift, shops=here)

    assert [Receipt.objects.get(pk=row.pk).due for row in (far, near)] == [Decimal("20000.00"), Decimal("0.00")]
    with refused(NothingDue) as refusal:
        debts.pay(ngozi, cash(till, "1.00"), key=uuid4(), by=till.actor, shift=till.shift, shops=here)
    assert refusal[0].sentence == "Ngozi Eze owes nothing in your shops: name the receipt that is paid."


def test_who_owes_nothing_pays_nothing(till: Till, ngozi: Customer) -> None:
    with refused(NothingDue):
        debts.pay(ngozi, cash(till, "1.00"), key=uuid4(), by=till.actor, shift=till.shift)


def test_a_statement_tells_every_open_receipt_with_its_payments(till: Till, jeans: Product, ngozi: Customer) -> None:
    late = clock.today() - timedelta(days=40)
    old = owe(till, jeans, ngozi, "14500.00", days=45, due_on=late.isoformat())
    young = owe(till, jeans, ngozi, "4500.00")
    sell(till, (jeans, 1), customer_id=ngozi.pk)

    told = statements.statement_of(ngozi)

    assert [(row.receipt, row.paid, row.days) for row in told.rows] == [
        (old, Decimal("14500.00"), 40),
        (young, Decimal("4500.00"), 0),
    ]
    assert (told.owed, told.overdue) == (Decimal("30000.00"), Decimal("10000.00"))
    assert [amount for _title, amount in told.ages] == [Decimal(20000), Decimal(10000), Decimal(0), Decimal(0)]
    assert statements.pdf(ngozi).startswith(b"%PDF")


def test_a_statement_takes_the_same_queries_at_one_and_at_three_receipts(
    till: Till, jeans: Product, ngozi: Customer
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            statements.statement_of(ngozi)
        return len(counted)

    owe(till, jeans, ngozi, "4500.00")
    one = queries()
    owe(till, jeans, ngozi, "4500.00")
    owe(till, jeans, ngozi, "4500.00")

    assert queries() == one


def test_a_statement_is_mailed_with_its_pdf(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")

    mail = statements.mail(ngozi, "ngozi@example.com", by=till.actor)

    assert (mail.recipient, "₦20,000.00 is open" in mail.body) == ("ngozi@example.com", True)
    assert bytes(mail.attachments.get().content).startswith(b"%PDF")
    assert AuditEntry.objects.filter(act="sales.mail_statement").count() == 1


def test_reminders_are_off_by_default(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00", due_on=(clock.today() - timedelta(days=1)).isoformat())

    assert (reminders.send_due(by=SYSTEM), OutgoingMail.objects.count()) == (0, 0)


@pytest.mark.usefixtures("reminding")
def test_whose_day_has_passed_is_reminded_once_in_two_weeks(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00", due_on=(clock.today() - timedelta(days=1)).isoformat())
    owe(till, jeans, make_customer("Musa", email="musa@example.com"), "4500.00", due_on=clock.today().isoformat())
    owe(till, jeans, make_customer("No mail"), "4500.00", due_on=(clock.today() - timedelta(days=1)).isoformat())

    sent = []
    for days in (0, 0, 13, 14):
        with clock.at(clock.now() + timedelta(days=days)):
            sent.append(reminders.send_due(by=SYSTEM))

    assert sent == [1, 0, 1, 1]  # on the 13th day Musa's has passed too
    assert list(OutgoingMail.objects.order_by("pk").values_list("recipient", flat=True)) == [
        *("ngozi@example.com", "musa@example.com", "ngozi@example.com")
    ]
    assert DebtReminder.objects.count() == 3


def dashboard(client: Client, **asked: str) -> str:
    return client.get(reverse("admin:sales_debtor_changelist"), asked).content.decode()


def test_the_dashboard_filters_by_age_and_shop(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00", days=45)
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    md = signed_in(make_md(till.shop))

    assert "Ngozi Eze" in dashboard(md)
    assert "Ngozi Eze" in dashboard(md, age="days_60", shop=str(till.shop.pk))
    assert "Ngozi Eze" not in dashboard(md, age="days_30")
    assert "Ngozi Eze" not in dashboard(md, shop=str(other.shop.pk))


def test_a_cashier_of_another_shop_sees_no_debt_of_this_one(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    stranger = signed_in(make_cashier(other.shop))

    assert "Ngozi Eze" not in dashboard(stranger)
    assert stranger.get(reverse("admin:sales_debtor_change", args=[ngozi.pk])).status_code in (302, 404)


def test_a_payment_is_taken_on_the_debtors_page(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")
    values = {"key": uuid4(), "method": till.methods["cash"].pk, "amount": "5000", "shift": till.shift.pk}

    address = reverse("admin:sales_debtor_take_payment", args=[ngozi.pk])
    answer = signed_in(make_md(till.shop)).post(address, {"_form_submitted": "on"} | values)

    assert "HX-Redirect" in answer
    assert (Debtor.objects.get(pk=ngozi.pk).receipts.get().due, Tender.objects.count()) == (Decimal("15000.00"), 2)


def test_the_debtors_page_says_what_is_change(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")
    values = {"key": uuid4(), "method": till.methods["cash"].pk, "amount": "20500", "shift": till.shift.pk}
    md = signed_in(make_md(till.shop))

    md.post(reverse("admin:sales_debtor_take_payment", args=[ngozi.pk]), {"_form_submitted": "on"} | values)

    page = dashboard(md)
    assert ("₦500.00 is change: give it back." in page, "owes nothing any more" in page) == (True, True)


def test_cash_is_put_into_a_drawer_of_ones_own_shop_first(till: Till, jeans: Product, ngozi: Customer) -> None:
    owe(till, jeans, ngozi, "4500.00")
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    address = reverse("admin:sales_debtor_take_payment", args=[ngozi.pk])

    def chosen(shop: Shop) -> object:
        form = signed_in(make_md(shop)).get(address).context["form"]
        return form["shift"].value()

    assert (chosen(till.shop), chosen(lagos.shop)) == (till.shift.pk, lagos.shift.pk)


def test_whoever_does_not_see_contacts_is_shown_masked_ones(till: Till, jeans: Product) -> None:
    owe(till, jeans, make_customer(phone="+2348031234567", email="ngozi@example.com"), "4500.00")
    debtor = Debtor.objects.get()
    accountant = make_user(till.shop)
    accountant.user_permissions.add(Permission.objects.get(codename="view_debtor"))
    browser = signed_in(accountant)

    page = browser.get(reverse("admin:sales_debtor_change", args=[debtor.pk])).content.decode()

    assert ("2348031234567" in page, "ngozi@example.com" in page, "0803 ••• 4567" in page) == (False, False, True)
    assert "2348031234567" not in dashboard(browser)
