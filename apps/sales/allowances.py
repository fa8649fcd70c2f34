"""Who may give what away: within the role's limit alone, beyond it with an approver's word."""

from contextlib import suppress
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.money import HUNDRED, ZERO, money
from apps.core.refusals import NotAllowed
from apps.pricing.totals import Totals
from apps.sales.orders import ApprovalInput, Order
from apps.sales.refusals import BeyondLimit
from apps.users import approvals
from apps.users.approvals import ApprovalInvalid
from apps.users.limits import discount_limit
from apps.users.models import User

DISCOUNT = "discount"
GIFT = "gift"


def allow(order: Order, *, percent: Decimal, gift: Decimal | None, by: Actor) -> Actor:
    """The actor, with the approver beside when one was needed; BeyondLimit names what to ask for.

    ``gift`` is what the gifts are worth, ``None`` where nothing is given.
    """
    if not percent and gift is None:
        return by
    user = person(by)
    if gift is not None and not user.has_perm("sales.give_gift"):
        if not any(given.action == GIFT for given in order.approvals):
            raise BeyondLimit(_("A gift needs the word of a manager: ask for their PIN."), action=GIFT)
        by = use(order, GIFT, None, by, amount=gift)
    limit = discount_limit(user) if percent else percent
    if percent > limit:
        sentence = _("%(percent)s %% off is more than your %(limit)s %%: ask a manager for their PIN.") % {
            "percent": plain(percent),
            "limit": plain(limit),
        }
        if not any(given.action == DISCOUNT for given in order.approvals):
            raise BeyondLimit(sentence, action=DISCOUNT, limit=plain(limit), percent=plain(percent))
        by = use(order, DISCOUNT, percent, by)
    return by


def percent_beyond_promised(order: Order, totals: Totals) -> Decimal:
    """What is given off today, in percent of what is sold; a price that was promised when the goods were ordered was
    allowed then."""
    if not order.promised_discount:
        return totals.discount_percent
    sold = totals.gross - totals.gift_value
    given = max(totals.line_discount + totals.order_discount - order.promised_discount, ZERO)
    return money(given * HUNDRED / sold) if sold else ZERO


def use(
    order: Order,
    action: str,
    percent: Decimal | None,
    by: Actor,
    *,
    subject: str = "",
    amount: Decimal | None = None,
) -> Actor:
    """Consume the latest of the order's approvals that covers this; ApprovalInvalid when none does.

    They are bound to the order's key, unless ``subject`` says to what else. A cart holds several when the discount was
    raised after the first.
    """
    bound = {"action": action, "subject": subject or str(order.key)}
    tokens = [given.token for given in order.approvals if given.action == action] or [""]
    for token in tokens[:0:-1]:
        with suppress(ApprovalInvalid):
            return approvals.use(token, **bound, limit=percent, amount=amount, by=by)
    return approvals.use(tokens[0], **bound, limit=percent, amount=amount, by=by)


def approved(given: ApprovalInput | None, *, permission: str, action: str, subject: str, by: Actor) -> Actor:
    """For a single act: the permission, or an approval of it; BeyondLimit without either."""
    if by.user_id is None or person(by).has_perm(permission):
        return by
    if given is None or given.action != action:
        raise BeyondLimit(_("This needs the word of a manager: ask for their PIN."), action=action)
    return approvals.use(given.token, action=action, subject=subject, limit=None, by=by)


def person(by: Actor) -> User:
    user = User.objects.filter(pk=by.user_id or 0, is_active=True).first()
    if user is None:
        raise NotAllowed(_("Sign in first."))
    return user


def plain(percent: Decimal) -> str:
    """Without needless zeros: 10, 12.5."""
    return f"{percent.normalize():f}"
