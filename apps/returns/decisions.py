"""Somebody else says yes or no to a return."""

from collections import Counter
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.returns import steps
from apps.returns.models import Return, ReturnStep
from apps.returns.refusals import TooLate
from apps.sales import allowances, refunds
from apps.sales.orders import ApprovalInput
from apps.stores import company
from apps.users import approvals, reach, second_person
from apps.users.approvals import MayNotApprove
from apps.users.models import User

ACTION, LATE = "return", "late_return"
REJECTION = "reject_return"
RIGHT = "returns.approve_return"
OVERRULE = "returns.overrule_window"
State, Kind = Return.State, ReturnStep.Kind


@transaction.atomic
def approve(goods: Return, *, by: Actor, note: str = "", approval: ApprovalInput | None = None) -> Return:
    """Allow it: with the right, or with an approver's word for ``action_for`` it, its subject the return's key (which
    counts also for who has the right, but asked for it themselves).

    Refuses WrongState, OwnWork to who asked for it while another may approve, TooLate after the company's days.
    """
    reach.refuse_beyond(by, goods.shop)
    right = right_for(goods)
    by = _allowed(goods, right, approval, by)
    approver = replace(by, user_id=by.approver_id or by.user_id)
    _refuse_without(right, goods, approver)
    goods.is_self_approved = second_person.refuse_own(approver, right=right, did=askers_of(goods), shop=goods.shop)
    steps.move_on(goods, State.PENDING, State.APPROVED)
    goods.save(update_fields=["is_self_approved"])
    steps.note(goods, Kind.APPROVED, by, note=note)
    return goods


@transaction.atomic
def reject(goods: Return, *, by: Actor, reason: str, approval: ApprovalInput | None = None) -> Return:
    """Its pieces may be asked for again. What is approved may still be rejected until it is completed.

    Whoever asked for it may take it back; anybody else needs the right, or an approver's word for the action
    ``reject_return``, its subject the return's key. Refuses BeyondLimit without, and WrongState.
    """
    if not reason.strip():
        raise InvalidInput(_("Say why %(number)s is rejected.") % {"number": goods.number}, field="reason")
    reach.refuse_beyond(by, goods.shop)
    by = _rejecting(goods, approval, by)
    before = State.APPROVED if goods.state == State.APPROVED else State.PENDING
    steps.move_on(goods, before, State.REJECTED)
    refunds.release(pieces_of(goods))
    steps.note(goods, Kind.REJECTED, by, note=reason)
    return goods


def may_reject(goods: Return, person: User) -> bool:
    """Approvers may, and whoever asked for it and thought better of it."""
    return bool(person.has_perm(RIGHT) or (person.has_perm("returns.change_return") and person.pk in askers_of(goods)))


def askers_of(goods: Return) -> set[int]:
    """The keys of the people who asked for it."""
    asked = goods.steps.filter(kind=Kind.ASKED, user__isnull=False)
    return {key for key in asked.values_list("user_id", flat=True) if key}


def pieces_of(goods: Return) -> Counter[int]:
    """Pieces by the key of the receipt's line."""
    pieces: Counter[int] = Counter()
    for sold, quantity in goods.lines.values_list("sold", "quantity"):
        pieces[sold] += quantity
    return pieces


def right_for(goods: Return) -> str:
    """What its approver needs."""
    return OVERRULE if goods.is_late else RIGHT


def action_for(goods: Return) -> str:
    """What is asked for: after the days of the company only those answer who may overrule them."""
    return LATE if goods.is_late else ACTION


def _allowed(goods: Return, right: str, approval: ApprovalInput | None, by: Actor) -> Actor:
    subject = str(goods.key)
    if approval is not None and approval.action in (ACTION, LATE):
        return approvals.use(approval.token, action=approval.action, subject=subject, limit=None, by=by)
    return allowances.approved(None, permission=right, action=action_for(goods), subject=subject, by=by)


def _rejecting(goods: Return, approval: ApprovalInput | None, by: Actor) -> Actor:
    if by.user_id is not None and may_reject(goods, allowances.person(by)):
        return by
    return allowances.approved(approval, permission=RIGHT, action=REJECTION, subject=str(goods.key), by=by)


def _refuse_without(right: str, goods: Return, approver: Actor) -> None:
    if approver.user_id is None:
        return
    person = User.objects.get(pk=approver.user_id)
    if right == OVERRULE and not person.has_perm(OVERRULE):
        raise TooLate(
            _("%(receipt)s is older than %(days)s days, and %(name)s may not allow that: ask an MD.")
            % {"receipt": goods.receipt.number, "days": company.current().return_days, "name": person}
        )
    if not person.has_perm(RIGHT):
        raise MayNotApprove(_("%(name)s may not approve returns: ask a manager or an MD.") % {"name": person})
