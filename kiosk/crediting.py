"""What a till issues to a named customer: goodwill or a promotion, good as long as the company says."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.refusals import InvalidInput, NotFound
from apps.credits import asking, issuing, ledger
from apps.credits.issuing import Wish
from apps.credits.models import Credit
from apps.customers import merged
from apps.customers.models import Customer
from apps.sales.reading import Body
from apps.users import requests
from kiosk import told
from kiosk.desk import Desk

PURPOSES = (Credit.Purpose.GOODWILL, Credit.Purpose.PROMOTION)  # a refund comes of a return


def issue_credit(desk: Desk, body: Body) -> dict[str, Any]:
    """Alone within the role's limit; beyond it the refusal says what an approver's word must be about."""
    wish = _wish(body)
    token = body.within("approval").text("token", most=100) if body.has("approval") else ""
    return _told(issuing.issue(wish, by=desk.actor, approval=token, slip_at=desk.register.shop), desk)


def finish_credit(desk: Desk, body: Body) -> dict[str, Any]:
    """What was allowed from afar, after the till was started anew and has forgotten what it was about."""
    asked = requests.of_key(body.key("key"), desk.user)
    if asked is None or asked.action != issuing.ACTION:
        raise NotFound(_("You did not ask this."))
    return _told(asking.finish(asked, by=desk.actor, slip_at=desk.register.shop), desk)


def _wish(body: Body) -> Wish:
    key = body.key("key")
    return Wish(
        customer=_customer(body),
        purpose=Credit.Purpose(body.choice("purpose", PURPOSES)),
        value=body.amount("value"),
        reason=body.text("reason"),
        expires_on=_last_day(key),
        key=key,
    )


def _last_day(key: UUID) -> date | None:
    """As it was issued, when it is asked again after midnight."""
    issued = Credit.objects.filter(key=key).first()
    return issued.expires_on if issued else ledger.usual_expiry()


def _customer(body: Body) -> Customer:
    found = merged.whoever_is(body.whole("customer_id", least=1))
    if found is None:
        raise InvalidInput(_("This customer is not here (any more): choose them again."), field="customer_id")
    return found


def _told(credit: Credit, desk: Desk) -> dict[str, Any]:
    return {
        "credit": told.credit(credit),
        "customer": told.chosen(credit.customer, desk.user),
        "printer": told.receipt_printer(desk.register.shop, desk.user.pk),
    }
