"""An approver who is not there is asked from till or back office and answers once, in time.

Only this writes ApprovalRequest.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit import log, personal
from apps.core import clock, notify
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput, NotFound
from apps.stores import enrolment
from apps.stores.models import Register, Shop
from apps.users import approvals, people, pins
from apps.users.approvals import APPROVE, Action, MayNotApprove
from apps.users.limits import discount_limit
from apps.users.models import Approval, ApprovalRequest, User
from apps.users.reach import shops_in_reach

State = ApprovalRequest.State
LIFETIME = timedelta(minutes=5)
MOST_WAITING = 10
APPROVERS = "approvers"  # the open pages of those who answer
UNLOCK_PIN = "unlock_pin"  # done as soon as it is granted, so no PIN on the spot stands for it
ASKED = {**approvals.ACTIONS, UNLOCK_PIN: Action(gettext_lazy("PIN to be unlocked"), approvals.AT_ONCE)}
ROLES = "django.contrib.auth.backends.ModelBackend"


class NobodyToAsk(Conflict):
    code = "nobody_to_ask"


class TooManyRequests(Conflict):
    code = "too_many_requests"


class AlreadyAnswered(Conflict):
    code = "already_answered"


class RequestLapsed(Conflict):
    code = "request_lapsed"


class NotLocked(Conflict):
    code = "not_locked"


@dataclass(frozen=True)
class Question:
    """``subject`` is what the answer is bound to, as an approval's; ``limit`` the discount in percent.

    ``what`` says it to people, with ``amount`` where money is at stake, and ``reason`` is the asker's own.
    """

    key: UUID
    action: str
    subject: str
    what: str
    reason: str
    limit: Decimal | None = None
    amount: Decimal | None = None


def ask(question: Question, *, asked_by: User, at: Register | Shop, by: Actor) -> ApprovalRequest:
    """Put the question before whoever may answer it; the same key is asked once.

    It is asked at a register, or in the back office of a shop.
    Refuses NobodyToAsk where nobody may, TooManyRequests, and NotLocked for a PIN that is open.
    """
    before = ApprovalRequest.objects.filter(key=question.key).first()
    if before is not None:
        return _the_same(before, question, asked_by)
    _refuse_what_is_no_question(question, asked_by)
    request = _asked(question, asked_by, at)
    if not any(may_answer(user, request) for user in _approvers().exclude(pk=asked_by.pk)):
        raise NobodyToAsk(
            _("Nobody else who may allow this answers for %(shop)s. Ask an MD to widen a role.")
            % {"shop": request.shop}
        )
    try:
        return _ask(request, by)
    except IntegrityError:
        return _the_same(ApprovalRequest.objects.get(key=question.key), question, asked_by)


@transaction.atomic
def grant(request: ApprovalRequest, *, approver: User, by: Actor, note: str = "") -> ApprovalRequest:
    """Allow this one action; the asker uses it as if a PIN had allowed it, from this moment on.

    Refuses MayNotApprove, AlreadyAnswered (one of two wins) and RequestLapsed.
    """
    refuse_who_may_not_answer(request, approver)
    _settle(request, State.GRANTED, note, answered_by=approver)
    at_register = _beside(by, request)
    if request.action == UNLOCK_PIN:
        pins.unlock(_locked(request), by=at_register, asked_by=str(request.asked_by))
        return request
    asked = Approval(
        action=request.action,
        subject=request.subject,
        limit=request.limit,
        asked_by=request.asked_by,
        register=request.register,
    )
    request.approval = approvals.give(
        asked, approver=approver, by=at_register, asked_for=request.what, reason=request.reason
    )
    request.save(update_fields=["approval"])
    return request


@transaction.atomic
def refuse(request: ApprovalRequest, *, approver: User, by: Actor, note: str = "") -> ApprovalRequest:
    """Say no. Whoever may not say yes may not say no either."""
    refuse_who_may_not_answer(request, approver)
    _settle(request, State.REFUSED, note, answered_by=approver)
    _note("users.approval_refused", request, _beside(by, request))
    return request


@transaction.atomic
def withdraw(key: UUID, *, asked_by: User, by: Actor) -> ApprovalRequest:
    """The asker no longer needs it; asked twice it is withdrawn once."""
    request = ApprovalRequest.objects.filter(key=key, asked_by=asked_by).first()
    if request is None:
        raise NotFound(_("You did not ask this."))
    if request.state != State.WITHDRAWN:
        _settle(request, State.WITHDRAWN)
        _note("users.approval_withdrawn", request, by)
    return request


@transaction.atomic
def follow(subject: UUID, new_subject: UUID, *, register: Register, by: Actor) -> None:
    """A cart that was parked goes on under another key: what was asked or allowed for it goes along."""
    mine = {"asked_by_id": by.user_id, "subject": str(subject)}
    moved = {"subject": str(new_subject), "register": register}
    ApprovalRequest.objects.filter(**mine, state__in=(State.WAITING, State.GRANTED)).update(**moved)
    Approval.objects.filter(**mine, used_at=None).update(**moved)  # afterwards: one that is being given is among them


def is_lapsed(request: ApprovalRequest) -> bool:
    """Whether nobody answered in time."""
    return request.state == State.WAITING and request.expires_at <= clock.now()


def state_in_words(request: ApprovalRequest) -> str:
    return _("not answered in time") if is_lapsed(request) else request.get_state_display()


def waiting_for(user: User) -> list[ApprovalRequest]:
    """What this person may answer now, the oldest first; asked for on every page, so by as few queries as can be."""
    if not user.has_perm(APPROVE):
        return []
    waiting = ApprovalRequest.objects.filter(
        Q(limit=None) | Q(limit__lte=discount_limit(user)),
        state=State.WAITING,
        expires_at__gt=clock.now(),
        shop__in=shops_in_reach(user),
        action__in=[name for name, action in ASKED.items() if user.has_perm(action.needs)],
    ).exclude(asked_by=user)
    told = waiting.select_related("asked_by", "register", "shop__location").order_by("pk")
    return [request for request in told if not _is_looked_at_closer(request) or may_answer(user, request)]


def of_key(key: UUID, user: User) -> ApprovalRequest | None:
    """What this person asked under this key, in the back office or at a till."""
    asked = ApprovalRequest.objects.filter(key=key, asked_by=user)
    return asked.select_related("answered_by", "approval", "shop").first()


def open_of(user: User, action: str) -> QuerySet[ApprovalRequest]:
    """What they asked in the back office and wait for, or may use now; the latest first."""
    now = clock.now()
    waits = Q(state=State.WAITING, expires_at__gt=now)
    usable = Q(state=State.GRANTED, approval__used_at=None, approval__expires_at__gt=now)
    return ApprovalRequest.objects.filter(waits | usable, asked_by=user, action=action, register=None).order_by("-pk")


def may_answer(user: User, request: ApprovalRequest) -> bool:
    try:
        refuse_who_may_not_answer(request, user)
    except (MayNotApprove, NotFound):
        return False
    return True


def refuse_who_may_not_answer(request: ApprovalRequest, user: User) -> None:
    """Refuses MayNotApprove."""
    if user.pk == request.asked_by_id:
        raise MayNotApprove(_("You asked this yourself: somebody else answers it."))
    action = ASKED[request.action]
    approvals.refuse_without_right(user, action, request.limit, request.shop)
    approvals.refuse_beyond_own(user, action, request.amount)
    if request.action == UNLOCK_PIN and people.is_mightier(_locked(request), user):
        raise MayNotApprove(_("%(name)s may do more than you. Ask an MD.") % {"name": _locked(request)})


def of_asker(user: User, register: Register, keys: list[UUID]) -> list[ApprovalRequest]:
    """What the till waits for or may use now, and of ``keys`` whatever became of it."""
    now = clock.now()
    mine = ApprovalRequest.objects.filter(asked_by=user).select_related("answered_by", "approval")
    open_here = mine.filter(register=register, state=State.WAITING, expires_at__gt=now)
    usable = mine.filter(register=register, approval__used_at=None, approval__expires_at__gt=now)
    return sorted({*open_here, *usable, *mine.filter(key__in=keys)}, key=lambda request: request.pk)


def _refuse_what_is_no_question(question: Question, asked_by: User) -> None:
    approvals.refuse_unknown(question.action, ASKED)
    if not question.what.strip() or not question.reason.strip():
        raise InvalidInput(_("Say why you ask: whoever answers is not there."), field="reason")
    if question.action == UNLOCK_PIN:
        locked = _person(question.subject)
        if not pins.is_locked(locked):
            raise NotLocked(_("The PIN of %(name)s is not locked.") % {"name": locked})
    open_ones = ApprovalRequest.objects.filter(asked_by=asked_by, state=State.WAITING, expires_at__gt=clock.now())
    if open_ones.count() >= MOST_WAITING:
        raise TooManyRequests(_("You wait for too many answers. Withdraw some, or wait until they are given."))


def _approvers() -> QuerySet[User]:
    return User.objects.with_perm(APPROVE, backend=ROLES).filter(is_active=True)


def _is_looked_at_closer(request: ApprovalRequest) -> bool:
    """What the one query of ``waiting_for`` cannot judge."""
    return request.action == UNLOCK_PIN or ASKED[request.action].most is not None


def _asked(question: Question, asked_by: User, at: Register | Shop) -> ApprovalRequest:
    now = clock.now()
    register = at if isinstance(at, Register) else None
    return ApprovalRequest(
        key=question.key,
        action=question.action,
        subject=question.subject,
        limit=question.limit,
        amount=question.amount,
        what=question.what.strip()[:300],
        reason=question.reason.strip()[:200],
        asked_by=asked_by,
        register=register,
        shop=at.shop if isinstance(at, Register) else at,
        asked_at=now,
        expires_at=now + LIFETIME,
    )


@transaction.atomic
def _ask(request: ApprovalRequest, by: Actor) -> ApprovalRequest:
    request.save(force_insert=True)
    _note("users.approval_asked", request, by)
    notify.after_commit(APPROVERS, {"type": "asked"})
    return request


def _the_same(before: ApprovalRequest, question: Question, asked_by: User) -> ApprovalRequest:
    told = (before.action, before.limit, before.asked_by_id)
    if told != (question.action, question.limit, asked_by.pk):
        raise Conflict(_("Something else was asked with this key."))
    return before


def _settle(request: ApprovalRequest, state: State, note: str = "", *, answered_by: User | None = None) -> None:
    """Of two who answer at once one wins, whatever they say; what lapsed stays unanswered."""
    answer = {"state": state, "answered_at": clock.now(), "answered_by": answered_by, "note": note.strip()[:200]}
    won = _open(request).update(**answer)
    request.refresh_from_db(fields=[*answer, "subject", "register"])
    if not won:
        raise _too_late(request)
    if request.register_id:
        told = {"type": "approval_answered", "key": str(request.key)}
        notify.after_commit(enrolment.group(request.register_id), told)
    notify.after_commit(APPROVERS, {"type": "asked"})


def _open(request: ApprovalRequest) -> QuerySet[ApprovalRequest]:
    return ApprovalRequest.objects.filter(pk=request.pk, state=State.WAITING, expires_at__gt=clock.now())


def _too_late(request: ApprovalRequest) -> Conflict:
    words = {"who": request.answered_by, "asker": request.asked_by}
    match request.state:
        case State.GRANTED:
            return AlreadyAnswered(_("%(who)s has allowed this already.") % words)
        case State.REFUSED:
            return AlreadyAnswered(_("%(who)s has refused this already.") % words)
        case State.WITHDRAWN:
            return AlreadyAnswered(_("%(asker)s has withdrawn this.") % words)
    return RequestLapsed(_("Nobody answered this in time. %(asker)s may ask again.") % words)


def _locked(request: ApprovalRequest) -> User:
    return _person(request.subject)


def _person(key: str) -> User:
    person = User.objects.filter(pk=int(key) if key.isdecimal() else 0, is_active=True).first()
    if person is None:
        raise NotFound(_("This person does not work here (any more)."))
    return person


def _beside(by: Actor, request: ApprovalRequest) -> Actor:
    """Who answers, noted at the register that asked, if one did."""
    return Actor(
        user_id=by.user_id,
        name=by.name,
        address=by.address,
        register_id=request.register_id,
        register_name=str(request.register or ""),
        shop_id=request.shop_id,
    )


def _note(act: str, request: ApprovalRequest, by: Actor) -> None:
    log.write(
        act,
        by=by,
        subject="request for approval",
        key=request.pk,
        name=request.what,
        shop_id=request.shop_id,
        action=request.action,
        about=request.subject,
        limit=None if request.limit is None else str(request.limit),
        amount=None if request.amount is None else str(request.amount),
        asked_by=str(request.asked_by),
        **personal.sealed_if(ASKED[request.action].is_about_somebody, reason=request.reason, note=request.note),
    )
