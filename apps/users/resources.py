"""What the lists of people and approvals hand out as files: what the list tells of them, and no more."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.resources import Column, ListResource, moment_column, money_column, number_column
from apps.users import pins, requests
from apps.users.models import ApprovalRequest

PERSON = ("first_name", "last_name", "username")


def person(*names: str | None) -> str:
    """Somebody by the fields of ``PERSON``, as ``User`` calls them; nothing for nobody."""
    first_name, last_name, username = names
    return " ".join(filter(None, (first_name, last_name))) or username or ""


def _at_work(is_active: bool) -> str:
    return _("active") if is_active else _("left")


def _pin(pin: str, failures: int) -> str:
    """Whether there is one, never anything of it."""
    if not pin:
        return _("none")
    return _("locked") if failures >= pins.TRIES else _("set")


def allowed(action: str) -> str:
    known = requests.ASKED.get(action)
    return str(known.title if known else action)


def _answered(state: str, expires_at: datetime) -> str:
    """As the list says it: nobody answers what lapsed."""
    return requests.state_in_words(ApprovalRequest(state=state, expires_at=expires_at))


def person_at(path: str) -> tuple[str, ...]:
    """The paths to the names of whom a key leads to."""
    return tuple(f"{path}__{name}" for name in PERSON)


class UserResource(ListResource):
    name = Column(gettext_lazy("Person"), *PERSON, shown=person)
    username = Column(gettext_lazy("User name"), "username")
    roles = Column(gettext_lazy("Roles"), "groups__name", is_joined=True)
    shop = Column(gettext_lazy("Shop"), "shop__name")
    is_at_work = Column(gettext_lazy("State"), "is_active", shown=_at_work)
    pin = Column(gettext_lazy("PIN"), "pin", "pin_failures", shown=_pin)
    signed_in = moment_column(gettext_lazy("Last sign-in"), "last_login")


class ApprovalResource(ListResource):
    granted = moment_column(gettext_lazy("Granted"), "granted_at")
    action = Column(gettext_lazy("What was allowed"), "action", shown=allowed)
    subject = Column(gettext_lazy("Of what"), "subject")
    limit = number_column(gettext_lazy("Up to %"), "limit")
    approver = Column(gettext_lazy("Approved by"), *person_at("approver"), shown=person)
    asked_by = Column(gettext_lazy("Asked by"), *person_at("asked_by"), shown=person)
    register = Column(gettext_lazy("Register"), "register__name")
    used = moment_column(gettext_lazy("Used"), "used_at")


class ApprovalRequestResource(ListResource):
    asked = moment_column(gettext_lazy("Asked"), "asked_at")
    action = Column(gettext_lazy("What was asked"), "action", shown=allowed)
    what = Column(gettext_lazy("In words"), "what")
    limit = number_column(gettext_lazy("Up to %"), "limit")
    amount = money_column(gettext_lazy("Amount"), "amount")
    reason = Column(gettext_lazy("Reason"), "reason")
    asked_by = Column(gettext_lazy("Asked by"), *person_at("asked_by"), shown=person)
    register = Column(gettext_lazy("Register"), "register__name")
    shop = Column(gettext_lazy("Shop"), "shop__name")
    state = Column(gettext_lazy("Answer"), "state", "expires_at", shown=_answered)
    answered_by = Column(gettext_lazy("Answered by"), *person_at("answered_by"), shown=person)
    answered = moment_column(gettext_lazy("Answered"), "answered_at")
    note = Column(gettext_lazy("Note"), "note")
