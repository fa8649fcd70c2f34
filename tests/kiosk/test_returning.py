"""What a till may ask about goods that come back, over its one door."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.catalog.models import Product
from apps.credits.models import Credit
from apps.customers.models import Customer
from apps.returns.models import Return
from apps.sales import links
from apps.sales.models import Receipt
from tests.factories.credits import make_credit
from tests.factories.inventory import make_goods, stock
from tests.factories.kiosk import PIN, browser_at, give_pin
from tests.factories.preorders import arrived, pick_up
from tests.factories.returns import ask as ask_for
from tests.factories.sales import Till, make_customer, make_till, message, sell
from tests.factories.users import make_md, make_user
from tests.kiosk.test_commands import ask, refusal
from tests.preorders.conftest import books as preorder_books
from tests.returns.conftest import books, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt(till: Till) -> Product:
    product = make_goods("Oxford Shirt M", price=Decimal("12000.00"))
    stock(product, till.floor, 10)
    return product


@pytest.fixture
def receipt(till: Till, shirt: Product) -> Receipt:
    return sell(till, (shirt, 2), customer_id=make_customer().pk)


def body(receipt: Receipt, **changes: Any) -> dict[str, Any]:
    lines = [{"position": 1, "pieces": 1, "condition": "good"}]
    told = {"key": str(uuid4()), "number": receipt.number, "reason": "Too small", "refund": "cash", "lines": lines}
    return told | changes


def word(browser: Client, till: Till, key: str) -> dict[str, str]:
    """An MD's PIN for this return."""
    ada = give_pin(make_md(till.shop))
    told = ask(browser, "approve", approver_id=ada.pk, pin=PIN, action="return", subject=key)
    return {"token": told["body"]["token"], "action": "return", "limit": ""}


def test_a_receipt_is_found_by_number_qr_and_customer(browser: Client, receipt: Receipt) -> None:
    for text in (receipt.number, links.path_of(receipt), "ngozi"):
        found = ask(browser, "find_sold", text=text)["body"]["receipts"]
        assert [row["number"] for row in found] == [receipt.number]


def test_a_part_of_a_phone_finds_the_receipts_only_for_who_sees_phones(receipt: Receipt, till: Till) -> None:
    Customer.objects.update(phone="+2348031234567")

    def found(text: str, *rights: str) -> int:
        person = make_user(till.shop)
        person.user_permissions.set(Permission.objects.filter(codename__in=("add_return", "sell", *rights)))
        return len(ask(browser_at(till.register, person), "find_sold", text=text)["body"]["receipts"])

    assert (found("8031"), found("0803 123 4567"), found("8031", "view_contacts")) == (0, 1, 1)


def test_a_receipt_tells_what_may_still_come_back(browser: Client, receipt: Receipt, till: Till) -> None:
    ask_for(receipt, till)

    told = ask(browser, "returnable", number=receipt.number)["body"]

    assert [(line["quantity"], line["left"]) for line in told["lines"]] == [(2, 1)]
    assert (told["refusal"], told["is_late"], told["receipt"]["customer"]["name"]) == ("", False, "Ngozi Eze")
    assert "cost" not in str(told)


def test_a_quote_writes_nothing(browser: Client, receipt: Receipt) -> None:
    before = everything()

    told = ask(browser, "quote_return", **body(receipt))["body"]

    assert (told["value"], told["money"], told["credits"]) == (told["money"], str(receipt.total / 2), [])
    assert everything() == before


def test_without_a_word_a_cashier_pays_nothing_back(browser: Client, receipt: Receipt) -> None:
    before = everything()

    assert refusal(ask(browser, "take_back", **body(receipt))) == "approval_needed"

    assert everything() == before


def test_with_an_mds_pin_it_is_paid_back_at_once_and_sent_twice_only_once(
    browser: Client, receipt: Receipt, till: Till
) -> None:
    asked = body(receipt)
    asked["approval"] = word(browser, till, asked["key"])

    first, second = (ask(browser, "take_back", **asked)["body"]["return"] for _again in range(2))

    assert (first, first["state"], first["paid_back"]) == (second, "completed", str(receipt.total / 2))
    assert (Return.objects.count(), books()) == (1, [])


def test_what_waits_is_approved_and_completed_at_the_till(browser: Client, receipt: Receipt, till: Till) -> None:
    asked = ask(browser, "ask_return", **body(receipt))["body"]["return"]
    assert refusal(ask(browser, "complete_return", number=asked["number"], refund="cash")) == "wrong_state"
    assert [row["number"] for row in ask(browser, "waiting_returns")["body"]["returns"]] == [asked["number"]]

    approval = word(browser, till, asked["key"])
    assert (
        ask(browser, "approve_return", number=asked["number"], approval=approval)["body"]["return"]["state"]
        == "approved"
    )
    done = ask(browser, "complete_return", number=asked["number"], refund="credit")["body"]["return"]

    assert (done["credit_number"][:3], books()) == ("SC-", [])
    assert ask(browser, "waiting_returns")["body"]["returns"] == []


def test_an_exchange_is_one_ticket(browser: Client, receipt: Receipt, till: Till) -> None:
    cap = make_goods("Cap")
    stock(cap, till.floor, 1)
    goods = body(receipt)
    goods["approval"] = word(browser, till, goods["key"])
    sale = message(till, (cap, 1), cashier_id=None)
    sale["tenders"] = [{"method_id": till.methods["exchange"].pk, "amount": sale["total"], "reference": ""}]

    first, second = (ask(browser, "exchange", **{"return": goods, "sale": sale})["body"] for _again in range(2))

    assert (first["return"], first["receipt"]["number"]) == (second["return"], second["receipt"]["number"])
    assert (first["return"]["exchanged"], Receipt.objects.count(), books()) == (sale["total"], 2, [])
    offline = sale | {"is_offline": True, "key": str(uuid4())}
    assert refusal(ask(browser, "exchange", **{"return": body(receipt), "sale": offline})) == "invalid_input"


def test_goods_brought_back_pay_for_a_pre_order(browser: Client, receipt: Receipt, till: Till) -> None:
    preorder = arrived(till, customer=receipt.customer, paid={"cash": "40000.00"})
    goods = body(receipt, lines=[{"position": 1, "pieces": 1, "condition": "good"}])
    goods["approval"] = word(browser, till, goods["key"])
    deposit = Credit.objects.get(document=preorder.number).number
    paid = (("deposit", "40000.00", deposit), ("exchange", "12000.00", ""), ("cash", "8000.00", ""))
    sale = pick_up(till, preorder, *paid, cashier_id=None)

    told = ask(browser, "exchange", **{"return": goods, "sale": sale})["body"]

    preorder.refresh_from_db()
    assert (preorder.state, preorder.receipt and preorder.receipt.number) == ("fulfilled", told["receipt"]["number"])
    assert (told["return"]["exchanged"], books(), preorder_books()) == ("12000.00", [], [])


def test_a_quote_tells_what_the_customer_can_spend_afterwards(browser: Client, till: Till, shirt: Product) -> None:
    ngozi = make_customer()
    credit = make_credit("500.00", customer=ngozi)
    asked = message(till, (shirt, 1), customer_id=ngozi.pk, cashier_id=None)
    rest = f"{shirt.price - 200:.2f}"
    rows = [("credit", "200.00", credit.number), ("cash", rest, "")]
    asked["tenders"] = [{"method_id": till.methods[k].pk, "amount": a, "reference": r} for k, a, r in rows]
    answer = ask(browser, "sell", **asked)
    assert answer["ok"], answer
    number = answer["body"]["receipt"]["number"]

    told = ask(browser, "quote_return", **body(Receipt.objects.get(number=number)))["body"]

    assert (told["credit"], told["money"]) == ("200.00", rest)
    assert told["credits"] == [{"number": credit.number, "left": "500.00", "expires_on": None}]


COMMANDS = (
    *("find_sold", "returnable", "quote_return", "ask_return", "take_back", "exchange"),
    *("waiting_returns", "waiting_return", "approve_return", "reject_return", "complete_return"),
)


@pytest.mark.parametrize("name", COMMANDS)
def test_who_may_not_return_asks_nothing(till: Till, name: str, receipt: Receipt) -> None:
    stranger = browser_at(till.register, make_user(till.shop))

    assert refusal(ask(stranger, name, **body(receipt))) == "not_allowed"
    assert Return.objects.count() == 0


def test_a_return_of_another_shop_is_not_completed_here(browser: Client, receipt: Receipt) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    goods = ask_for(receipt, lagos, by=lagos.actor)

    assert refusal(ask(browser, "complete_return", number=goods.number, refund="cash")) == "not_found"
    assert ask(browser, "waiting_returns")["body"]["returns"] == []


def reject_word(browser: Client, till: Till, key: str) -> dict[str, str]:
    ada = give_pin(make_md(till.shop))
    told = ask(browser, "approve", approver_id=ada.pk, pin=PIN, action="reject_return", subject=key)
    return {"token": told["body"]["token"], "action": "reject_return", "limit": ""}


def test_an_approver_rejects_at_the_till_with_a_reason(browser: Client, receipt: Receipt, till: Till) -> None:
    goods = ask_for(receipt, till)
    assert ask(browser, "waiting_return", number=goods.number)["body"]["return"]["may_reject"] is False
    before = everything()
    assert refusal(ask(browser, "reject_return", number=goods.number, reason="Worn")) == "approval_needed"
    assert everything() == before

    approval = reject_word(browser, till, str(goods.key))
    told = ask(browser, "reject_return", number=goods.number, reason="Worn", approval=approval)["body"]["return"]

    assert (told["state"], ask(browser, "waiting_returns")["body"]["returns"], books()) == ("rejected", [], [])
    again = ask(browser, "reject_return", number=goods.number, reason="Worn", approval=approval)
    assert refusal(again) == "approval_invalid"
    assert ask(browser, "waiting_return", number=goods.number)["body"]["quote"] is None


def test_who_asked_takes_it_back_at_the_till_and_says_why(browser: Client, receipt: Receipt) -> None:
    number = ask(browser, "ask_return", **body(receipt))["body"]["return"]["number"]
    assert ask(browser, "waiting_return", number=number)["body"]["return"]["may_reject"] is True
    assert refusal(ask(browser, "reject_return", number=number, reason=" ")) == "invalid_input"

    told = ask(browser, "reject_return", number=number, reason="Kept it")["body"]["return"]

    assert (told["state"], books()) == ("rejected", [])


def test_what_waits_is_shown_with_its_goods_and_what_it_would_bring(
    browser: Client, receipt: Receipt, till: Till
) -> None:
    goods = ask_for(receipt, till)

    told = ask(browser, "waiting_return", number=goods.number)["body"]

    half = str(receipt.total / 2)
    assert told["lines"] == [{"name": receipt.lines.get().name, "pieces": 1, "condition": "good"}]
    assert (told["quote"]["money"], told["return"]["value"], told["customer"]["name"]) == (half, half, "Ngozi Eze")
    assert (told["is_of_customer"], "cost" in str(told)) == (True, False)


def exchange_of(waiting: str, till: Till, **changes: Any) -> dict[str, Any]:
    """A new cap for what comes back."""
    cap = make_goods(f"Cap {uuid4()}")
    stock(cap, till.floor, 1)
    sale = message(till, (cap, 1), cashier_id=None)
    sale["tenders"] = [{"method_id": till.methods["exchange"].pk, "amount": sale["total"], "reference": ""}]
    return {"return": {"waiting": waiting, "refund": "cash"} | changes, "sale": sale}


def test_a_return_that_waits_becomes_an_exchange_once(browser: Client, receipt: Receipt, till: Till) -> None:
    asked = ask(browser, "ask_return", **body(receipt))["body"]["return"]
    before = everything()
    assert refusal(ask(browser, "exchange", **exchange_of(asked["number"], till))) == "approval_needed"
    assert everything()["states"] == before["states"]

    sent = exchange_of(asked["number"], till, approval=word(browser, till, asked["key"]))
    first, second = (ask(browser, "exchange", **sent)["body"] for _again in range(2))

    assert (first["return"], first["receipt"]["number"]) == (second["return"], second["receipt"]["number"])
    assert (first["return"]["number"], first["return"]["state"], books()) == (asked["number"], "completed", [])
    elsewhere = exchange_of(asked["number"], till)
    assert "is completed already" in ask(browser, "exchange", **elsewhere)["refusal"]["sentence"]


def test_a_return_of_another_shop_is_neither_shown_rejected_nor_exchanged_here(
    browser: Client, receipt: Receipt, till: Till
) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    goods = ask_for(receipt, lagos, by=lagos.actor)
    before = everything()

    for name, told in (
        ("waiting_return", {"number": goods.number}),
        ("reject_return", {"number": goods.number, "reason": "Worn"}),
    ):
        assert refusal(ask(browser, name, **told)) == "not_found"
    assert refusal(ask(browser, "exchange", **exchange_of(goods.number, till))) == "not_found"
    assert everything()["states"] == before["states"]
