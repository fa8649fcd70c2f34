"""The words by which a person can be known, gathered from every version of their row, and taken out of other texts."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from apps.core import masks
from apps.credits import issuing
from apps.customers.models import Customer
from apps.customers.phones import COUNTRY
from apps.sales import credit
from apps.sales.models import Delivery
from apps.users.models import ApprovalRequest

GONE = "…"
LEAST_CHARACTERS = 4  # a shorter word would be found in others


@dataclass(frozen=True, slots=True)
class Traces:
    """``keys`` are those of the customer and of everybody who was merged into them.

    ``parts`` are single words of the names, which other texts may hold as well: they are taken out of notes only.
    """

    keys: tuple[int, ...]
    emails: frozenset[str]
    words: tuple[str, ...]
    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, customer: Customer) -> "Traces":
        keys = (customer.pk, *customer.merged.order_by("old_key").values_list("old_key", flat=True))
        versions = [customer, *Customer.history.filter(id__in=keys)]
        emails = frozenset(version.email.casefold() for version in versions if version.email)
        words = {word for version in versions for word in _words_of(version)}
        parts = {part for version in versions for part in version.name.split() if len(part) >= LEAST_CHARACTERS}
        return cls(keys, emails, _longest_first(words), _longest_first(parts))

    def with_those_of(self, deliveries: Iterable[Delivery]) -> "Traces":
        """With where goods were brought and what was said about it."""
        told = {word for each in deliveries for word in (each.address, each.phone, each.note)}
        return replace(self, words=_longest_first({*self.words, *_long_enough(told)}))

    def questions(self) -> QuerySet[ApprovalRequest]:
        """What was asked of an approver about the person, a store credit or more debt: only the subject says so."""
        about = Q(pk__in=[])
        for key in self.keys:
            about |= Q(subject__contains=f":{key}:")
        return ApprovalRequest.objects.filter(about, action__in=(issuing.ACTION, credit.ACTION)).order_by("pk")

    def thorough(self) -> "Traces":
        """For papers that are about the person rather than about goods: single words of the names go there too."""
        return replace(self, words=_longest_first({*self.words, *self.parts}))

    def taken_out_of(self, text: str) -> str:
        """A note with ``…`` wherever the person was named, in whichever capitals."""
        return _without(text, (*self.words, *self.parts))

    def taken_out_of_values(self, value: Any) -> Any:
        """Every text within lists and dictionaries, without the whole words only: goods may be called alike."""
        if isinstance(value, str):
            return _without(value, self.words)
        if isinstance(value, list):
            return [self.taken_out_of_values(each) for each in value]
        if isinstance(value, dict):
            return {name: self.taken_out_of_values(each) for name, each in value.items()}
        return value

    def taken_out_of_json(self, text: str) -> str:
        return json.dumps(self.taken_out_of_values(json.loads(text)))


def _without(text: str, words: Sequence[str]) -> str:
    if not text or not words:
        return text
    return re.sub("|".join(re.escape(word) for word in words), GONE, text, flags=re.IGNORECASE)


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _long_enough(words: Iterable[str]) -> list[str]:
    return [word.strip() for word in words if len(word.strip()) >= LEAST_CHARACTERS]


def _words_of(version: Any) -> Iterable[str]:
    phone = version.phone or ""
    local = f"0{phone.removeprefix(COUNTRY)}" if phone.startswith(COUNTRY) else ""
    spaced = f"{local[:4]} {local[4:7]} {local[7:]}" if len(local) == 11 else ""
    lines = [line.strip() for line in version.address.splitlines()]
    candidates = [version.name, version.email, phone, phone.lstrip("+"), local, spaced, version.address, *lines]
    hidden = (masks.phone(phone), masks.email(version.email))
    return _long_enough((*candidates, *hidden))
