"""Lists that name customers find them by a phone as people write it, and by a part of it only for who sees phones."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from apps.customers import contacts, phones
from apps.customers.refusals import InvalidPhone

WHOLE = {"phone": "exact", "email": "iexact"}
DIGITS_OUT_OF_ONE = re.compile(r"^[1-9]\d{0,8}$")
BEGINS_AS_PHONE = re.compile(r"^(?:\+?234|0)[\s\-]*[789][\d\s\-]*$")


class FindsByContact:
    """Put it before the base class of the list's page, whose ``search_fields`` may end in ``phone`` and ``email``."""

    def get_search_fields(self, request: HttpRequest) -> Sequence[str]:
        """Else whoever sees masked contacts would read them by asking for one digit after the other."""
        fields: Sequence[str] = super().get_search_fields(request)  # type: ignore[misc]
        if contacts.are_seen_by(request.user):
            return fields
        return [_whole(name) for name in fields]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, queryset, as_kept(search_term))  # type: ignore[misc]
        return found, may_repeat


def as_kept(text: str) -> str:
    """A phone, or how one begins, in the form in which it is kept; other words, and digits out of one, as they are."""
    typed = text.strip()
    if DIGITS_OUT_OF_ONE.match(typed):
        return text
    try:
        return phones.normalise(typed)
    except InvalidPhone:
        if not BEGINS_AS_PHONE.match(typed):
            return text
    return "+234" + re.sub(r"\D", "", typed).removeprefix("234").removeprefix("0")


def _whole(name: str) -> str:
    lookup = WHOLE.get(name.rpartition("__")[2])
    return f"{name}__{lookup}" if lookup else name
