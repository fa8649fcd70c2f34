"""Twenty managers tap at once: one of them answers, the others are told who did."""

from typing import Any

import pytest

from apps.users import requests
from apps.users.actors import actor_for
from apps.users.models import Approval, ApprovalRequest, User
from tests.factories.requests import ask
from tests.factories.stores import make_register
from tests.factories.users import make_cashier, make_manager
from tests.sales.test_races import race

pytestmark = [pytest.mark.usefixtures("real_database")]
MANAGERS = 20


@pytest.fixture
def managers() -> list[User]:
    register = make_register()
    managers = [make_manager(register.shop, last_name=f"Bello {number}") for number in range(MANAGERS)]
    ask(make_cashier(register.shop), register)
    return managers


def tap(manager: User) -> None:
    answer: Any = requests.grant if manager.pk % 2 else requests.refuse
    answer(ApprovalRequest.objects.get(), approver=manager, by=actor_for(manager))


def test_of_twenty_who_answer_at_once_one_does(managers: list[User]) -> None:
    outcome = race(tap, managers)

    assert outcome == {"done": 1, "already_answered": MANAGERS - 1}
    request = ApprovalRequest.objects.get()
    assert Approval.objects.count() == (request.state == ApprovalRequest.State.GRANTED)


def test_without_the_guard_all_of_them_would(managers: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "_open", lambda request: ApprovalRequest.objects.filter(pk=request.pk))

    assert race(tap, managers) == {"done": MANAGERS}
