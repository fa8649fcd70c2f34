"""Money owed, at the till: who owes, what is open, and a payment of it, once."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core import clock
from apps.credits import integrity as credit_books
from apps.customers.models import Customer
from apps.printing.models import PrintJob
from apps.sales import integrity, links, shifts
from apps.sales.models import Receipt, Tender
from apps.stores import company
from apps.stores.models import PaymentMethod
from tests.factories.credits import make_credit
from tests.factories.inventory import make_goods, stock
from tests.factories.kiosk import browser_at
from tests.factories.loyalty import make_account, make_programme
from tests.factories.sales import Till, make_customer, make_till, sell
from tests.factories.sales import make_cashier as make_seller
from tests.factories.users import make_md, make_user
from tests.kiosk.test_commands import ask, refusal
from tests.sales.conftest import everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def shirt(till: Till) -> Product:
    product = make_goods("Oxford Shirt M", price=Decimal("10000.00"))
    stock(product, till.floor, 10)
    return product


@pytest.fixture
def ngozi() -> Customer:
    return make_customer(phone="+2348031112222")


@pytest.fixture
def receipt(till: Till, shirt: Product, ngozi: Customer) -> Receipt:
    """₦6,000 due of ₦10,000, ten days ago, to be paid by five days ago."""
    return owe(till, shirt, ngozi, "4000.00", days=10, due_on=clock.today() - timedelta(days=5))


def owe(till: Till, shirt: Product, customer: Customer, paid: str, *, days: int = 0, due_on: Any = None) -> Receipt:
    sold = sell(till, (shirt, 1), customer_id=customer.pk, paid={"cash": paid})
    Receipt.objects.filter(pk=sold.pk).update(business_date=clock.today() - timedelta(days=days), due_on=due_on)
    sold.refresh_from_db()
    return sold


def payment(till: Till, amount: str, *, by: str = "cash", **more: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "method_id": till.methods[by].pk, "amount": amount, "reference": ""} | more


def slips() -> list[dict[str, Any]]:
    jobs = PrintJob.objects.filter(title__startswith="Payment receipt").order_by("pk")
    return [json.loads(job.document) for job in jobs]


def role_with(till: Till, *permissions: str) -> Client:
    """Somebody at the till who may do these things of selling, and nothing else."""
    return browser_at(till.register, make_seller(f"with-{len(permissions)}", till.shop, permissions=permissions))


def books() -> list[str]:
    return [*integrity.problems(), *credit_books.findings()]


# Who owes, and what.


def test_what_a_customer_owes_is_told_the_oldest_first_with_its_payments(
    browser: Client, till: Till, shirt: Product, ngozi: Customer, receipt: Receipt
) -> None:
    owe(till, shirt, ngozi, "9000.00")

    told = ask(browser, "debts", customer_id=ngozi.pk)["body"]

    old, young = told["receipts"]
    payments = old.pop("payments")
    assert old == {
        "number": receipt.number,
        "shop": "Wuse II",
        "sold_at": receipt.sold_at.isoformat(),
        "total": "10000.00",
        "returned": "0.00",
        "paid": "4000.00",
        "due": "6000.00",
        "due_on": (clock.today() - timedelta(days=5)).isoformat(),
        "days": 5,
    }
    assert [(row["name"], row["amount"], row["state"]) for row in payments] == [("Cash", "4000.00", "confirmed")]
    assert (young["due"], young["days"], young["due_on"]) == ("1000.00", 0, None)
    assert (told["owed"], told["elsewhere"], told["customer"]["due"]) == ("7000.00", "0.00", "7000.00")


def test_who_owes_is_found_by_name_and_phone_and_listed_by_how_much(
    browser: Client, till: Till, shirt: Product, ngozi: Customer, receipt: Receipt
) -> None:
    owe(till, shirt, make_customer("Musa Bello"), "1000.00")
    make_customer("Ngozi Eze")  # owes nothing

    def names(text: str) -> list[str]:
        return [row["name"] for row in ask(browser, "find_debtors", text=text)["body"]["debtors"]]

    assert names("") == ["Musa Bello", "Ngozi Eze"]
    assert names("ngo") == names("0803 111") == ["Ngozi Eze"]
    told = ask(browser, "find_debtors", text="ngo")["body"]["debtors"][0]
    assert (told["owed"], told["receipts"], told["days"], told["customer_id"]) == ("6000.00", 1, 5, ngozi.pk)


def test_a_receipt_is_found_by_number_and_qr_with_its_history(browser: Client, receipt: Receipt) -> None:
    for text in (receipt.number, receipt.number.lower(), f"https://shop.example{links.path_of(receipt)}"):
        assert ask(browser, "find_debtors", text=text)["body"] == {"number": receipt.number, "debtors": []}

    told = ask(browser, "debt", number=receipt.number)["body"]

    assert [row["due"] for row in told["receipts"]] == ["6000.00"]
    assert told["customer"]["name"] == "Ngozi Eze"
    assert refusal(ask(browser, "debt", number="RCP-1")) == "not_found"
    assert refusal(ask(browser, "debts", customer_id=999_999)) == "not_found"
    assert ask(browser, "find_debtors", text="http://[nonsense")["body"] == {"number": "", "debtors": []}


def test_the_debts_are_told_by_as_many_queries_however_many(
    browser: Client, till: Till, shirt: Product, ngozi: Customer, receipt: Receipt
) -> None:
    def queries(name: str, **body: Any) -> int:
        with CaptureQueriesContext(connection) as counted:
            ask(browser, name, **body)
        return len(counted)

    queries("debts", customer_id=ngozi.pk)  # what is remembered is remembered
    one = queries("debts", customer_id=ngozi.pk), queries("find_debtors", text="")
    for _turn in range(3):
        owe(till, shirt, ngozi, "9000.00")
        owe(till, shirt, make_customer("Musa Bello"), "1000.00")

    assert (queries("debts", customer_id=ngozi.pk), queries("find_debtors", text="")) == one


def test_who_sees_no_contacts_is_told_masked_ones(till: Till, receipt: Receipt) -> None:
    told = ask(role_with(till, "sell", "view_debtor"), "find_debtors", text="ngozi")["body"]["debtors"][0]

    assert told["phone"] == "0803 ••• 2222"


# A payment.


def test_a_receipt_is_paid_in_parts_until_nothing_is_due(browser: Client, till: Till, receipt: Receipt) -> None:
    first = ask(browser, "pay_debt", number=receipt.number, **payment(till, "2000.00"))["body"]
    last = ask(browser, "pay_debt", number=receipt.number, **payment(till, "5000.00"))["body"]

    assert first["rows"] == [{"number": receipt.number, "amount": "2000.00", "due": "4000.00"}]
    assert (first["amount"], first["change"], first["owed"]) == ("2000.00", "0.00", "4000.00")
    assert (last["amount"], last["change"], last["owed"], last["is_cash"]) == ("4000.00", "1000.00", "0.00", True)
    assert (last["customer"]["due"], books()) == ("0.00", [])
    assert set(Tender.objects.values_list("shift__number", flat=True)) == {till.shift.number}
    assert refusal(ask(browser, "pay_debt", number=receipt.number, **payment(till, "1.00"))) == "nothing_due"


def test_all_that_a_customer_owes_is_paid_oldest_first(
    browser: Client, till: Till, shirt: Product, ngozi: Customer, receipt: Receipt
) -> None:
    young = owe(till, shirt, ngozi, "9000.00")

    told = ask(browser, "pay_debt", customer_id=ngozi.pk, **payment(till, "6500.00"))["body"]

    assert told["rows"] == [
        {"number": receipt.number, "amount": "6000.00", "due": "0.00"},
        {"number": young.number, "amount": "500.00", "due": "500.00"},
    ]
    assert (told["amount"], told["owed"], len(slips()), books()) == ("6500.00", "500.00", 1, [])


def test_sent_twice_it_is_one_payment_with_one_slip_though_the_shift_is_closed_since(
    browser: Client, till: Till, ngozi: Customer, receipt: Receipt
) -> None:
    one = payment(till, "2000.00", number=receipt.number)
    whole = payment(till, "1000.00", customer_id=ngozi.pk)

    first = [ask(browser, "pay_debt", **body) for body in (one, one, whole)]
    again = ask(browser, "pay_debt", **whole)
    shifts.close(till.shift, counted=shifts.expected_cash(till.shift), by=till.actor)
    late = ask(browser, "pay_debt", **whole)

    assert (first[0], first[2]) == (first[1], again)
    assert (late, Tender.objects.count(), len(slips()), books()) == (again, 3, 2, [])


def test_another_payment_under_the_same_key_is_refused(
    browser: Client, till: Till, ngozi: Customer, receipt: Receipt
) -> None:
    body = payment(till, "2000.00", number=receipt.number)
    ask(browser, "pay_debt", **body)
    before = everything()

    changed: tuple[dict[str, Any], ...] = (
        *({"amount": "2000.01"}, {"reference": "R"}, {"method_id": till.methods["card"].pk}),
        {"number": "", "customer_id": ngozi.pk},
    )
    told = [ask(browser, "pay_debt", **body | change) for change in changed]

    assert [refusal(row) for row in told] == ["key_reused"] * len(changed)
    assert told[0]["refusal"]["sentence"] == (
        "This payment was changed after it was taken (₦2,000.00). Begin a new one."
    )
    assert everything() == before


def test_what_cannot_be_taken_is_refused_and_nothing_is_written(
    browser: Client, till: Till, ngozi: Customer, receipt: Receipt
) -> None:
    PaymentMethod.objects.filter(pk=till.methods["card"].pk).update(is_active=False)
    company.forget()
    number, whose = {"number": receipt.number}, {"customer_id": ngozi.pk}
    before = everything()

    def code(**body: Any) -> str:
        return refusal(ask(browser, "pay_debt", **body))

    for whom in (number, whose):
        assert code(**payment(till, "6000.01", by="transfer", reference="T 1"), **whom) == "too_much_paid"
        assert code(**payment(till, "10.00", by="transfer"), **whom) == "reference_missing"
        assert code(**payment(till, "10.00", by="card"), **whom) == "method_unavailable"
        assert code(**payment(till, "10.00", by="exchange"), **whom) == "method_unavailable"
        assert code(**payment(till, "10.00", by="credit", reference="SC-1"), **whom) == "credit_unusable"
        assert code(**payment(till, "0.00"), **whom) == "invalid_input"
        assert code(**payment(till, "10.00", method_id=999_999), **whom) == "method_unavailable"
    assert code(**payment(till, "10.00")) == "invalid_input"
    assert code(**payment(till, "10.00", customer_id=make_customer("Musa").pk)) == "nothing_due"
    assert everything() == before


def test_more_than_is_due_is_refused_in_words(browser: Client, till: Till, ngozi: Customer, receipt: Receipt) -> None:
    body = payment(till, "6000.01", by="transfer", reference="T 1", customer_id=ngozi.pk)

    told = ask(browser, "pay_debt", **body)["refusal"]

    assert told["sentence"] == "Ngozi Eze owes ₦6,000.00: take no more than that."


def test_without_an_open_shift_nothing_is_taken(browser: Client, till: Till, receipt: Receipt) -> None:
    shifts.close(till.shift, counted=shifts.expected_cash(till.shift), by=till.actor)
    before = everything()

    told = ask(browser, "pay_debt", **payment(till, "10.00", number=receipt.number))

    assert (refusal(told), everything()) == ("no_open_shift", before)


def test_a_transfer_waits_for_its_confirmation(browser: Client, till: Till, receipt: Receipt) -> None:
    PaymentMethod.objects.filter(pk=till.methods["transfer"].pk).update(awaits_confirmation=True)
    company.forget()

    told = ask(browser, "pay_debt", **payment(till, "6000.00", by="transfer", reference="T 1", number=receipt.number))

    assert (told["body"]["is_awaited"], told["body"]["owed"]) == (True, "0.00")
    assert Tender.objects.latest("pk").state == Tender.State.AWAITED
    assert "Counts once the bank confirms it." in json.dumps(slips()[0])


def test_store_credit_pays_a_debt_over_several_receipts(
    browser: Client, till: Till, shirt: Product, ngozi: Customer, receipt: Receipt
) -> None:
    owe(till, shirt, ngozi, "9000.00")
    credit = make_credit("6500.00", customer=ngozi)

    told = ask(
        browser, "pay_debt", **payment(till, "6500.00", by="credit", reference=credit.number, customer_id=ngozi.pk)
    )["body"]

    credit.refresh_from_db()
    assert (told["owed"], told["customer"]["credits"], credit.left, books()) == ("500.00", [], Decimal("0.00"), [])


def test_the_points_of_a_receipt_are_told_once_it_is_paid_in_full(
    browser: Client, till: Till, ngozi: Customer, receipt: Receipt
) -> None:
    make_programme()
    make_account(customer=ngozi)

    earned = [
        ask(browser, "pay_debt", **payment(till, amount, number=receipt.number))["body"]["earned"]
        for amount in ("2000.00", "4000.00")
    ]

    assert (earned, books()) == ([0, 100], [])


# The paper.


def test_the_slip_tells_the_history_and_opens_the_drawer_for_cash(
    browser: Client, till: Till, receipt: Receipt
) -> None:
    ask(browser, "pay_debt", **payment(till, "7000.00", number=receipt.number))

    kinds = [block["kind"] for block in slips()[0]["blocks"]]
    text = json.dumps(slips()[0], ensure_ascii=False)
    assert kinds[-1] == "drawer"
    figures = ("₦10,000.00", "₦4,000.00", "₦6,000.00", "₦7,000.00", "₦1,000.00")
    assert [words for words in (receipt.number, "PAID IN FULL", *figures) if words not in text] == []
    assert PrintJob.objects.latest("pk").shop == till.shop


def test_the_slip_prints_again_as_a_copy_that_opens_no_drawer(browser: Client, till: Till, receipt: Receipt) -> None:
    body = payment(till, "6000.00", number=receipt.number)
    ask(browser, "pay_debt", **body)

    told = ask(browser, "print_payment", key=body["key"])

    first, copy = slips()
    assert (told["ok"], "COPY" in json.dumps(first), "COPY" in json.dumps(copy)) == (True, False, True)
    assert "drawer" not in [block["kind"] for block in copy["blocks"]]
    assert AuditEntry.objects.filter(act="sales.print_payment").count() == 1
    assert refusal(ask(browser, "print_payment", key=str(uuid4()))) == "not_found"


# Doors.


def test_who_may_not_see_debts_or_sell_takes_no_payment(till: Till, ngozi: Customer, receipt: Receipt) -> None:
    before = everything()
    whole, one = {"customer_id": ngozi.pk}, {"number": receipt.number}

    looker = browser_at(till.register, make_user(till.shop, role="accountant"))
    looks = [ask(looker, name, **whole, **one)["ok"] for name in ("find_debtors", "debts", "debt")]
    pays = [refusal(ask(looker, "pay_debt", **payment(till, "10.00"), **whom)) for whom in (one, whole)]
    seller = role_with(till, "sell")
    asks = [refusal(ask(seller, name, **whole, **one)) for name in ("find_debtors", "debts", "debt")]
    asks += [refusal(ask(seller, "pay_debt", **payment(till, "10.00"), **whom)) for whom in (one, whole)]

    assert (looks, pays, asks) == ([True] * 3, ["not_allowed"] * 2, ["not_allowed"] * 5)
    assert {**everything(), "AuditEntry": 0} == {**before, "AuditEntry": 0}  # enrolling the device is written down


def test_who_sees_receipts_only_pays_one_receipt_and_not_the_whole_debt(
    till: Till, ngozi: Customer, receipt: Receipt
) -> None:
    seller = role_with(till, "sell", "view_receipt")

    assert refusal(ask(seller, "pay_debt", **payment(till, "10.00"), customer_id=ngozi.pk)) == "not_allowed"
    told = ask(seller, "pay_debt", **payment(till, "10.00"), number=receipt.number)["body"]

    assert (told["owed"], told["customer"]["name"], told["customer"]["phone"]) == ("5990.00", "Ngozi Eze", "")


def test_a_debt_of_another_shop_is_hidden_but_paid_by_its_receipts_number(
    browser: Client, till: Till, shirt: Product, ngozi: Customer
) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    stock(shirt, lagos.floor, 1)
    far = owe(lagos, shirt, ngozi, "1000.00")

    hidden = ask(browser, "debts", customer_id=ngozi.pk)["body"]
    nothing = ask(browser, "pay_debt", **payment(till, "9000.00"), customer_id=ngozi.pk)
    told = ask(browser, "pay_debt", **payment(till, "9000.00"), number=far.number)

    assert (hidden["receipts"], hidden["owed"], hidden["elsewhere"]) == ([], "0.00", "9000.00")
    assert ask(browser, "find_debtors", text="ngozi")["body"]["debtors"] == []
    assert refusal(nothing) == "nothing_due"
    assert (told["body"]["owed"], Tender.objects.latest("pk").shift) == ("0.00", till.shift)


def test_an_md_sees_and_pays_the_debts_of_every_shop_at_once(
    till: Till, shirt: Product, ngozi: Customer, receipt: Receipt
) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    stock(shirt, lagos.floor, 1)
    owe(lagos, shirt, ngozi, "1000.00")
    md = browser_at(till.register, make_md(till.shop))

    told = ask(md, "pay_debt", **payment(till, "15000.00"), customer_id=ngozi.pk)["body"]

    assert (len(told["rows"]), told["owed"], books()) == (2, "0.00", [])
