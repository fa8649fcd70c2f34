"""The columns of a list, found by their titles in any order or mapped by hand, and what their cells may hold."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from apps.catalog.lists import tidy
from apps.core.money import money
from apps.core.sheets.cells import Cell, Kind, Sheet, SheetRow
from apps.purchasing.imports.refusals import ColumnsUnclear

HEADER_WITHIN = 10
SAMPLES = 3
NUMBER = re.compile(r"^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$")
MOST_MONEY, MOST_PIECES = Decimal("1000000000"), 1_000_000
YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0", "-")
Reader = Callable[[Cell], Any]


class Unfit(ValueError):
    """A cell does not hold what its column asks for; the message says why."""


class Fault(NamedTuple):
    """``column`` is empty when the whole row is at fault."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What a kind of list holds: columns with their readers, other titles for them, and those that must be there.

    Of each tuple in ``needed`` one column must be there.
    """

    readers: Mapping[str, Reader]
    needed: Sequence[tuple[str, ...]]
    also_called: Mapping[str, str] = field(default_factory=dict)

    @property
    def required(self) -> set[str]:
        return {names[0] for names in self.needed if len(names) == 1}

    def name_of(self, title: str) -> str:
        """Our column under this title; empty when there is none."""
        folded = fold(title)
        own = {fold(name): name for name in self.readers} | dict(self.also_called)
        return own.get(folded, "")


@dataclass(frozen=True, slots=True)
class Header:
    """The row with the titles: its place among the rows, titles and our names by column from 0."""

    place: int
    titles: Mapping[int, str]
    names: Mapping[int, str]
    samples: Mapping[int, Sequence[str]]
    is_by_hand: bool = False

    @property
    def key(self) -> str:
        return key_of(self.titles)

    @property
    def unused(self) -> list[str]:
        return [title for column, title in self.titles.items() if not self.names.get(column)]


@dataclass(slots=True)
class Row:
    """A row as it was understood: ``values`` of the cells that say something, and what is wrong with the others."""

    number: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, reason: str) -> None:
        self.faults.append(Fault(self.number, column, reason))


def revive(number: int, understood: dict[str, Any]) -> Row:
    """A row whose ``values`` were kept as JSON."""
    return Row(number, understood)


def fold(title: str) -> str:
    return re.sub(r"\W|_", "", title.casefold())


def key_of(titles: Mapping[int, str]) -> str:
    """What lists with the same header have in common."""
    told = "\n".join(f"{column}\t{fold(title)}" for column, title in sorted(titles.items()))
    return hashlib.sha256(told.encode()).hexdigest()


def first_rows(sheet: Sheet) -> dict[str, int]:
    """Where a header may stand: key of each of the first rows, with its place."""
    return {key_of(_titles(row)): place for place, row in enumerate(sheet.rows[:HEADER_WITHIN])}


def header_of(sheet: Sheet, layout: Layout) -> Header:
    """The row in which most titles stand, among the first few; without any, the one with most cells."""
    best: tuple[tuple[int, int], int, dict[int, str]] = ((-1, 0), 0, {})
    for place, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        names = {column: name for column, title in _titles(row).items() if (name := layout.name_of(title))}
        weight = (len(set(names.values())), 0 if names else len(row.cells))
        if weight > best[0]:
            best = (weight, place, names)
    return mapped(sheet, best[1], best[2])


def mapped(sheet: Sheet, place: int, names: Mapping[int, str], *, is_by_hand: bool = False) -> Header:
    """The header in this place, its columns taken for these names."""
    titles = _titles(sheet.rows[place]) if sheet.rows else {}
    below = sheet.rows[place + 1 : place + 1 + SAMPLES]
    samples = {column: [row.cells[column].text for row in below if column in row.cells] for column in titles}
    return Header(place, titles, {column: name for column, name in names.items() if name}, samples, is_by_hand)


def refuse_unclear(header: Header, layout: Layout) -> None:
    """ColumnsUnclear when a column that must be there is not, or one is there twice."""
    found = list(header.names.values())
    missing = [_(" or ").join(names) for names in layout.needed if not set(names) & set(found)]
    if missing:
        raise ColumnsUnclear(
            _("There is no column %(missing)s. Say below which column is which; the titles are usually: %(all)s.")
            % {"missing": ", ".join(missing), "all": ", ".join(layout.readers)}
        )
    twice = [name for name in layout.readers if found.count(name) > 1]
    if twice:
        raise ColumnsUnclear(_("There are two columns %(name)s. Leave one of them out.") % {"name": twice[0]})


def understand(sheet: Sheet, header: Header, layout: Layout) -> Iterator[Row]:
    """Every row below the header."""
    refuse_unclear(header, layout)
    for row in sheet.rows[header.place + 1 :]:
        yield _row(row, header, layout)


def _titles(row: SheetRow) -> dict[int, str]:
    return {column: cell.text[:80] for column, cell in row.cells.items()}


def _row(row: SheetRow, header: Header, layout: Layout) -> Row:
    understood = Row(row.number, {})
    for column, name in header.names.items():
        cell = row.cells.get(column)
        if cell is None:
            continue
        try:
            understood.values[name] = layout.readers[name](cell)
        except Unfit as reason:
            understood.fault(name, str(reason))
    spoken = {*understood.values, *(fault.column for fault in understood.faults)}
    for names in layout.needed:
        if not spoken & set(names):
            understood.fault(names[0], _("%(name)s is missing") % {"name": _(" or ").join(names)})
    return understood


def text(longest: int) -> Reader:
    """A name of at most so many letters."""

    def read(cell: Cell) -> str:
        if cell.kind in (Kind.FORMULA, Kind.ERROR):
            raise Unfit(_("a formula, not a name") if cell.kind is Kind.FORMULA else _("an error of the workbook"))
        if cell.kind is Kind.DATE:
            raise Unfit(_("a date, not a name: format the cell as text and type it again"))
        found = tidy(_plain_number(cell.text) if cell.kind is Kind.NUMBER else cell.text)
        if len(found) > longest:
            raise Unfit(_("longer than %(most)d letters") % {"most": longest})
        return found

    return read


def amount(cell: Cell) -> Decimal:
    value = _number(cell)
    if value < 0:
        raise Unfit(_("%(value)s is negative") % {"value": f"{value:f}"})
    if value > MOST_MONEY:
        raise Unfit(_("%(value)s is too much") % {"value": f"{value:f}"})
    if value != money(value):
        raise Unfit(_("%(value)s has more than two decimals") % {"value": f"{value:f}"})
    return money(value)


def pieces(cell: Cell) -> int:
    value = _number(cell)
    if value < 0:
        raise Unfit(_("%(value)s is negative") % {"value": f"{value:f}"})
    if value != value.to_integral_value():
        raise Unfit(_("%(value)s is not a whole number") % {"value": f"{value:f}"})
    if value > MOST_PIECES:
        raise Unfit(_("%(value)s is too much") % {"value": f"{value:f}"})
    return int(value)


def yes_or_no(cell: Cell) -> bool:
    told = text(20)(cell).casefold()
    if told not in (*YES, *NO):
        raise Unfit(_("“%(text)s” is neither yes nor no") % {"text": cell.text[:40]})
    return told in YES


def _number(cell: Cell) -> Decimal:
    if cell.kind is Kind.FORMULA:
        raise Unfit(_("a formula, not a number"))
    if cell.kind is Kind.NUMBER:
        return _from_float(cell.text)
    plain = re.sub(r"(?i)^(-?)(?:₦|ngn|n)|\s|\u00a0", r"\1", cell.text.strip())
    if cell.kind is not Kind.TEXT or not NUMBER.match(plain):
        raise Unfit(_("“%(text)s” is not a number") % {"text": cell.text[:40]})
    return Decimal(plain.replace(",", ""))


def _from_float(text: str) -> Decimal:
    """A number cell holds a binary fraction; what people see are its first 15 digits."""
    try:
        number = Decimal(f"{Decimal(text):.15g}")
    except InvalidOperation:
        raise Unfit(_("“%(text)s” is not a number") % {"text": text[:40]}) from None
    if not number.is_finite() or number.adjusted() > 20:
        raise Unfit(_("“%(text)s” is not a number") % {"text": text[:40]})
    return number


def _plain_number(text: str) -> str:
    """``34.0`` and ``3.4E1`` are the size 34."""
    number = _from_float(text)
    return f"{int(number)}" if number == number.to_integral_value() else f"{number.normalize():f}"
