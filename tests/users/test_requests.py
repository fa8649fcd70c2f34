"""Whoever is not there is asked and answers from afar: this one action, once, in time, and only who may do it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput, NexusError, NotFound
from apps.stores.models import Register
from apps.users import approvals, integrity, pins, requests, rights
from apps.users.actors import actor_for
from apps.users.models import Approval, ApprovalRequest, Role, User
from tests.factories.requests import ask
from tests.factories.stores import make_register, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user

pytestmark = pytest.mark.django_db
State = ApprovalRequest.State


@pytest.fixture
def register() -> Register:
    return make_register()


@pytest.fixture
def cashier(register: Register) -> User:
    return make_cashier(register.shop)


@pytest.fixture
def manager(register: Register) -> User:
    return make_manager(register.shop)


def answer(act: Callable[..., ApprovalRequest], request: ApprovalRequest, user: User, **more: Any) -> ApprovalRequest:
    return act(
        ApprovalRequest.objects.get(pk=request.pk), approver=user, by=actor_for(user, address="10.0.0.9"), **more
    )


def use(request: ApprovalRequest, cashier: User, **changes: Any) -> Actor:
    """As the till would, with the token that it was given."""
    token = Approval.objects.get(request=request).token
    told = {"action": request.action, "subject": request.subject, "limit": request.limit} | changes
    return approvals.use(token, **told, by=actor_for(cashier, register=request.register))


def refused_code(act: Callable[[], Any]) -> str:
    with pytest.raises(NexusError) as refusal:
        act()
    return refusal.value.code


# Asked


def test_a_question_waits_for_who_may_answer_it_and_is_written_down(
    register: Register, cashier: User, manager: User
) -> None:
    request = ask(cashier, register, amount=Decimal("12000.00"))

    assert requests.waiting_for(manager) == [request]
    assert request.expires_at - request.asked_at == timedelta(minutes=5)
    entry = AuditEntry.objects.get(act="users.approval_asked")
    facts = json.loads(entry.facts)
    assert (entry.user_name, entry.register_name, facts["reason"]) == ("Chidi Eze", str(register), "Wrong size")
    assert facts["amount"] == "12000.00"


def test_a_question_sent_twice_is_one(register: Register, cashier: User, manager: User) -> None:
    key = uuid4()

    first, again = ask(cashier, register, key=key), ask(cashier, register, key=key)

    assert (first, AuditEntry.objects.filter(act="users.approval_asked").count()) == (again, 1)


def test_a_key_asks_nothing_else(register: Register, cashier: User, manager: User) -> None:
    key = uuid4()
    ask(cashier, register, key=key)

    with pytest.raises(Conflict, match="Something else was asked"):
        ask(cashier, register, key=key, action="gift")

    assert ApprovalRequest.objects.get().action == "void"


@pytest.mark.parametrize("changes", [{"reason": " "}, {"what": ""}, {"action": "anything"}])
def test_a_question_without_sense_is_refused(
    register: Register, cashier: User, manager: User, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        ask(cashier, register, **changes)

    assert not ApprovalRequest.objects.exists()


def test_nobody_is_asked_where_nobody_may_answer(register: Register, cashier: User) -> None:
    make_manager(make_shop())

    with pytest.raises(requests.NobodyToAsk, match=f"answers for {register.shop}"):
        ask(cashier, register)

    assert not ApprovalRequest.objects.exists()


def test_a_discount_above_every_limit_finds_nobody(register: Register, cashier: User, manager: User) -> None:
    with pytest.raises(requests.NobodyToAsk):
        ask(cashier, register, action="discount", limit=Decimal(30))

    make_md()
    assert ask(cashier, register, action="discount", limit=Decimal(30)).state == State.WAITING


def test_one_person_does_not_ask_without_end(register: Register, cashier: User, manager: User) -> None:
    for _time in range(requests.MOST_WAITING):
        ask(cashier, register)

    with pytest.raises(requests.TooManyRequests):
        ask(cashier, register)

    assert ApprovalRequest.objects.count() == requests.MOST_WAITING


# Answered


def test_what_is_granted_is_a_word_like_that_of_a_pin(register: Register, cashier: User, manager: User) -> None:
    request = ask(cashier, register)

    answer(requests.grant, request, manager, note="Only this once")
    actor = use(request, cashier)

    assert (actor.user_id, actor.approver_id, actor.approver_name) == (cashier.pk, manager.pk, "Musa Bello")
    request.refresh_from_db()
    assert (request.state, request.answered_by, request.note) == (State.GRANTED, manager, "Only this once")
    entry = AuditEntry.objects.get(act="users.approval_granted")
    assert (entry.user_name, entry.address, json.loads(entry.facts)["asked_by"]) == (
        "Musa Bello",
        "10.0.0.9",
        "Chidi Eze",
    )
    assert integrity.findings() == []


def test_a_word_from_afar_is_used_once(register: Register, cashier: User, manager: User) -> None:
    request = ask(cashier, register)
    answer(requests.grant, request, manager)
    use(request, cashier)

    with pytest.raises(approvals.ApprovalInvalid, match="used already"):
        use(request, cashier)


@pytest.mark.parametrize("other", [{"action": "gift"}, {"subject": "RCP-202611-002"}, {"limit": Decimal("30.01")}])
def test_a_word_from_afar_covers_nothing_else(register: Register, cashier: User, other: dict[str, Any]) -> None:
    md = make_md()
    request = ask(cashier, register, action="discount", limit=Decimal(30))
    answer(requests.grant, request, md)

    with pytest.raises(approvals.ApprovalInvalid):
        use(request, cashier, **other)

    assert Approval.objects.get().used_at is None


def test_a_word_from_afar_is_nobody_elses(register: Register, cashier: User, manager: User) -> None:
    request = ask(cashier, register)
    answer(requests.grant, request, manager)

    with pytest.raises(approvals.ApprovalInvalid):
        use(request, make_cashier(register.shop))


def test_a_word_from_afar_holds_from_the_moment_it_is_given(
    register: Register, cashier: User, manager: User, noon: datetime
) -> None:
    request = ask(cashier, register)
    with clock.at(noon + timedelta(minutes=4)):
        answer(requests.grant, request, manager)

    with clock.at(noon + timedelta(minutes=5)), pytest.raises(approvals.ApprovalInvalid, match="expired"):
        use(request, cashier)
    with clock.at(noon + timedelta(minutes=4, seconds=59)):
        assert use(request, cashier).approver_id == manager.pk


def test_a_refusal_gives_nothing_and_names_who(register: Register, cashier: User, manager: User) -> None:
    request = ask(cashier, register)

    answer(requests.refuse, request, manager, note="Exchange it instead")

    assert not Approval.objects.exists()
    assert AuditEntry.objects.get(act="users.approval_refused").user_name == "Musa Bello"
    [told] = requests.of_asker(cashier, register, [request.key])
    assert (told.state, told.answered_by, told.note) == (State.REFUSED, manager, "Exchange it instead")


def test_nobody_answers_after_its_time(register: Register, cashier: User, manager: User, noon: datetime) -> None:
    request = ask(cashier, register)

    with clock.at(noon + requests.LIFETIME):
        assert requests.is_lapsed(request)
        assert requests.waiting_for(manager) == []
        with pytest.raises(requests.RequestLapsed, match="Nobody answered this in time"):
            answer(requests.grant, request, manager)

    assert not Approval.objects.exists()


@pytest.mark.parametrize("later", [requests.grant, requests.refuse])
def test_the_second_to_answer_is_told_who_was_first(
    register: Register, cashier: User, manager: User, later: Callable[..., ApprovalRequest]
) -> None:
    request = ask(cashier, register)
    answer(requests.grant, request, manager)

    with pytest.raises(requests.AlreadyAnswered, match="Musa Bello has allowed this already"):
        answer(later, request, make_md())

    assert Approval.objects.get().approver == manager


# Who may answer


def test_nobody_answers_their_own_question(register: Register, manager: User) -> None:
    make_md()
    request = ask(manager, register)

    with pytest.raises(approvals.MayNotApprove, match="asked this yourself"):
        answer(requests.grant, request, manager)

    assert (requests.waiting_for(manager), Approval.objects.count()) == ([], 0)


def supervisor_without_the_right(shop: Any) -> User:
    user = make_user(shop)
    role = Role.objects.create(name="Supervisor", discount_limit=Decimal(20))
    role.permissions.set(rights.permissions_named(["users.approve"]))
    user.groups.add(role)
    return user


@pytest.mark.parametrize(
    "make",
    [make_cashier, supervisor_without_the_right, lambda shop: make_manager(make_shop())],
    ids=["who may not approve", "who may not do it either", "who answers for another shop"],
)
@pytest.mark.parametrize("act", [requests.grant, requests.refuse])
def test_who_may_not_do_it_neither_allows_nor_refuses_it(
    register: Register, cashier: User, manager: User, act: Callable[..., ApprovalRequest], make: Callable[[Any], User]
) -> None:
    request, other = ask(cashier, register), make(register.shop)

    with pytest.raises(approvals.MayNotApprove):
        answer(act, request, other)

    request.refresh_from_db()
    assert (request.state, requests.waiting_for(other), Approval.objects.count()) == (State.WAITING, [], 0)


def test_a_manager_is_not_asked_for_more_than_their_limit(register: Register, cashier: User, manager: User) -> None:
    md = make_md()
    request = ask(cashier, register, action="discount", limit=Decimal(30))

    assert (requests.waiting_for(manager), requests.waiting_for(md)) == ([], [request])
    with pytest.raises(approvals.MayNotApprove, match=r"may allow up to 20 %, not 30 %"):
        answer(requests.grant, request, manager)


# Withdrawn, parked


def test_a_question_is_taken_back_by_who_asked_it(register: Register, cashier: User, manager: User) -> None:
    request = ask(cashier, register)
    by = actor_for(cashier, register=register)

    with pytest.raises(NotFound):
        requests.withdraw(request.key, asked_by=manager, by=by)
    for _time in range(2):
        assert requests.withdraw(request.key, asked_by=cashier, by=by).state == State.WITHDRAWN

    with pytest.raises(requests.AlreadyAnswered, match="Chidi Eze has withdrawn this"):
        answer(requests.grant, request, manager)
    assert AuditEntry.objects.filter(act="users.approval_withdrawn").count() == 1


@pytest.mark.parametrize("is_answered_before", [True, False])
def test_what_is_allowed_goes_along_with_a_cart_that_is_taken_up_again(
    register: Register, cashier: User, manager: User, is_answered_before: bool
) -> None:
    parked, taken = uuid4(), uuid4()
    other = make_register(register.shop)
    request = ask(cashier, register, action="gift", subject=str(parked))
    if is_answered_before:
        answer(requests.grant, request, manager)

    requests.follow(parked, taken, register=other, by=actor_for(cashier, register=other))
    if not is_answered_before:
        answer(requests.grant, request, manager)

    request.refresh_from_db()
    assert (request.subject, request.register) == (str(taken), other)
    assert use(request, cashier).approver_id == manager.pk
    assert integrity.findings() == []


def test_what_somebody_else_was_allowed_stays_theirs(register: Register, cashier: User, manager: User) -> None:
    parked = uuid4()
    request = ask(cashier, register, action="gift", subject=str(parked))

    requests.follow(parked, uuid4(), register=register, by=actor_for(make_cashier(register.shop), register=register))

    request.refresh_from_db()
    assert request.subject == str(parked)


# A locked PIN


def lock(user: User) -> User:
    pins.set_pin(user, "4827", by=Actor.system())
    User.objects.filter(pk=user.pk).update(pin_failures=pins.TRIES)
    user.refresh_from_db()
    return user


def ask_unlock(cashier: User, register: Register, locked: User) -> ApprovalRequest:
    return ask(cashier, register, action=requests.UNLOCK_PIN, subject=str(locked.pk), what="The PIN shall be unlocked.")


def test_a_locked_pin_is_opened_by_a_word_from_afar(register: Register, cashier: User, manager: User) -> None:
    locked = lock(make_cashier(register.shop))

    answer(requests.grant, ask_unlock(cashier, register, locked), manager)

    pins.check_pin(locked, "4827")
    entry = AuditEntry.objects.get(act="users.pin_unlocked")
    assert (entry.user_name, json.loads(entry.facts)["asked_by"]) == ("Musa Bello", "Chidi Eze")
    assert not Approval.objects.exists()
    assert integrity.findings() == []


def test_a_pin_that_is_open_is_not_asked_for(register: Register, cashier: User, manager: User) -> None:
    assert refused_code(lambda: ask_unlock(cashier, register, manager)) == "not_locked"
    assert not ApprovalRequest.objects.exists()


def test_a_manager_opens_no_pin_of_somebody_mightier(register: Register, cashier: User, manager: User) -> None:
    locked, md = lock(make_md()), make_md()
    request = ask_unlock(cashier, register, locked)

    assert (requests.waiting_for(manager), requests.waiting_for(md)) == ([], [request])
    with pytest.raises(approvals.MayNotApprove, match="may do more than you"):
        answer(requests.grant, request, manager)
    locked.refresh_from_db()
    assert pins.is_locked(locked)


def test_no_pin_on_the_spot_unlocks_a_pin(register: Register, cashier: User, manager: User) -> None:
    pins.set_pin(manager, "4827", by=Actor.system())
    told = {"action": requests.UNLOCK_PIN, "subject": str(cashier.pk), "limit": None}

    assert refused_code(lambda: approvals.grant(manager, "4827", **told, asked_by=cashier, register=register)) == (  # type: ignore[arg-type]
        "unknown_action"
    )


# What the till is told


def test_a_till_is_told_what_waits_and_what_may_be_used_and_no_more(
    register: Register, cashier: User, manager: User, noon: datetime
) -> None:
    waiting, granted, refused = (ask(cashier, register, subject=f"RCP-{n}") for n in range(3))
    ask(make_cashier(register.shop), register)
    answer(requests.grant, granted, manager)
    answer(requests.refuse, refused, manager)

    assert requests.of_asker(cashier, register, []) == [waiting, granted]
    assert requests.of_asker(cashier, register, [refused.key]) == [waiting, granted, refused]
    use(granted, cashier)
    assert requests.of_asker(cashier, register, []) == [waiting]
    with clock.at(noon + requests.LIFETIME):
        assert requests.of_asker(cashier, register, []) == []


def test_a_granted_question_without_approval_is_found(register: Register, cashier: User, manager: User) -> None:
    granted, crossed = ask(cashier, register), ask(cashier, register)
    answer(requests.grant, crossed, manager)
    ApprovalRequest.objects.filter(pk=granted.pk).update(state=State.GRANTED)
    Approval.objects.update(action="gift")

    assert integrity.findings() == [
        "“RCP-202611-001 shall be voided.” was allowed, but no approval was given",
        "“RCP-202611-001 shall be voided.” was answered otherwise than its approval says",
    ]
