"""Store credit out of the till: within one's limit, by a PIN on the spot, or by a word from afar; each once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.formats import date_format

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.credits import ledger
from apps.credits.models import Credit, CreditEntry
from apps.customers.models import Customer
from apps.office import forgetting
from apps.printing.models import PrintJob
from apps.stores import company
from apps.users import requests
from apps.users.actors import actor_for
from apps.users.models import Approval, ApprovalRequest, User
from apps.users.requests import State
from tests.factories.customers import make_customer
from tests.factories.kiosk import PIN, browser_at, give_pin
from tests.factories.sales import Till
from tests.factories.users import make_cashier, make_manager, make_md
from tests.kiosk.test_commands import ask, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def ngozi() -> Customer:
    return make_customer(name="Ngozi Eze")


def wish(customer: Customer, **changes: Any) -> dict[str, Any]:
    asked = {"key": str(uuid4()), "customer_id": customer.pk, "purpose": "goodwill", "value": "5000.00"}
    return asked | {"reason": "The zip was broken"} | changes


def subject_of(browser: Client, asked: dict[str, Any]) -> str:
    """What the server wants a word about."""
    told = ask(browser, "issue_credit", **asked)
    assert refusal(told) == "beyond_credit_limit"
    return str(told["refusal"]["details"]["subject"])


def ask_from_afar(browser: Client, asked: dict[str, Any], **changes: Any) -> ApprovalRequest:
    about = {"key": str(uuid4()), "action": "store_credit", "subject": subject_of(browser, asked)}
    told = ask(browser, "ask_approval", **about | {"what": "₦1.00", "reason": asked["reason"]} | changes)
    assert told["ok"], told
    return ApprovalRequest.objects.get(key=about["key"])


def allow(request: ApprovalRequest, approver: User) -> str:
    return str(requests.grant(request, approver=approver, by=actor_for(approver)).approval.token)  # type: ignore[union-attr]


def nothing_was_written() -> bool:
    return not (Credit.objects.exists() or CreditEntry.objects.exists() or PrintJob.objects.exists())


def test_a_manager_issues_within_their_limit_and_the_slip_prints(till: Till, ngozi: Customer) -> None:
    browser = browser_at(till.register, make_manager(till.shop))

    told = ask(browser, "issue_credit", **wish(ngozi, purpose="promotion"))["body"]

    credit = Credit.objects.get()
    assert (credit.customer, credit.value, credit.purpose) == (ngozi, Decimal("5000.00"), "promotion")
    assert (credit.issued_by_name, credit.approver_name) == ("Musa Bello", "")
    assert credit.expires_on is not None
    assert (credit.expires_on - clock.today()).days == company.current().credit_days == 365
    assert told["credit"]["number"] == credit.number
    assert [row["number"] for row in told["customer"]["credits"]] == [credit.number]
    assert PrintJob.objects.get().title == f"Store credit {credit.number}"


def test_a_key_issues_and_prints_once_after_midnight_too(till: Till, ngozi: Customer) -> None:
    browser, asked = browser_at(till.register, make_manager(till.shop)), wish(ngozi)

    first = ask(browser, "issue_credit", **asked)["body"]["credit"]
    with clock.at(clock.now() + timedelta(days=1)):
        again = ask(browser, "issue_credit", **asked)["body"]["credit"]
    other = ask(browser, "issue_credit", **asked | {"value": "6000.00"})

    assert (first, refusal(other)) == (again, "conflict")
    assert (Credit.objects.count(), PrintJob.objects.count()) == (1, 1)


@pytest.mark.parametrize("changes", [{"value": "0.00"}, {"reason": " "}, {"purpose": "refund"}, {"customer_id": 10**6}])
def test_what_is_no_credit_is_refused(till: Till, ngozi: Customer, changes: dict[str, Any]) -> None:
    told = ask(browser_at(till.register, make_md()), "issue_credit", **wish(ngozi, **changes))

    assert refusal(told) == "invalid_input"
    assert nothing_was_written()


def test_a_cashier_is_told_what_to_ask_for_and_nothing_is_written(browser: Client, ngozi: Customer) -> None:
    asked = wish(ngozi)

    told = ask(browser, "issue_credit", **asked)

    assert told["refusal"]["sentence"] == "Chidi Eze may not issue store credit alone: ask somebody who may."
    assert told["refusal"]["details"]["action"] == "store_credit"
    assert nothing_was_written()


def test_a_pin_on_the_spot_allows_this_credit_once(till: Till, browser: Client, ngozi: Customer) -> None:
    asked, md = wish(ngozi), give_pin(make_md())
    about = {"action": "store_credit", "subject": subject_of(browser, asked)}
    token = ask(browser, "approve", approver_id=md.pk, pin=PIN, **about)["body"]["token"]

    more = ask(browser, "issue_credit", **asked | {"value": "5000.01", "approval": {"token": token}})
    other = ask(browser, "issue_credit", **asked | {"key": str(uuid4()), "approval": {"token": token}})
    assert (refusal(more), refusal(other), nothing_was_written()) == ("approval_invalid", "approval_invalid", True)
    done = ask(browser, "issue_credit", **asked | {"approval": {"token": token}})

    assert done["ok"], done
    credit = Credit.objects.get()
    assert (credit.issued_by_name, credit.approver_name) == ("Chidi Eze", "Ada Obi")
    entry = AuditEntry.objects.get(act="credits.issue")
    assert (entry.user_name, entry.approver_name, entry.register_name) == ("Chidi Eze", "Ada Obi", str(till.register))
    assert Approval.objects.get().used_at is not None


def test_an_approver_reads_the_servers_own_words_and_amount(browser: Client, ngozi: Customer) -> None:
    make_md()

    request = ask_from_afar(browser, wish(ngozi), amount="1.00")

    until = date_format(ledger.usual_expiry() or clock.today(), "j M Y")
    assert (request.amount, request.what) == (
        Decimal("5000.00"),
        f"Goodwill: store credit of ₦5,000.00, good until {until}.",
    )
    assert request.reason == "The zip was broken"


def test_a_word_from_afar_is_issued_with_both_names(browser: Client, ngozi: Customer) -> None:
    asked, md = wish(ngozi), make_md()
    token = allow(ask_from_afar(browser, asked), md)

    done = ask(browser, "issue_credit", **asked | {"approval": {"token": token}})

    assert done["ok"], done
    assert Credit.objects.get().approver_name == "Ada Obi"
    assert ask(browser, "approval_state")["body"]["requests"] == []


def test_a_till_that_was_started_anew_finishes_what_was_allowed_once(browser: Client, ngozi: Customer) -> None:
    md, asked = make_md(), wish(ngozi)
    request = ask_from_afar(browser, asked)

    early = ask(browser, "finish_credit", key=str(request.key))
    assert (refusal(early), nothing_was_written()) == ("conflict", True)
    allow(request, md)
    numbers = [ask(browser, "finish_credit", key=str(request.key))["body"]["credit"]["number"] for _again in range(2)]

    credit = Credit.objects.get()
    assert (numbers, credit.approver_name) == ([credit.number] * 2, "Ada Obi")
    assert (str(credit.key), PrintJob.objects.count()) == (asked["key"], 1)


def test_nobody_finishes_what_somebody_else_asked(till: Till, browser: Client, ngozi: Customer) -> None:
    request = ask_from_afar(browser, wish(ngozi)) if make_md() else None
    assert request is not None

    told = ask(browser_at(till.register, make_cashier(till.shop)), "finish_credit", key=str(request.key))

    assert (refusal(told), nothing_was_written()) == ("not_found", True)


def test_a_manager_is_not_asked_for_more_than_they_may_issue(till: Till, browser: Client, ngozi: Customer) -> None:
    manager = make_manager(till.shop)
    asked = wish(ngozi, value="20000.01")
    subject = subject_of(browser, asked)
    about = {"action": "store_credit", "subject": subject, "reason": "A long quarrel", "what": "-"}

    nobody = ask(browser, "ask_approval", key=str(uuid4()), **about)
    md = make_md()
    asked_md = ask(browser, "ask_approval", key=str(uuid4()), **about)

    assert (refusal(nobody), asked_md["ok"]) == ("nobody_to_ask", True)
    request = ApprovalRequest.objects.get()
    assert (requests.waiting_for(manager), requests.waiting_for(md)) == ([], [request])
    with pytest.raises(requests.MayNotApprove, match=r"up to ₦20,000.00"):
        requests.grant(request, approver=manager, by=actor_for(manager))
    assert ApprovalRequest.objects.get().state == State.WAITING


@pytest.mark.parametrize(
    "subject", ["", "RCP-1", "a:b:c:d:e", f"{'0' * 32}:9:goodwill:5.00:", "x" * 80, "0" * 32 + ":1:goodwill:NaN:"]
)
def test_a_subject_that_is_no_credit_asks_nobody(browser: Client, subject: str) -> None:
    make_md()
    about = {"action": "store_credit", "subject": subject, "what": "₦5.00", "reason": "Why not"}

    told = ask(browser, "ask_approval", key=str(uuid4()), **about)

    assert (refusal(told), ApprovalRequest.objects.exists()) == ("invalid_input", False)


def test_who_sees_no_credit_asks_for_none(till: Till, browser: Client, ngozi: Customer) -> None:
    subject = subject_of(browser, wish(ngozi))
    make_md()
    seller = make_cashier(till.shop)
    seller.groups.get().permissions.remove(*seller.groups.get().permissions.filter(codename="view_credit"))
    blind = browser_at(till.register, User.objects.get(pk=seller.pk))

    asked = ask(blind, "ask_approval", key=str(uuid4()), action="store_credit", subject=subject, reason="x", what="x")

    assert [refusal(ask(blind, "issue_credit", **wish(ngozi))), refusal(asked)] == ["not_allowed", "not_allowed"]
    assert nothing_was_written()


def test_who_the_customer_was_stands_nowhere_in_the_question_once_forgotten(browser: Client, ngozi: Customer) -> None:
    md, asked = make_md(), wish(ngozi, reason="Ngozi Eze waited an hour")
    allow(ask_from_afar(browser, asked), md)

    forgetting.forget(ngozi, by=actor_for(md))

    request = ApprovalRequest.objects.get()
    assert "Ngozi" not in f"{request.what} {request.reason} {request.note}"
    log = AuditEntry.objects.filter(act__startswith="users.approval_").values_list("facts", "subject_name")
    assert not [row for row in log if "Ngozi" in "".join(row)]
