"""The facts of an audit entry, kept as JSON, in words for people."""

import json
from typing import Any

from django.utils.translation import gettext as _

from apps.audit import personal


def in_a_line(kept: str, key: str | None = None) -> str:
    return ", ".join(f"{name} {value}" for name, value in told(kept, key))


def told(kept: str, key: str | None = None) -> list[tuple[str, str]]:
    """The facts as words: ``("discount", "5.00 → 7.50")`` for a pair of before and after.

    ``key`` opens what is sealed of a person.
    """
    facts: dict[str, Any] = json.loads(kept)
    if sealed := facts.pop(personal.SEALED, ""):
        facts |= personal.opened(sealed, key) or {"personal": _("sealed")}
    changes = facts.pop("changes", {})  # field: [before, after], as the back office writes them
    found = [(name, {"before": before, "after": after}) for name, (before, after) in changes.items()]
    return [(name.replace("_", " "), _in_words(value)) for name, value in [*found, *facts.items()]]


def _in_words(value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"before", "after"}:
        return f"{_in_words(value['before'])} → {_in_words(value['after'])}"
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_in_words(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(_in_words(part) for part in value)
    if value is None or value == "":
        return "—"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def name_in(kept: str, key: str | None) -> str:
    """The name that an entry has sealed; empty when it has none, or when nobody may read it any more."""
    sealed = json.loads(kept).get(personal.SEALED, "")
    opened = personal.opened(sealed, key) if sealed else None
    return str(opened.get("name", "")) if opened else ""
