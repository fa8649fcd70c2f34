"""What a comparison found, alike for every kind of list: rows for the preview, figures for its head."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from apps.purchasing.imports.columns import Row
from apps.purchasing.models import ImportRow

Tell = Callable[[int, int], None]
Changes = Mapping[str, tuple[str, str]]
LONGEST_WHAT, LONGEST_COLUMNS = 200, 200


class Shown(NamedTuple):
    """A row as the preview shows it; ``changes`` hold before and after by column, ``faults`` column and reason.

    ``understood`` is what its cells said, JSON-ready, and ``about`` the key of our row that it means.
    """

    number: int
    outcome: str
    what: str
    cells: Mapping[str, str]
    changes: Changes
    faults: Sequence[tuple[str, str]]
    understood: Mapping[str, Any]
    about: int

    def detail(self) -> str:
        told = {"cells": self.cells, "changes": [[name, *pair] for name, pair in self.changes.items()]}
        return json.dumps(told | {"faults": self.faults}, ensure_ascii=False)

    def columns(self) -> str:
        """The columns that change or are at fault, each between commas."""
        names = dict.fromkeys([*self.changes, *(column for column, _reason in self.faults if column)])
        return f",{','.join(names)},"[:LONGEST_COLUMNS] if names else ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the preview that is to be written: what was understood, and the columns of ours that it changes."""

    number: int
    outcome: str
    row: Any
    about: int
    changes: Sequence[str]


class Findings(Protocol):
    """What a kind's ``compare`` answers."""

    def shown(self) -> Iterator[Shown]: ...

    def totals(self) -> dict[str, Any]:
        """Further figures and names, JSON-ready."""


@dataclass(slots=True)
class Match:
    """A row, the key of the one that the shop has already (0: none), and in which columns they differ.

    ``about`` is the key of something else that the row names.
    """

    row: Row
    what: str
    known: int = 0
    changes: Changes = field(default_factory=dict)
    about: int = 0

    @property
    def outcome(self) -> str:
        if self.row.faults:
            return ImportRow.Outcome.FAULTY
        if not self.known:
            return ImportRow.Outcome.NEW
        return ImportRow.Outcome.CHANGED if self.changes else ImportRow.Outcome.UNCHANGED


@dataclass(slots=True)
class Matches:
    """The rows of a plain list with what each would do."""

    matches: list[Match] = field(default_factory=list)

    def shown(self) -> Iterator[Shown]:
        for match in self.matches:
            cells = {name: str(value) for name, value in match.row.values.items()}
            faults = [(fault.column, fault.reason) for fault in match.row.faults]
            yield Shown(
                *(match.row.number, match.outcome, match.what[:LONGEST_WHAT], cells, match.changes, faults),
                understood=match.row.values,
                about=match.known or match.about,
            )

    def totals(self) -> dict[str, Any]:
        return {}


def differences(pairs: Mapping[str, tuple[Any, Any]]) -> Changes:
    """Columns in which the list (second) says otherwise than the shop; what it leaves empty, it leaves alone."""
    return {
        name: (str(was), str(now)) for name, (was, now) in pairs.items() if now not in (None, "") and _differ(was, now)
    }


def _differ(was: Any, now: Any) -> bool:
    """Texts differ by their words, not by how their lines are broken: a cell has one."""
    if isinstance(was, str) and isinstance(now, str):
        return was.split() != now.split()
    return bool(was != now)
