"""Strict readers of a message's JSON: a value is right, or refused by its name."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.money import MOST, format_money, money
from apps.core.refusals import InvalidInput

AMOUNT = re.compile(r"\d{1,18}(\.\d{1,2})?")


class Body:
    """A JSON object; ``path`` names it in refusals (``lines 2``)."""

    def __init__(self, values: object, path: str = "") -> None:
        if not isinstance(values, Mapping):
            raise InvalidInput(_("%(name)s must be an object.") % {"name": path or _("The message")})
        self.values: Mapping[str, Any] = values
        self.path = path

    def amount(self, name: str) -> Decimal:
        """An amount of money, written as text (``"24500.00"``); never a float, never negative."""
        value = self.values.get(name)
        if not isinstance(value, str) or not AMOUNT.fullmatch(value):
            raise self.refused(name, _('must be an amount written as text, such as "24500.00"'))
        amount = money(value)
        if amount > MOST:
            raise self.refused(name, _("must be %(most)s at most") % {"most": format_money(MOST)})
        return amount

    def whole(self, name: str, *, least: int = 0, most: int = 2**53) -> int:
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refused(name, _("must be a whole number"))
        if not least <= value <= most:
            raise self.refused(name, _("must be from %(least)s to %(most)s") % {"least": least, "most": most})
        return value

    def text(self, name: str, *, most: int = 200) -> str:
        """Text without blanks around it; missing is empty."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value.strip()) > most or "\0" in value:
            raise self.refused(name, _("must be text of at most %(most)s characters") % {"most": most})
        return value.strip()

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.values.get(name)
        if not isinstance(value, str) or value not in allowed:
            raise self.refused(name, _("must be one of: %(allowed)s") % {"allowed": ", ".join(allowed)})
        return value

    def flag(self, name: str) -> bool:
        """True or false; missing is false."""
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise self.refused(name, _("must be true or false"))
        return value

    def key(self, name: str) -> UUID:
        try:
            return UUID(str(self.values.get(name)))
        except ValueError:
            raise self.refused(name, _("must be a key (UUID)")) from None

    def moment(self, name: str) -> datetime:
        """A moment with its zone, ISO 8601."""
        try:
            moment = datetime.fromisoformat(str(self.values.get(name)))
        except ValueError:
            raise self.refused(name, _("must be a moment, such as 2026-11-22T10:30:00+01:00")) from None
        if moment.tzinfo is None:
            raise self.refused(name, _("must name its time zone"))
        return moment

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(str(self.values.get(name)))
        except ValueError:
            raise self.refused(name, _("must be a day, such as 2026-11-22")) from None

    def has(self, name: str) -> bool:
        """Whether it is there and not empty."""
        return self.values.get(name) not in (None, "")

    def within(self, name: str) -> "Body":
        return Body(self.values.get(name), f"{self.path} {name}".strip())

    def each(self, name: str, *, most: int) -> Iterator["Body"]:
        """The objects of a list; missing is an empty list."""
        rows = self.values.get(name) or []
        if not isinstance(rows, list) or len(rows) > most:
            raise self.refused(name, _("must be a list of at most %(most)s") % {"most": most})
        for position, row in enumerate(rows, start=1):
            yield Body(row, f"{self.path} {name} {position}".strip())

    def refused(self, name: str, why: str) -> InvalidInput:
        field = f"{self.path} {name}".strip().replace("_", " ")
        return InvalidInput(_("%(field)s %(why)s.") % {"field": field.capitalize(), "why": why}, field=field)
