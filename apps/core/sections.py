"""What a row's page shows of other trades: each section is a table or a few figures, made by the trade that knows them.

To add one to a page: write a function of ``(request, row)`` in an admin module of your trade that answers a
``Section``, or ``None`` for somebody without the right to look, and name it among the page's ``sections`` in
``nexus/admin.py``, where the order is that of the page (``figures`` stand above the form). A section without rows and
without ``empty`` is left out, so that a page is no list of what is not there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    title: Words
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in words, the page that it leads to, and whether it is something to look after."""

    text: Any
    address: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """``figures`` stand as cards, ``rows`` as a table under ``columns``; ``more`` is the list that has all of them."""

    title: Words
    figures: Sequence[tuple[Words, Cell]] = ()
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Cell]] = ()
    empty: Words = ""
    more: str = ""
    more_title: Words = ""

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def says_something(self) -> bool:
        return bool(self.figures or self.rows or self.empty)


Maker = Callable[[HttpRequest, Any], Section | None]


def shown(makers: Sequence[Maker], request: HttpRequest, row: Any) -> list[Section]:
    """Those that this person may see and that say something."""
    made = (make(request, row) for make in makers)
    return [section for section in made if section is not None and section.says_something]
