"""In the back office a credit above one's limit is asked from afar: nothing is issued before the yes."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.credits.models import Credit
from apps.printing.models import PrintJob
from apps.stores.models import Shop
from apps.users import integrity, requests
from apps.users.actors import actor_for
from apps.users.models import Approval, ApprovalRequest, User
from tests.credits.test_pages import ADD, LIST, filled
from tests.factories.customers import make_customer
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md() -> User:
    return make_md()


@pytest.fixture
def browser(shop: Shop, md: User) -> Client:
    """Of a manager, who may issue ₦20,000.00 alone."""
    return signed_in(make_manager(shop))


def ask(browser: Client, **changes: Any) -> tuple[ApprovalRequest, str]:
    """The question, and the page on which its asker waits."""
    answer = browser.post(ADD, filled(value="50,000", from_afar="on", **changes))
    question = ApprovalRequest.objects.get()
    assert answer.headers["Location"] == f"{LIST}asked/{question.pk}/"
    return question, answer.headers["Location"]


def allow(question: ApprovalRequest, md: User) -> None:
    requests.grant(ApprovalRequest.objects.get(pk=question.pk), approver=md, by=actor_for(md))


def nothing_was_issued() -> bool:
    return not (Credit.objects.exists() or PrintJob.objects.exists() or AuditEntry.objects.filter(act="credits.issue"))


def test_asking_issues_nothing_and_puts_it_before_the_md(browser: Client, md: User) -> None:
    question, page = ask(browser, customer=make_customer(name="Ngozi Eze").pk)

    cards = signed_in(md).get("/approvals/").content.decode()

    assert nothing_was_issued()
    assert (question.amount, question.register, question.reason) == (Decimal("50000.00"), None, "The zip was broken")
    assert all(
        words in cards for words in ("Ngozi Eze", "₦50,000.00", "Musa Bello", "The zip was broken", "back office")
    )
    assert "Waiting for an answer" in browser.get(page).content.decode()
    assert browser.get(f"{page}?progress").json()["is_over"] is False
    assert question.what in browser.get(LIST).content.decode()


def test_after_the_yes_one_press_issues_it_with_both_names_and_prints(browser: Client, md: User, shop: Shop) -> None:
    question, page = ask(browser)
    allow(question, md)

    assert browser.get(f"{page}?progress").json()["is_over"] is True
    assert "Issue the credit" in browser.get(page).content.decode()
    assert nothing_was_issued()
    answers = [browser.post(page, {"finish": "", "printed_at": shop.pk}) for _twice in range(2)]

    credit = Credit.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {f"{LIST}{credit.pk}/change/"}
    assert (credit.value, credit.issued_by_name, credit.approver_name) == (Decimal(50_000), "Musa Bello", "Ada Obi")
    assert (PrintJob.objects.count(), Approval.objects.get().used_at is not None) == (1, True)
    assert integrity.findings() == []
    assert question.what not in browser.get(LIST).content.decode()


@pytest.mark.parametrize("press", ["finish", "anything"])
def test_before_the_yes_a_press_issues_nothing(browser: Client, press: str) -> None:
    _question, page = ask(browser)

    browser.post(page, {press: ""})

    assert nothing_was_issued()


def test_a_no_and_a_yes_that_nobody_used_in_time_issue_nothing(browser: Client, md: User) -> None:
    question, page = ask(browser)
    requests.refuse(ApprovalRequest.objects.get(), approver=md, by=actor_for(md), note="Ask her first")

    shown = browser.get(page).content.decode()
    browser.post(page, {"finish": ""})

    assert ("Ask her first" in shown, "Fill in the form again" in shown, nothing_was_issued()) == (True, True, True)
    ApprovalRequest.objects.all().delete()
    question, page = ask(browser)
    allow(question, md)
    with clock.at(clock.now() + timedelta(minutes=16)):
        told = browser.post(page, {"finish": ""}, follow=True).content.decode()
    assert ("has expired" in told, nothing_was_issued()) == (True, True)


def test_a_question_is_taken_back_and_leaves_the_mds_page(browser: Client, md: User) -> None:
    question, page = ask(browser)

    answer = browser.post(page, {"withdraw": ""})

    assert (answer.headers["Location"], requests.waiting_for(md)) == (LIST, [])
    question.refresh_from_db()
    assert (question.state, nothing_was_issued()) == ("withdrawn", True)


def test_the_same_form_sent_twice_asks_once(browser: Client) -> None:
    form = filled(value="50000", from_afar="on")

    pages = {browser.post(ADD, form).headers["Location"] for _twice in range(2)}

    assert (len(pages), ApprovalRequest.objects.count()) == (1, 1)


def test_within_the_limit_nobody_is_asked(browser: Client) -> None:
    browser.post(ADD, filled(value="20,000", from_afar="on"))

    assert (Credit.objects.count(), ApprovalRequest.objects.exists()) == (1, False)


def test_a_form_that_is_wrong_asks_nobody(browser: Client) -> None:
    answer = browser.post(ADD, filled(value="50,000", from_afar="on", expires_on="2020-01-01"))

    assert "choose a later day" in answer.content.decode()
    assert not ApprovalRequest.objects.exists()


def test_where_nobody_may_allow_it_the_form_says_so(shop: Shop) -> None:
    answer = signed_in(make_manager(shop)).post(ADD, filled(value="50,000", from_afar="on"))

    assert "Nobody else who may allow this answers for" in answer.content.decode()
    assert (ApprovalRequest.objects.exists(), nothing_was_issued()) == (False, True)


def test_a_manager_elsewhere_or_with_as_low_a_limit_is_not_asked(browser: Client, shop: Shop) -> None:
    others = [make_manager(shop), make_manager(make_shop())]
    question, _page = ask(browser)

    assert [requests.waiting_for(other) for other in others] == [[], []]
    assert [signed_in(other).post(f"/approvals/{question.pk}/", {"answer": "allow"}).status_code for other in others]
    question.refresh_from_db()
    assert question.state == "waiting"


def test_nobody_else_sees_or_finishes_the_question(browser: Client, md: User, shop: Shop) -> None:
    question, page = ask(browser)
    allow(question, md)

    told = [signed_in(user).post(page, {"finish": ""}).status_code for user in (make_manager(shop), md)]

    assert (told, signed_in(make_cashier(shop)).post(page, {"finish": ""}).status_code) == ([404, 404], 403)
    assert Client().post(page, {"finish": ""}).status_code == 302
    assert nothing_was_issued()
