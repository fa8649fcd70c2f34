"""Somebody else says yes or no; late ones only an MD allows; who is alone may approve their own, marked so."""

from datetime import timedelta

import pytest

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.returns import decisions
from apps.returns.models import Return, ReturnStep
from apps.returns.refusals import TooLate, WrongState
from apps.sales.models import ReceiptLine
from apps.sales.orders import ApprovalInput
from apps.sales.refusals import BeyondLimit
from apps.users import approvals, pins
from apps.users.approvals import ApprovalInvalid, MayNotApprove
from apps.users.models import User
from apps.users.reach import BeyondReach
from apps.users.second_person import OwnWork
from tests.factories.returns import ask, completed, let, make_chief
from tests.factories.sales import Till, make_till, sell
from tests.factories.users import make_manager, make_md
from tests.returns.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
PIN = "4711"


def word_of(person: User, goods: Return, till: Till, action: str = decisions.ACTION) -> ApprovalInput:
    """The approver's PIN, typed at the till for this return."""
    pins.set_pin(person, PIN, by=Actor.system())
    token = approvals.grant(
        *(person, PIN),
        action=action,
        subject=str(goods.key),
        limit=None,
        asked_by=till.cashier,
        register=till.register,
    )
    return ApprovalInput(token, action)


def test_another_approves_what_the_cashier_asked_for(till: Till, jeans: Product, chief: Actor) -> None:
    goods = ask(sell(till, (jeans, 1)), till)

    decisions.approve(goods, by=chief, note="Fine")

    assert (goods.state, goods.is_self_approved) == ("approved", False)
    assert list(goods.steps.values_list("kind", "user_id", "note"))[1:] == [("approved", chief.user_id, "Fine")]


def test_who_lacks_the_right_asks_for_a_pin(till: Till, jeans: Product) -> None:
    goods = ask(sell(till, (jeans, 1)), till)

    with refused(BeyondLimit, "ask for their PIN"):
        decisions.approve(goods, by=till.actor)


def test_a_pin_on_the_spot_approves_and_both_are_written_down(till: Till, jeans: Product) -> None:
    goods = ask(sell(till, (jeans, 1)), till)
    ada = make_md(till.shop)
    word = word_of(ada, goods, till)

    decisions.approve(goods, by=till.actor, approval=word)

    step = goods.steps.get(kind=ReturnStep.Kind.APPROVED)
    assert (step.user_id, step.user_name, goods.is_self_approved) == (till.cashier.pk, f"{till.cashier}, {ada}", False)
    other = ask(sell(till, (jeans, 1)), till)
    with refused(ApprovalInvalid):
        decisions.approve(other, by=till.actor, approval=word)


def test_nobody_approves_their_own_while_another_may(till: Till, jeans: Product, chief: Actor) -> None:
    make_chief(till, name="second")
    goods = ask(sell(till, (jeans, 1)), till, by=chief)

    with refused(OwnWork, "such as Second"):
        decisions.approve(goods, by=chief)


def test_a_lone_approver_approves_their_own_marked_so(till: Till, jeans: Product, chief: Actor) -> None:
    goods = ask(sell(till, (jeans, 1)), till, by=chief)

    decisions.approve(goods, by=chief)

    goods.refresh_from_db()
    assert (goods.state, goods.is_self_approved) == ("approved", True)


def test_the_pin_of_another_approves_what_an_approver_asked_for(till: Till, jeans: Product, chief: Actor) -> None:
    goods = ask(sell(till, (jeans, 1)), till, by=chief)
    ada = make_md(till.shop)
    pins.set_pin(ada, PIN, by=Actor.system())
    token = approvals.grant(
        *(ada, PIN), action="return", subject=str(goods.key), limit=None,
        asked_by=User.objects.get(pk=chief.user_id), register=till.register,
    )  # fmt: skip

    decisions.approve(goods, by=chief, approval=ApprovalInput(token, "return"))

    assert goods.is_self_approved is False


def test_after_the_days_only_who_may_overrule_them_approves(till: Till, jeans: Product) -> None:
    manager = make_chief(till, name="manager", may=("approve_return",))
    receipt = sell(till, (jeans, 1))
    with clock.at(clock.now() + timedelta(days=8)):
        goods = ask(receipt, till)

        with refused(BeyondLimit):
            decisions.approve(goods, by=manager)
        decisions.approve(goods, by=make_chief(till))

    assert (goods.is_late, goods.state) == (True, "approved")


def test_a_managers_pin_is_not_enough_after_the_days(till: Till, jeans: Product) -> None:
    musa = make_manager(till.shop)
    receipt = sell(till, (jeans, 1))
    with clock.at(clock.now() + timedelta(days=8)):
        goods = ask(receipt, till)
        word = word_of(musa, goods, till)

        with refused(TooLate, "older than 7 days, and Musa Bello may not allow that"):
            decisions.approve(goods, by=till.actor, approval=word)


def test_after_the_days_only_who_may_overrule_them_is_asked(till: Till, jeans: Product) -> None:
    musa, ada = make_manager(till.shop), make_md(till.shop)
    receipt = sell(till, (jeans, 1))
    with clock.at(clock.now() + timedelta(days=8)):
        goods = ask(receipt, till)
        with pytest.raises(MayNotApprove):
            word_of(musa, goods, till, action=decisions.action_for(goods))
        word = word_of(ada, goods, till, action=decisions.action_for(goods))

        decisions.approve(goods, by=till.actor, approval=word)

    goods.refresh_from_db()
    assert (word.action, goods.state) == ("late_return", "approved")


def test_a_cashiers_pin_approves_nothing(till: Till, jeans: Product) -> None:
    goods = ask(sell(till, (jeans, 1)), till)

    with pytest.raises(MayNotApprove):
        word_of(till.cashier, goods, till)


def test_the_right_to_overrule_alone_approves_nothing(till: Till, jeans: Product) -> None:
    let(till.cashier, "overrule_window")
    receipt = sell(till, (jeans, 1))
    with clock.at(clock.now() + timedelta(days=8)):
        goods = ask(receipt, till)

        with refused(MayNotApprove, "may not approve returns"):
            decisions.approve(goods, by=till.actor)


def test_nobody_decides_for_another_shop(till: Till, jeans: Product) -> None:
    lagos = make_chief(make_till(code="LA1", city="Lagos", name="Ikeja"), name="lagos")
    goods = ask(sell(till, (jeans, 1)), till)

    with refused(BeyondReach):
        decisions.approve(goods, by=lagos)
    with refused(BeyondReach):
        decisions.reject(goods, by=lagos, reason="Worn")


def test_a_rejected_return_lets_its_pieces_go(till: Till, jeans: Product, chief: Actor) -> None:
    goods = ask(sell(till, (jeans, 2)), till, (1, 2))

    decisions.reject(goods, by=chief, reason="Worn")

    assert list(ReceiptLine.objects.values_list("claimed", flat=True)) == [0]
    assert list(goods.steps.values_list("kind", "note"))[1:] == [("rejected", "Worn")]


def test_what_is_approved_may_still_be_rejected_until_it_is_completed(till: Till, jeans: Product, chief: Actor) -> None:
    goods = decisions.approve(ask(sell(till, (jeans, 2)), till), by=chief)
    decisions.reject(goods, by=chief, reason="The customer kept it")
    done = completed(sell(till, (jeans, 1)), till)

    for decided in (goods, done):
        with refused(WrongState):
            decisions.reject(decided, by=chief, reason="Worn")


def test_a_rejection_says_why(till: Till, jeans: Product, chief: Actor) -> None:
    goods = ask(sell(till, (jeans, 1)), till)

    with refused(InvalidInput, "Say why"):
        decisions.reject(goods, by=chief, reason=" ")


def test_each_step_is_taken_once(till: Till, jeans: Product, chief: Actor) -> None:
    goods = ask(sell(till, (jeans, 1)), till)
    decisions.approve(Return.objects.get(pk=goods.pk), by=chief)

    with refused(WrongState, "is approved already"):
        decisions.approve(goods, by=chief)


def test_an_approvers_word_rejects_once_and_both_are_written_down(till: Till, jeans: Product) -> None:
    goods = ask(sell(till, (jeans, 1)), till, by=make_chief(till, name="colleague", may=()))
    ada = make_md(till.shop)
    given = word_of(ada, goods, till, action=decisions.REJECTION)

    decisions.reject(goods, by=till.actor, reason="Worn", approval=given)

    assert (goods.state, goods.steps.last().user_name) == ("rejected", f"{till.cashier}, {ada}")
    again = ask(goods.receipt, till, by=make_chief(till, name="another", may=()))
    with refused(ApprovalInvalid):
        decisions.reject(again, by=till.actor, reason="Worn", approval=given)


def test_who_did_not_ask_rejects_nothing_without_a_word_for_it(till: Till, jeans: Product) -> None:
    goods = ask(sell(till, (jeans, 1)), till, by=make_chief(till, name="colleague", may=()))
    to_approve = word_of(make_md(till.shop), goods, till)

    with refused(BeyondLimit):
        decisions.reject(goods, by=till.actor, reason="Worn")
    with refused(BeyondLimit):
        decisions.reject(goods, by=till.actor, reason="Worn", approval=to_approve)


def test_who_asked_takes_it_back(till: Till, jeans: Product) -> None:
    colleague = make_chief(till, name="colleague", may=())
    goods = ask(sell(till, (jeans, 1)), till, by=colleague)

    decisions.reject(goods, by=colleague, reason="The customer kept it")

    assert (goods.state, goods.steps.last().user_name) == ("rejected", colleague.name)
