"""Cash goes into a drawer or out of it without a sale: with a reason, an approver where one is needed, and a slip."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import MOST, format_money
from apps.core.refusals import Conflict, InvalidInput
from apps.printing import jobs
from apps.printing.models import Task
from apps.sales import allowances, shift_papers, shifts
from apps.sales.models import CashMove, Shift
from apps.sales.orders import ApprovalInput
from apps.sales.refusals import BeyondLimit, KeyReused, NoOpenShift
from apps.stores import company
from apps.stores.models import Register
from apps.users.approvals import ApprovalInvalid
from apps.users.models import User

ACTION = "cash_out"
RIGHT = "sales.take_cash_out"
Kind = CashMove.Kind


class TooLittleCash(Conflict):
    """More is to be taken out than should be in the drawer."""

    code = "too_little_cash"


@dataclass(frozen=True, slots=True)
class CashInput:
    """What the till asks for; ``is_offline`` when the cash has moved already, whatever the server thinks of it."""

    key: UUID
    kind: Kind
    amount: Decimal
    reason: str
    at: datetime | None = None
    cashier_id: int | None = None
    is_offline: bool = False
    approval: ApprovalInput | None = None
    shift_key: UUID | None = None


def subject_of(asked: CashInput) -> str:
    """What an approval of it is bound to: this move, with this amount."""
    return f"{asked.key}:{asked.amount}"


def move(shift: Shift, asked: CashInput, *, by: Actor) -> CashMove:
    """Book it, open the drawer and print a slip. The same key is one move; another body under it is refused.

    Refuses NoOpenShift, TooLittleCash, and BeyondLimit to whoever may not take cash out and has no approval
    (for the action ``cash_out``, its subject ``subject_of``). What was done offline is booked with its doubts instead.
    """
    if not asked.reason.strip():
        raise InvalidInput(_("Say what the cash is for."), field="reason")
    if not 0 < asked.amount <= MOST:
        raise InvalidInput(_("Type how much cash it is."), field="amount")
    try:
        return _move_once(shift, asked, by)
    except IntegrityError:
        return _moved_before(asked)


@transaction.atomic
def _move_once(shift: Shift, asked: CashInput, by: Actor) -> CashMove:
    shift = _locked(shift)
    if CashMove.objects.filter(key=asked.key).exists():
        return _moved_before(asked)
    doubts = _doubts(shift, asked, by)
    by = _allowed(asked, by, doubts)
    _refuse_beyond_drawer(shift, asked, doubts)
    who = _who(asked, by)
    now = clock.now()
    row = CashMove.objects.create(
        key=asked.key,
        shift=shift,
        kind=asked.kind,
        amount=asked.amount,
        reason=asked.reason.strip()[:200],
        at=max(min(asked.at or now, now), shift.opened_at) if asked.is_offline else now,
        arrived_at=now,
        was_offline=asked.is_offline,
        user_id=who.pk if who else by.user_id,
        user_name=str(who) if who else by.name,
        approver_name=by.approver_name,
        doubt=" ".join(doubts)[:300],
    )
    jobs.queue(shift_papers.slip(row), task=Task.RECEIPT, shop=shift.shop, by=by)
    log.write(
        "sales.cash_in" if row.kind == Kind.IN else "sales.cash_out",
        by=by,
        subject="shift",
        key=shift.pk,
        name=shift.number,
        shop_id=shift.shop_id,
        amount=str(row.amount),
        reason=row.reason,
        cashier=row.user_name,
        offline=row.was_offline,
        doubt=row.doubt,
    )
    return row


def _locked(shift: Shift) -> Shift:
    """One at a time moves the cash of a drawer, sells from it, or counts it."""
    return Shift.objects.select_for_update().get(pk=shift.pk)


def shift_of(asked: CashInput, register: Register) -> Shift:
    """The shift that it names; offline the register's last one when that never reached the server."""
    shift = Shift.objects.filter(key=asked.shift_key).first() if asked.shift_key else None
    if shift is None and asked.is_offline:
        shift = Shift.objects.filter(register=register).order_by("-pk").first()
    if shift is None or (shift.register_id != register.pk and not asked.is_offline):
        raise NoOpenShift(_("This shift is not known here: open a shift first."))
    return shift


def _moved_before(asked: CashInput) -> CashMove:
    first = CashMove.objects.select_related("shift").get(key=asked.key)
    if (first.kind, first.amount, first.reason) != (asked.kind, asked.amount, asked.reason.strip()[:200]):
        raise KeyReused(
            _("This was booked before, as %(amount)s for “%(reason)s”. Begin a new one.")
            % {"amount": _money(first.amount), "reason": first.reason}
        )
    return first


def _doubts(shift: Shift, asked: CashInput, by: Actor) -> list[str]:
    """What is refused here and now, and only noted of what has happened already."""
    if not asked.is_offline:
        if shift.closed_at is not None:
            raise NoOpenShift(_("%(shift)s is closed: open a shift first.") % {"shift": shift.number})
        return []
    doubts = []
    if asked.shift_key not in (None, shift.key):
        doubts.append(_("Its shift never reached the server; it was put to the last one."))
    if shift.closed_at is not None:
        doubts.append(_("%(shift)s was closed before it arrived.") % {"shift": shift.number})
    if by.register_id != shift.register_id:
        doubts.append(_("It came from another register."))
    return doubts


def _allowed(asked: CashInput, by: Actor, doubts: list[str]) -> Actor:
    if asked.kind == Kind.IN:
        return by
    if asked.is_offline and asked.cashier_id not in (None, by.user_id):
        who = _who(asked, by)
        if who is None or not who.has_perm(RIGHT):
            doubts.append(_without_right(who or by.name))
            return by
    try:
        return allowances.approved(asked.approval, permission=RIGHT, action=ACTION, subject=subject_of(asked), by=by)
    except (ApprovalInvalid, BeyondLimit):
        if not asked.is_offline:
            raise
        doubts.append(_without_right(by.name))
        return by


def _without_right(who: object) -> str:
    return _("%(name)s took it out without the server and without a manager.") % {"name": who}


def _refuse_beyond_drawer(shift: Shift, asked: CashInput, doubts: list[str]) -> None:
    if asked.kind == Kind.IN or asked.amount <= shifts.expected_cash(shift):
        return
    sentence = _("There should not be %(amount)s in the drawer: take out less, or ask a manager to look.")
    if not asked.is_offline:
        raise TooLittleCash(sentence % {"amount": _money(asked.amount)})
    doubts.append(_("More was taken out than there should have been."))


def _who(asked: CashInput, by: Actor) -> User | None:
    """Who stood at the till; offline that may be somebody else than who is there when it arrives."""
    key = asked.cashier_id if asked.is_offline and asked.cashier_id else by.user_id
    return User.objects.filter(pk=key or 0).first()


def _money(amount: Decimal) -> str:
    return format_money(amount, company.current().currency_symbol)
