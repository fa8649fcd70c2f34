"""An approver's PIN allows one action of somebody else's: bound to its subject, used once, soon expired.

Nobody allows what they may not do themselves, there and then: asked when the word is given and when it is used.
"""

import hmac
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit import log, personal
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import format_money
from apps.core.refusals import InvalidInput, NotAllowed
from apps.stores.models import Register, Shop
from apps.users.limits import discount_limit, store_credit_limit
from apps.users.models import Approval, User
from apps.users.pins import check_pin
from apps.users.reach import shops_in_reach

AT_ONCE = timedelta(seconds=60)
WHILE_THE_CART_IS_OPEN = timedelta(minutes=15)
WHILE_THE_CUSTOMER_WAITS = timedelta(minutes=15)
APPROVE = "users.approve"


@dataclass(frozen=True)
class Action:
    """``needs`` is the permission that its approver has; a discount is held against the approver's own limit.

    ``most`` is the amount that a person may allow, where money has a limit. What ``is_about_somebody`` may name a
    customer, so the log seals its words.
    """

    title: str | Promise
    lifetime: timedelta
    needs: str = APPROVE
    most: Callable[[User], Decimal] | None = None
    is_about_somebody: bool = False


ACTIONS = {
    "void": Action(gettext_lazy("void of a sale"), AT_ONCE, "sales.void_receipt"),
    "open_drawer": Action(gettext_lazy("drawer without a sale"), AT_ONCE, "sales.open_drawer"),
    "cash_out": Action(gettext_lazy("cash out of the drawer"), AT_ONCE, "sales.take_cash_out"),
    "discount": Action(gettext_lazy("discount"), WHILE_THE_CART_IS_OPEN),
    "return": Action(gettext_lazy("return"), WHILE_THE_CART_IS_OPEN, "returns.approve_return"),
    "reject_return": Action(gettext_lazy("rejection of a return"), AT_ONCE, "returns.approve_return"),
    "late_return": Action(gettext_lazy("return after its days"), WHILE_THE_CART_IS_OPEN, "returns.overrule_window"),
    "gift": Action(gettext_lazy("gift"), WHILE_THE_CART_IS_OPEN, "sales.give_gift"),
    "debt": Action(
        gettext_lazy("debt beyond the credit limit"),
        WHILE_THE_CART_IS_OPEN,
        "sales.lend_beyond_limit",
        is_about_somebody=True,
    ),
    "store_credit": Action(
        gettext_lazy("store credit"),
        WHILE_THE_CUSTOMER_WAITS,
        "credits.issue_credit",
        most=store_credit_limit,
        is_about_somebody=True,
    ),
}


class UnknownAction(InvalidInput):
    code = "unknown_action"


class MayNotApprove(NotAllowed):
    code = "may_not_approve"


class ApprovalInvalid(NotAllowed):
    code = "approval_invalid"


def grant(
    approver: User,
    pin: str,
    *,
    action: str,
    subject: str,
    limit: Decimal | None,
    asked_by: User,
    register: Register | None,
) -> str:
    """Check the PIN (counted, so call it outside a transaction) and answer a token for this one action.

    ``subject`` names what it is about (a cart's key, a receipt's number); ``limit`` is the discount in percent.
    Refuses MayNotApprove to whoever may not do it themselves at the register's shop.
    """
    asked = Approval(action=action, subject=subject, limit=limit, asked_by=asked_by, register=register)
    refuse_unknown(action, ACTIONS)
    refuse_without_right(approver, ACTIONS[action], limit, register.shop if register else None)
    check_pin(approver, pin)
    by = Actor(
        user_id=approver.pk,
        name=str(approver),
        register_id=register.pk if register else None,
        register_name=str(register or ""),
    )
    return give(asked, approver=approver, by=by).token


@transaction.atomic
def give(asked: Approval, *, approver: User, by: Actor, **words: str) -> Approval:
    """Make ``asked`` an approver's word, from now on; that they may give it was asked before. ``words`` are noted."""
    now = clock.now()
    asked.token, asked.approver = secrets.token_urlsafe(32), approver
    asked.granted_at, asked.expires_at = now, now + ACTIONS[asked.action].lifetime
    asked.save(force_insert=True)
    log.write(
        "users.approval_granted",
        by=by,
        subject="approval",
        key=asked.pk,
        name=asked.action,
        shop_id=asked.register.shop_id if asked.register else None,
        about=asked.subject,
        limit=None if asked.limit is None else str(asked.limit),
        asked_by=str(asked.asked_by),
        **personal.sealed_if(ACTIONS[asked.action].is_about_somebody, **words),
    )
    return asked


def use(
    token: str, *, action: str, subject: str, limit: Decimal | None, by: Actor, amount: Decimal | None = None
) -> Actor:
    """Consume the approval inside the act's transaction; the answer is ``by`` with the approver beside.

    What was asked from afar covers no more than the ``amount`` that the approver was shown.
    Refuses ApprovalInvalid, also when the approver may no longer do it.
    """
    beside = ("approver", "register__shop", "request__shop")
    approval = Approval.objects.select_related(*beside).filter(token=token).first()
    is_right = approval is not None and _covers(approval, action=action, subject=subject, limit=limit, by=by)
    if approval is None or not is_right or _is_more_than_shown(approval, amount):
        raise ApprovalInvalid(_("That approval was given for something else. Ask for a new one."))
    if not approval.approver.is_active or approval.expires_at <= clock.now():
        raise ApprovalInvalid(_("The approval by %(name)s has expired. Ask again.") % {"name": approval.approver})
    try:
        refuse_without_right(approval.approver, ACTIONS[action], limit, _shop_of(approval))
    except MayNotApprove as refusal:
        raise ApprovalInvalid(refusal.sentence) from refusal
    if not Approval.objects.filter(pk=approval.pk, used_at__isnull=True).update(used_at=clock.now()):
        raise ApprovalInvalid(_("The approval by %(name)s was used already.") % {"name": approval.approver})
    return by.approved_by(approval.approver_id, str(approval.approver))


def refuse_unknown(action: str, known: Collection[str]) -> None:
    if action not in known:
        raise UnknownAction(_("“%(action)s” is not an action that can be approved.") % {"action": action})


def refuse_without_right(approver: User, action: Action, limit: Decimal | None, shop: Shop | None) -> None:
    """Refuse MayNotApprove to whoever may not do it themselves, there, and that much of it."""
    if not (approver.is_active and approver.has_perm(APPROVE)):
        raise MayNotApprove(_("%(name)s may not approve. Ask a manager or an MD.") % {"name": approver})
    if not approver.has_perm(action.needs):
        raise MayNotApprove(_("%(name)s may not do this either. Ask a manager or an MD.") % {"name": approver})
    if shop and not shops_in_reach(approver).filter(pk=shop.pk).exists():
        words = {"name": approver, "shop": shop}
        raise MayNotApprove(_("%(name)s does not answer for %(shop)s. Ask a manager of this shop.") % words)
    own = discount_limit(approver)
    if limit is not None and limit > own:
        raise MayNotApprove(
            _("%(name)s may allow up to %(own)s %%, not %(limit)s %%. Ask an MD.")
            % {"name": approver, "own": f"{own.normalize():f}", "limit": f"{limit.normalize():f}"}
        )


def refuse_beyond_own(approver: User, action: Action, amount: Decimal | None) -> None:
    """Refuse MayNotApprove to whoever may not give away as much themselves."""
    if action.most is None or amount is None:
        return
    own = action.most(approver)
    if amount > own:
        words = {"name": approver, "limit": format_money(own)}
        raise MayNotApprove(_("%(name)s may issue up to %(limit)s. Ask an MD.") % words)


def _shop_of(approval: Approval) -> Shop | None:
    """Of the register that asked, or of whoever asked in the back office."""
    if approval.register is not None:
        return approval.register.shop
    request = getattr(approval, "request", None)  # a word given on the spot was never asked for
    return request.shop if request else None


def _is_more_than_shown(approval: Approval, amount: Decimal | None) -> bool:
    request = getattr(approval, "request", None)  # on the spot the approver sees the screen
    shown = request.amount if request else None
    return amount is not None and shown is not None and amount > shown


def _covers(approval: Approval, *, action: str, subject: str, limit: Decimal | None, by: Actor) -> bool:
    return (
        approval.action == action
        and hmac.compare_digest(approval.subject, subject)
        and approval.asked_by_id == by.user_id
        and (limit is None or (approval.limit is not None and limit <= approval.limit))
    )
