"""A sale on credit beyond the limit: with a word for this debt of this customer, once."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.customers.models import Customer
from apps.sales.models import Receipt
from apps.stores import company
from apps.users import requests
from apps.users.actors import actor_for
from apps.users.models import Approval, ApprovalRequest
from tests.factories.customers import make_customer
from tests.factories.inventory import make_goods, stock
from tests.factories.kiosk import PIN, browser_at, give_pin
from tests.factories.sales import Till, make_till, message
from tests.factories.stores import make_company
from tests.factories.users import make_manager, make_md, signed_in
from tests.kiosk.test_commands import ask, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    till = make_till()
    make_company(credit_limit=Decimal("100.00"))
    company.forget()
    return till


@pytest.fixture
def browser(till: Till) -> Client:
    return browser_at(till.register, till.cashier)


@pytest.fixture
def ngozi() -> Customer:
    return make_customer(name="Ngozi Eze")


def sale(till: Till, customer: Customer, paid: str = "10.00") -> dict[str, Any]:
    """A shirt of ₦150.00, of which ``paid`` is paid."""
    shirt = make_goods(f"Polo {uuid4().hex[:6]}")
    stock(shirt, till.floor, 5)
    return message(till, (shirt, 1), customer_id=customer.pk, paid={"cash": paid})


def about(browser: Client, body: dict[str, Any]) -> dict[str, str]:
    """What the server wants a word for."""
    told = ask(browser, "sell", **body)
    assert refusal(told) == "approval_needed"
    return {"action": "debt", "subject": told["refusal"]["details"]["subject"]}


def given(token: str) -> dict[str, Any]:
    return {"approvals": [{"token": token, "action": "debt", "limit": ""}]}


def test_within_the_limit_nobody_is_asked(till: Till, browser: Client, ngozi: Customer) -> None:
    assert ask(browser, "sell", **sale(till, ngozi, paid="50.00"))["ok"]


def test_a_pin_lends_this_debt_once_and_no_greater_one(till: Till, browser: Client, ngozi: Customer) -> None:
    md, body, greater = give_pin(make_md()), sale(till, ngozi), sale(till, ngozi, paid="5.00")
    token = ask(browser, "approve", approver_id=md.pk, pin=PIN, **about(browser, body))["body"]["token"]

    wrong = ask(browser, "sell", **greater | {"key": body["key"]} | given(token))
    assert (refusal(wrong), Receipt.objects.count()) == ("approval_invalid", 0)
    sold = ask(browser, "sell", **body | given(token))
    again = ask(browser, "sell", **sale(till, ngozi) | given(token))

    assert sold["ok"], sold
    entry = AuditEntry.objects.get(act="sales.checkout")
    assert (entry.user_name, entry.approver_name) == (str(till.cashier), "Ada Obi")
    assert (refusal(again), Receipt.objects.get().due) == ("approval_invalid", Decimal("140.00"))


def test_it_is_asked_from_afar_in_the_servers_words_with_whom_it_is_about(
    till: Till, browser: Client, ngozi: Customer
) -> None:
    md, body = make_md(), sale(till, ngozi)
    asked = about(browser, body) | {"key": str(uuid4()), "what": "₦1.00", "amount": "1.00", "reason": "A regular"}

    assert ask(browser, "ask_approval", **asked)["ok"]
    request = ApprovalRequest.objects.get()
    cards = signed_in(md).get("/approvals/").content.decode()
    requests.grant(request, approver=md, by=actor_for(md))
    sold = ask(browser, "sell", **body | given(Approval.objects.get().token))

    assert request.what == "₦140.00 shall stay unpaid, beyond the credit limit."
    assert (request.amount, "Ngozi Eze" in cards, "Ngozi" in request.what) == (Decimal("140.00"), True, False)
    assert (sold["ok"], Approval.objects.get().used_at is not None) == (True, True)


def test_a_manager_may_not_lend_beyond_the_limit(till: Till, browser: Client, ngozi: Customer) -> None:
    manager, wanted = give_pin(make_manager(till.shop)), about(browser, sale(till, ngozi))

    on_the_spot = ask(browser, "approve", approver_id=manager.pk, pin=PIN, **wanted)
    from_afar = ask(browser, "ask_approval", key=str(uuid4()), reason="A regular", what="-", **wanted)

    assert (refusal(on_the_spot), refusal(from_afar)) == ("may_not_approve", "nobody_to_ask")
    assert (Approval.objects.exists(), Receipt.objects.exists()) == (False, False)


@pytest.mark.parametrize("subject", ["", "RCP-1", "a:b:c", "00000000-0000-0000-0000-000000000000:1:NaN"])
def test_a_subject_that_is_no_debt_asks_nobody(browser: Client, subject: str) -> None:
    make_md()

    told = ask(browser, "ask_approval", key=str(uuid4()), action="debt", subject=subject, reason="x", what="x")

    assert (refusal(told), ApprovalRequest.objects.exists()) == ("invalid_input", False)
