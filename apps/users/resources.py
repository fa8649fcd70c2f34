"""What the lists of people and approvals hand out as files: what the list tells of them, and no more."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.resources import Column, ListResource, moment_column, number_column
from apps.users import approvals, pins

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


def _allowed(action: str) -> str:
    known = approvals.ACTIONS.get(action)
    return str(known.title if known else action)


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
    action = Column(gettext_lazy("What was allowed"), "action", shown=_allowed)
    subject = Column(gettext_lazy("Of what"), "subject")
    limit = number_column(gettext_lazy("Up to %"), "limit")
    approver = Column(gettext_lazy("Approved by"), *person_at("approver"), shown=person)
    asked_by = Column(gettext_lazy("Asked by"), *person_at("asked_by"), shown=person)
    register = Column(gettext_lazy("Register"), "register__name")
    used = moment_column(gettext_lazy("Used"), "used_at")
