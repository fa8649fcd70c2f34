"""An approver's PIN allows one action of somebody else's: bound to its subject, used once, soon expired."""

import hmac
import secrets
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput, NotAllowed
from apps.stores.models import Register
from apps.users.limits import discount_limit
from apps.users.models import Approval, User
from apps.users.pins import check_pin

AT_ONCE = timedelta(seconds=60)
WHILE_THE_CART_IS_OPEN = timedelta(minutes=15)
LIFETIMES = {
    "void": AT_ONCE,
    "open_drawer": AT_ONCE,
    "discount": WHILE_THE_CART_IS_OPEN,
    "gift": WHILE_THE_CART_IS_OPEN,
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
    """
    if action not in LIFETIMES:
        raise UnknownAction(_("“%(action)s” is not an action that can be approved.") % {"action": action})
    _refuse_without_right(approver, limit)
    check_pin(approver, pin)
    now = clock.now()
    approval = Approval(
        token=secrets.token_urlsafe(32),
        action=action,
        subject=subject,
        limit=limit,
        approver=approver,
        asked_by=asked_by,
        register=register,
        granted_at=now,
        expires_at=now + LIFETIMES[action],
    )
    _keep(approval)
    return approval.token


def use(token: str, *, action: str, subject: str, limit: Decimal | None, by: Actor) -> Actor:
    """Consume the approval inside the act's transaction; the answer is ``by`` with the approver beside."""
    approval = Approval.objects.select_related("approver").filter(token=token).first()
    if approval is None or not _covers(approval, action=action, subject=subject, limit=limit, by=by):
        raise ApprovalInvalid(_("That approval was given for something else. Ask for a new one."))
    if not approval.approver.is_active or approval.expires_at <= clock.now():
        raise ApprovalInvalid(_("The approval by %(name)s has expired. Ask again.") % {"name": approval.approver})
    if not Approval.objects.filter(pk=approval.pk, used_at__isnull=True).update(used_at=clock.now()):
        raise ApprovalInvalid(_("The approval by %(name)s was used already.") % {"name": approval.approver})
    return by.approved_by(approval.approver_id, str(approval.approver))


def _refuse_without_right(approver: User, limit: Decimal | None) -> None:
    if not (approver.is_active and approver.has_perm("users.approve")):
        raise MayNotApprove(_("%(name)s may not approve. Ask a manager or an MD.") % {"name": approver})
    own = discount_limit(approver)
    if limit is not None and limit > own:
        raise MayNotApprove(
            _("%(name)s may allow up to %(own)s %%, not %(limit)s %%. Ask an MD.")
            % {"name": approver, "own": f"{own:g}", "limit": f"{limit:g}"}
        )


@transaction.atomic
def _keep(approval: Approval) -> None:
    approval.save(force_insert=True)
    log.write(
        "users.approval_granted",
        by=Actor(
            user_id=approval.approver_id,
            name=str(approval.approver),
            register_id=approval.register_id,
            register_name=str(approval.register or ""),
        ),
        subject="approval",
        key=approval.pk,
        name=approval.action,
        shop_id=approval.register.shop_id if approval.register else None,
        about=approval.subject,
        limit=None if approval.limit is None else str(approval.limit),
        asked_by=str(approval.asked_by),
    )


def _covers(approval: Approval, *, action: str, subject: str, limit: Decimal | None, by: Actor) -> bool:
    return (
        approval.action == action
        and hmac.compare_digest(approval.subject, subject)
        and approval.asked_by_id == by.user_id
        and (limit is None or (approval.limit is not None and limit <= approval.limit))
    )
