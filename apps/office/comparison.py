"""Two customers beside each other, as somebody looks at them who must say whether they are one."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.core.money import format_money
from apps.customers import contacts
from apps.customers.models import Consent, Customer
from apps.office.models import DuplicatePair
from apps.sales import queries as sales
from apps.stores.models import Shop

NOTHING = "–"
CHOSEN = ("name", "phone", "email", "address", "gender", "note")


@dataclass(frozen=True, slots=True)
class Line:
    """What both are in one respect."""

    title: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Both say something, and not the same."""
        return NOTHING not in (self.first, self.second) and self.first.casefold() != self.second.casefold()


def compared(pair: DuplicatePair, user: Any) -> list[Line]:
    """Line by line; contacts only as this person sees them, and what was bought in the shops within their reach."""
    first, second = _told(pair.first, user), _told(pair.second, user)
    return [Line(title, first[title], second[title]) for title in first]


def differing(pair: DuplicatePair) -> list[str]:
    """The fields in which both have something, and not the same."""
    told = ((name, getattr(pair.first, name), getattr(pair.second, name)) for name in CHOSEN)
    return [name for name, one, other in told if one and other and one != other]


def filled_by(customer: Customer, other: Customer) -> list[str]:
    """The fields that only ``customer`` has."""
    return [name for name in CHOSEN if getattr(customer, name) and not getattr(other, name)]


def shown(customer: Customer, name: str, user: Any) -> str:
    """A field as this person may see it."""
    value = getattr(customer, name) or ""
    if name == "phone":
        return contacts.phone_for(user, value)
    if name == "email":
        return contacts.email_for(user, value)
    if name == "address" and not contacts.are_seen_by(user):
        return "•••" if value else ""
    return str(customer.get_gender_display()) if name == "gender" else str(value)


def _told(customer: Customer, user: Any) -> dict[str, str]:
    trade = sales.trade_with(customer.pk, user.reachable_shops() if not user.reaches_all else Shop.objects.all())
    agreed = [label for channel, label in Consent.Channel.choices if getattr(customer, channel)]
    fields = {title: shown(customer, name, user) or NOTHING for name, title in _titles().items()}
    return fields | {
        _("Agreed to"): ", ".join(str(label) for label in agreed) or NOTHING,
        _("Since"): date_format(localtime(customer.created_at), "j M Y"),
        _("Visits"): str(trade.visits),
        _("Bought for"): format_money(trade.spent),
        _("Owes"): format_money(trade.owed),
        _("Last visit"): date_format(trade.last_day, "j M Y") if trade.last_day else NOTHING,
    }


def _titles() -> dict[str, str]:
    return {
        "name": _("Name"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "address": _("Address"),
        "gender": _("Gender"),
        "note": _("Note"),
    }


def title_of(name: str) -> str:
    return _titles()[name]
