"""The facts of an audit entry, kept as JSON, in words for people."""

import json
from typing import Any


def in_a_line(kept: str) -> str:
    return ", ".join(f"{name} {value}" for name, value in told(kept))


def told(kept: str) -> list[tuple[str, str]]:
    """The facts as words: ``("discount", "5.00 → 7.50")`` for a pair of before and after."""
    facts: dict[str, Any] = json.loads(kept)
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
