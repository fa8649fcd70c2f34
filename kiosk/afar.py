"""What a till asks of somebody who is not there: the figures are looked up here, as far as the server knows them."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.core.money import format_money
from apps.credits import asking, issuing
from apps.sales import credit
from apps.sales.models import Receipt
from apps.sales.reading import Body
from apps.users import requests
from apps.users.models import ApprovalRequest
from apps.users.requests import Question
from kiosk.desk import Desk

Answer = dict[str, Any]
MOST_KEYS = 20


def ask_approval(desk: Desk, body: Body) -> Answer:
    """Put a question before the managers and MDs who may answer it."""
    asked = requests.ask(_question(desk, body), asked_by=desk.user, at=desk.register, by=desk.actor)
    return {"request": _told(asked)}


def _question(desk: Desk, body: Body) -> Question:
    """The subject of a credit or a debt says it whole, in the server's words."""
    subject = body.text("subject", most=80)
    if body.text("action", most=40) == issuing.ACTION:
        desk.refuse_without(issuing.ASK)
        return asking.question_of(subject, key=body.key("key"), reason=body.text("reason"))
    if body.text("action", most=40) == credit.ACTION:
        return _debt(subject, body)
    return Question(
        key=body.key("key"),
        action=body.text("action", most=40),
        subject=subject,
        what=body.text("what", most=300),
        reason=body.text("reason"),
        limit=body.amount("limit") if body.has("limit") else None,
        amount=_amount(body),
    )


def _debt(subject: str, body: Body) -> Question:
    """Without the customer's name, which is looked up where it is answered."""
    _customer, due = credit.debt_of(subject)
    what = _("%(due)s shall stay unpaid, beyond the credit limit.") % {"due": format_money(due)}
    key, reason = body.key("key"), body.text("reason")
    return Question(key=key, action=credit.ACTION, subject=subject, what=what, reason=reason, amount=due)


def approval_state(desk: Desk, body: Body) -> Answer:
    """What this person waits for or may use at this register, and what became of ``keys``."""
    keys = [row.key("key") for row in body.each("keys", most=MOST_KEYS)]
    return {"requests": [_told(row) for row in requests.of_asker(desk.user, desk.register, keys)]}


def withdraw_approval(desk: Desk, body: Body) -> Answer:
    asked = requests.withdraw(body.key("key"), asked_by=desk.user, by=desk.actor)
    return {"request": _told(asked)}


def _amount(body: Body) -> Decimal | None:
    """What a receipt came to, or the cash that the subject names, rather than what the till says of it."""
    action, subject = body.text("action", most=40), body.text("subject", most=80)
    if action == "void":
        return Receipt.objects.filter(number=subject).values_list("total", flat=True).first()
    if action == "cash_out":
        return Body({"amount": subject.rpartition(":")[2]}).amount("amount")
    return body.amount("amount") if body.has("amount") else None


def _told(asked: ApprovalRequest) -> Answer:
    approval = asked.approval
    return {
        "key": str(asked.key),
        "action": asked.action,
        "subject": asked.subject,
        "limit": "" if asked.limit is None else f"{asked.limit:.2f}",
        "what": asked.what,
        "state": "lapsed" if requests.is_lapsed(asked) else str(asked.state),
        "by": str(asked.answered_by or ""),
        "note": asked.note,
        "token": approval.token if approval and approval.used_at is None else "",
        "expires_at": (approval or asked).expires_at.isoformat(),
    }
