"""Credit is issued within one's limit, or with the word of somebody who may issue as much."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput, NotAllowed
from apps.credits import issuing
from apps.credits.issuing import Wish
from apps.credits.models import Credit, CreditEntry
from apps.credits.refusals import BeyondCreditLimit
from apps.stores.models import Register
from apps.users import approvals
from apps.users.actors import actor_for
from apps.users.approvals import ApprovalInvalid, MayNotApprove
from apps.users.models import Role, User
from tests.factories.customers import make_customer
from tests.factories.kiosk import PIN, give_pin
from tests.factories.stores import make_register
from tests.factories.users import make_cashier, make_manager, make_md, make_user

pytestmark = pytest.mark.django_db


def wish(value: str = "5000.00", **changes: Any) -> Wish:
    fields: dict[str, Any] = {"purpose": Credit.Purpose.GOODWILL, "reason": "The zip was broken", "expires_on": None}
    fields |= {"customer": make_customer(), "key": uuid4()} | changes
    return Wish(value=Decimal(value), **fields)


@pytest.fixture
def register() -> Register:
    return make_register()


def word_of(approver: User, asked: Wish, person: User, register: Register) -> str:
    return approvals.grant(
        give_pin(approver), PIN, action=issuing.ACTION, subject=asked.subject, limit=None,
        asked_by=person, register=register,
    )  # fmt: skip


def nothing_was_written() -> bool:
    return not (
        Credit.objects.exists() or CreditEntry.objects.exists() or AuditEntry.objects.filter(act="credits.issue")
    )


def test_an_md_issues_any_amount_and_it_is_written_down() -> None:
    md, until = make_md(), clock.today() + timedelta(days=90)

    credit = issuing.issue(wish("250000.00", expires_on=until), by=actor_for(md))

    assert (credit.value, credit.left, credit.expires_on) == (Decimal("250000.00"), Decimal("250000.00"), until)
    assert (credit.issued_by_name, credit.approver_name, credit.reason) == ("Ada Obi", "", "The zip was broken")
    entry = AuditEntry.objects.get(act="credits.issue")
    assert (entry.user_name, entry.subject_name) == ("Ada Obi", credit.number)


def test_a_manager_issues_up_to_their_limit(register: Register) -> None:
    manager = make_manager(register.shop)

    issuing.issue(wish("20000.00"), by=actor_for(manager))
    with pytest.raises(BeyondCreditLimit, match=r"more than the ₦20,000.00 that you may issue alone"):
        issuing.issue(wish("20000.01"), by=actor_for(manager))

    assert Credit.objects.count() == CreditEntry.objects.count() == 1


@pytest.mark.parametrize("make", [make_cashier, make_user])
def test_who_lacks_the_right_issues_nothing(make: Any) -> None:
    with pytest.raises(NotAllowed, match="may not issue store credit"):
        issuing.issue(wish("1.00"), by=actor_for(make()))

    assert nothing_was_written()


@pytest.mark.parametrize("by", [Actor.system(), Actor(user_id=None, name="")])
def test_a_stranger_issues_nothing(by: Actor) -> None:
    with pytest.raises(NotAllowed):
        issuing.issue(wish("1.00"), by=by)

    assert nothing_was_written()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "0.00"}, "above zero"),
        ({"reason": "  "}, "Say why"),
        ({"purpose": Credit.Purpose.DEPOSIT}, "taken with its pre-order"),
        ({"expires_on": clock.today() - timedelta(days=1)}, "choose a later day"),
    ],
)
def test_what_no_credit_can_be_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        issuing.issue(wish(**changes), by=actor_for(make_md()))

    assert nothing_was_written()


def test_above_the_limit_an_mds_word_is_enough_and_both_are_named(register: Register) -> None:
    manager, asked = make_manager(register.shop), wish("50000.00")
    word = word_of(make_md(register.shop), asked, manager, register)

    credit = issuing.issue(asked, by=actor_for(manager), approval=word)

    assert (credit.issued_by_name, credit.approver_name) == ("Musa Bello", "Ada Obi")
    assert AuditEntry.objects.get(act="credits.issue").approver_name == "Ada Obi"


def test_a_word_for_one_credit_is_none_for_a_greater_one(register: Register) -> None:
    manager, asked = make_manager(register.shop), wish("50000.00")
    word = word_of(make_md(register.shop), asked, manager, register)

    with pytest.raises(ApprovalInvalid):
        issuing.issue(replace(asked, value=Decimal("50000.01")), by=actor_for(manager), approval=word)

    assert nothing_was_written()


def test_nobody_allows_more_than_they_may_issue_themselves(register: Register) -> None:
    cashier, asked = make_cashier(register.shop), wish("20000.01")
    cashier.user_permissions.add(*Role.objects.get(key="md").permissions.filter(codename="issue_credit"))
    word = word_of(make_manager(register.shop), asked, cashier, register)

    with pytest.raises(MayNotApprove, match=r"up to ₦20,000.00"):
        issuing.issue(asked, by=actor_for(User.objects.get(pk=cashier.pk)), approval=word)

    assert nothing_was_written()


def test_a_form_sent_twice_issues_one_credit() -> None:
    by, asked = actor_for(make_md()), wish()

    credits = [issuing.issue(asked, by=by) for _again in range(2)]

    assert (credits[0], Credit.objects.count()) == (credits[1], 1)
    with pytest.raises(Conflict, match=r"issued .* already"):
        issuing.issue(replace(asked, value=Decimal("6000.00")), by=by)
