"""The words by which a person can be known, gathered from every version of their row, and taken out of other texts."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.core import masks
from apps.customers.models import Customer
from apps.customers.phones import COUNTRY

GONE = "…"
LEAST_CHARACTERS = 4  # a shorter word would be found in others


@dataclass(frozen=True, slots=True)
class Traces:
    """``keys`` are those of the customer and of everybody who was merged into them."""

    keys: tuple[int, ...]
    emails: frozenset[str]
    words: tuple[str, ...]

    @classmethod
    def of(cls, customer: Customer) -> "Traces":
        keys = (customer.pk, *customer.merged.order_by("old_key").values_list("old_key", flat=True))
        versions = [customer, *Customer.history.filter(id__in=keys)]
        emails = frozenset(version.email.casefold() for version in versions if version.email)
        words = {word for version in versions for word in _words_of(version)}
        return cls(keys, emails, tuple(sorted(words, key=len, reverse=True)))

    def taken_out_of(self, text: str) -> str:
        """The text with ``…`` wherever the person was named, however it was capitalised or, in JSON, escaped."""
        if not text or not self.words:
            return text
        return re.sub("|".join(re.escape(word) for word in self.words), GONE, text, flags=re.IGNORECASE)

    def taken_out_of_values(self, value: Any) -> Any:
        """The same for every text within lists and dictionaries."""
        if isinstance(value, str):
            return self.taken_out_of(value)
        if isinstance(value, list):
            return [self.taken_out_of_values(each) for each in value]
        if isinstance(value, dict):
            return {name: self.taken_out_of_values(each) for name, each in value.items()}
        return value

    def taken_out_of_json(self, text: str) -> str:
        return json.dumps(self.taken_out_of_values(json.loads(text)))


def _words_of(version: Any) -> Iterable[str]:
    phone = version.phone or ""
    local = f"0{phone.removeprefix(COUNTRY)}" if phone.startswith(COUNTRY) else ""
    spaced = f"{local[:4]} {local[4:7]} {local[7:]}" if len(local) == 11 else ""
    lines = [line.strip() for line in version.address.splitlines()]
    candidates = [version.name, version.email, phone, phone.lstrip("+"), local, spaced, version.address, *lines]
    hidden = (masks.phone(phone), masks.email(version.email))
    return [word for word in (*candidates, *hidden) if len(word) >= LEAST_CHARACTERS]
