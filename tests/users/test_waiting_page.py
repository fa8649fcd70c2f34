"""What waits for a word: cards for whoever may answer, a tap that answers once, a list of what was asked."""

from typing import Any

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.stores.models import Register
from apps.users import requests
from apps.users.models import Approval, ApprovalRequest, User
from tests.factories.requests import ask
from tests.factories.stores import make_register, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, signed_in

pytestmark = pytest.mark.django_db
State = ApprovalRequest.State


@pytest.fixture
def register() -> Register:
    return make_register()


@pytest.fixture
def manager(register: Register) -> User:
    return make_manager(register.shop)


@pytest.fixture
def asked(register: Register, manager: User) -> ApprovalRequest:
    return ask(make_cashier(register.shop), register, amount="12500.00")


def tap(user: User, asked: ApprovalRequest, answer: str, **more: str) -> Any:
    return signed_in(user).post(f"/approvals/{asked.pk}/", {"answer": answer} | more, follow=True)


def state_of(asked: ApprovalRequest) -> str:
    asked.refresh_from_db()
    return asked.state


def test_a_card_says_what_who_where_why_and_how_much(asked: ApprovalRequest, manager: User) -> None:
    page = signed_in(manager).get("/approvals/").content.decode()

    for word in ("RCP-202611-001 shall be voided.", "Chidi Eze", str(asked.shop), "Wrong size", "12,500.00"):
        assert word in page
    assert 'data-seconds="' in page


def test_a_page_of_nothing_says_what_it_is_for(manager: User) -> None:
    assert "Nothing waits for you" in signed_in(manager).get("/approvals/").content.decode()


def test_the_sidebar_counts_what_waits(asked: ApprovalRequest, manager: User) -> None:
    links = [
        link for group in signed_in(manager).get("/admin/").context["sidebar_navigation"] for link in group["items"]
    ]

    assert [link["badge"] for link in links if link["link"] == "/approvals/"] == [1]


@pytest.mark.parametrize(("answer", "state"), [("allow", State.GRANTED), ("refuse", State.REFUSED)])
def test_a_tap_answers(asked: ApprovalRequest, manager: User, answer: str, state: str) -> None:
    page = tap(manager, asked, answer, note="As agreed")

    assert (state_of(asked), asked.answered_by, asked.note) == (state, manager, "As agreed")
    assert page.redirect_chain == [("/approvals/", 302)]
    assert "You answered" in page.content.decode()


def test_a_second_tap_is_told_who_was_first(asked: ApprovalRequest, manager: User) -> None:
    tap(manager, asked, "allow")

    page = tap(make_md(), asked, "refuse").content.decode()

    assert "Musa Bello has allowed this already." in page
    assert state_of(asked) == State.GRANTED


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_look_answers_nothing(asked: ApprovalRequest, manager: User, method: str) -> None:
    answer = getattr(signed_in(manager), method)(
        f"/approvals/{asked.pk}/", {"answer": "" if method == "post" else "allow"}
    )

    assert answer.status_code == {"get": 405, "post": 404}[method]
    assert state_of(asked) == State.WAITING


def test_who_may_not_answer_is_let_in_nowhere(asked: ApprovalRequest, register: Register) -> None:
    cashier, before = signed_in(make_cashier(register.shop)), AuditEntry.objects.count()
    doors = ("/approvals/", "/approvals/cards/", f"/approvals/{asked.pk}/")

    refused = [cashier.post(door, {"answer": "allow"}).status_code for door in doors]
    strangers = [Client().post(door, {"answer": "allow"}).headers["Location"] for door in doors]

    assert refused == [403, 403, 403]
    assert all("/login/" in place for place in strangers)
    assert (state_of(asked), AuditEntry.objects.count()) == (State.WAITING, before)


def test_a_manager_of_another_shop_neither_sees_nor_answers_it(asked: ApprovalRequest) -> None:
    other = make_manager(make_shop())

    assert tap(other, asked, "allow").status_code == 404
    assert "RCP-202611-001" not in signed_in(other).get("/approvals/cards/").content.decode()
    assert (state_of(asked), Approval.objects.count()) == (State.WAITING, 0)


def test_a_post_without_the_pages_secret_is_refused(asked: ApprovalRequest, manager: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")

    assert browser.post(f"/approvals/{asked.pk}/", {"answer": "allow"}).status_code == 403
    assert state_of(asked) == State.WAITING


def test_what_was_asked_is_listed_by_its_answer_for_the_shops_manager(asked: ApprovalRequest, manager: User) -> None:
    browser, address = signed_in(manager), "/admin/users/approvalrequest/"
    ApprovalRequest.objects.update(expires_at=asked.asked_at)

    lapsed = browser.get(address, {"state": "lapsed"}).content.decode()
    waiting = browser.get(address, {"state": "waiting"}).context_data["cl"].result_count
    page = browser.get(f"{address}{asked.pk}/change/")

    assert "not answered in time" in lapsed
    assert (waiting, page.status_code) == (0, 200)
    assert signed_in(make_manager(make_shop())).get(address).context_data["cl"].result_count == 0


def test_the_pages_cost_the_same_for_one_card_and_for_many(
    asked: ApprovalRequest, manager: User, django_assert_num_queries: Any
) -> None:
    register, cashier = asked.register, make_cashier(asked.shop)
    with django_assert_num_queries(6):
        requests.waiting_for(User.objects.get(pk=manager.pk))

    for _time in range(5):
        ask(cashier, register)

    with django_assert_num_queries(6):
        assert len(requests.waiting_for(User.objects.get(pk=manager.pk))) == 6
