"""A list as it was found in the file: numbered rows of typed cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.core.sheets.refusals import UnreadableFile

MOST_ROWS = 50_000
MOST_COLUMNS = 100
MOST_CELLS = 1_000_000
LONGEST_TEXT = 2_000
TELL_EVERY = 500


class Kind(Enum):
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    FORMULA = "formula"
    ERROR = "error"


class Cell(NamedTuple):
    """``text`` of a number is what the file holds, with a point for the decimals."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``number`` counts as Excel does, from 1; ``cells`` by column, from 0, without the empty ones."""

    number: int
    cells: Mapping[int, Cell]


def _nobody() -> None:
    """Nobody wants to hear how far the reading is."""


@dataclass(slots=True)
class Sheet:
    """Collects cells while a file is read, and refuses it as soon as there are too many.

    ``heard`` is called now and then; what it raises ends the reading.
    """

    rows: list[SheetRow] = field(default_factory=list)
    heard: Callable[[], None] = _nobody
    _count: int = 0

    def add(self, number: int, cells: dict[int, Cell]) -> None:
        if not cells:
            return
        self._count += len(cells)
        if number > MOST_ROWS + 1 or len(self.rows) > MOST_ROWS or self._count > MOST_CELLS:
            raise too_many_rows(number)
        if max(cells) >= MOST_COLUMNS:
            raise UnreadableFile(
                _("Row %(row)d has a cell in column %(column)d; a list has at most %(most)d columns.")
                % {"row": number, "column": max(cells) + 1, "most": MOST_COLUMNS}
            )
        self.rows.append(SheetRow(number, cells))
        if len(self.rows) % TELL_EVERY == 0:
            self.heard()


def text_cell(text: str, *, is_text: bool = False) -> Cell | None:
    """What somebody typed; a text that begins with ``=`` is taken for the formula it would become, unless the file
    itself says that it ``is_text``."""
    plain = text.strip()
    if not plain:
        return None
    if len(plain) > LONGEST_TEXT:
        raise UnreadableFile(_("A cell holds more than %(most)d letters.") % {"most": LONGEST_TEXT})
    return Cell(Kind.FORMULA if plain.startswith("=") and not is_text else Kind.TEXT, plain)


def too_many_rows(number: int) -> UnreadableFile:
    return UnreadableFile(
        _("The list reaches to row %(row)s; at most %(most)s are read at once. Split it, or delete what lies below.")
        % {"row": f"{number:,}", "most": f"{MOST_ROWS:,}"}
    )
