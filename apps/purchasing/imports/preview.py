"""What a price list would do, and everything that stands in its way; reads only."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog import lists
from apps.catalog.models import Product
from apps.catalog.prices import following_price
from apps.catalog.refusals import PriceMissing
from apps.core.money import ZERO
from apps.purchasing.imports.columns import Fault, Unfit
from apps.purchasing.imports.findings import LONGEST_WHAT, Changes, Shown, Tell, differences
from apps.purchasing.imports.lines import Line
from apps.purchasing.imports.matching import Known, Names, Shelf, names_of, style_of
from apps.purchasing.models import ImportRow
from apps.stores.models import Place, Shop

TELLS_APART = ("brand", "category", "color", "design", "size", "style", "barcode_number")


@dataclass(frozen=True, slots=True)
class Match:
    """A row of a product that the shop knows; ``changes`` hold before and after by column."""

    line: Line
    known: Known
    changes: Changes


@dataclass(slots=True)
class Preview:
    """New rows, known ones that change, known ones that stay, and faulty ones; each row of the list is one of them."""

    receives: bool = False
    new: list[Line] = field(default_factory=list)
    changed: list[Match] = field(default_factory=list)
    unchanged: list[Match] = field(default_factory=list)
    faulty: list[Line] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)

    @property
    def faults(self) -> list[Fault]:
        return [fault for line in self.faulty for fault in line.faults]

    def shown(self) -> Iterator[Shown]:
        for line in self.faulty:
            yield _shown(line, ImportRow.Outcome.FAULTY, {})
        for line in self.new:
            yield _shown(line, ImportRow.Outcome.NEW, {})
        for match in self.changed:
            yield _shown(match.line, ImportRow.Outcome.CHANGED, match.changes, match.known)
        for match in self.unchanged:
            yield _shown(match.line, ImportRow.Outcome.UNCHANGED, {}, match.known)

    def totals(self) -> dict[str, Any]:
        """Pieces that come in, what they cost, and the names that are added to the lists."""
        matched = [*self.changed, *self.unchanged]
        coming = [*self.new, *(match.line for match in matched if self.receives)]
        return {
            "units": sum(line.quantity for line in coming),
            "value": str(sum(((line.price or ZERO) * line.quantity for line in coming), ZERO)),
            "offered": self.offered,
        }


def compare(lines: Sequence[Line], shop: Shop, tell: Tell, *, receives: bool = False) -> Preview:
    """What the lines would do in this shop; ``lines`` get their faults."""
    preview = Preview(receives=receives)
    shelf = Shelf(lines)
    places = set(Place.objects.filter(shop=shop).values_list("kind", flat=True))
    seen = _Seen()
    for done, line in enumerate(lines, 1):
        _judge(line, shelf, places)
        known = _match(line, shelf)
        _judge_price(line, known)
        seen.refuse_repeated(line, known)
        _sort_in(preview, line, known, shelf)
        tell(done, len(lines))
    preview.offered = _offered(preview.new, shelf)
    return preview


class _Seen:
    """Rows read so far, for finding repeated ones."""

    def __init__(self) -> None:
        self._products: dict[int | tuple[Names, str], int] = {}
        self._codes: dict[str, int] = {}

    def refuse_repeated(self, line: Line, known: Known | None) -> None:
        if not line.brand or not line.category:
            return
        what = known.pk if known else (names_of(line), style_of(line))
        first = self._products.setdefault(what, line.number)
        if first != line.number:
            line.fault("", _("same product as row %(row)d") % {"row": first})
        elif line.barcode_number:
            first = self._codes.setdefault(line.barcode_number, line.number)
            if first != line.number:
                line.fault("barcode_number", _("same barcode as row %(row)d") % {"row": first})


def _judge(line: Line, shelf: Shelf, places: set[str]) -> None:
    if line.category and lists.fold(line.category) not in shelf.categories:
        line.fault("category", _unknown_category(line.category, shelf))
    if line.shop not in places:
        line.fault("shop", _("the shop has no %(place)s") % {"place": Place.Kind(line.shop).label})


def _judge_price(line: Line, known: Known | None) -> None:
    """A list names no selling price: what it makes new, or changes, needs a cost that a price can follow."""
    if line.selling:
        return
    cost = line.price if line.price is not None else (known.cost if known else None)
    is_same = known is not None and not _changes(line, known)
    if cost is None or is_same or any(fault.column == "price" for fault in line.faults):
        return
    markup_type = line.markup_type or (known.markup_type if known else Product.Markup.PERCENTAGE)
    markup = line.markup if line.markup is not None else (known.markup if known else ZERO)
    try:
        following_price(cost, markup_type, markup)
    except PriceMissing:
        line.fault("price", _("%(cost)s makes no selling price: write what a piece costs") % {"cost": f"{cost:f}"})


def _unknown_category(name: str, shelf: Shelf) -> str:
    near = difflib.get_close_matches(lists.fold(name), shelf.categories, n=1)
    if near:
        return _("there is no category “%(name)s”; did you mean “%(near)s”?") % {
            "name": name,
            "near": shelf.categories[near[0]].name,
        }
    return _("there is no category “%(name)s”") % {"name": name}


def _match(line: Line, shelf: Shelf) -> Known | None:
    if any(fault.column in TELLS_APART for fault in line.faults):
        return None
    try:
        known = shelf.find(line)
    except Unfit as reason:
        line.fault("barcode_number" if line.barcode_number else "", str(reason))
        return None
    if known and known.is_archived:
        line.fault("", _("%(product)s is archived: restore it first") % {"product": known.name})
    return known


def _sort_in(preview: Preview, line: Line, known: Known | None, shelf: Shelf) -> None:
    if line.faults:
        preview.faulty.append(line)
    elif known is None:
        preview.new.append(line)
    else:
        changes = _changes(line, known)
        if line.barcode_number and not shelf.knows_code(line):
            changes["barcode_number"] = ("", line.barcode_number)
        (preview.changed if changes else preview.unchanged).append(Match(line, known, changes))


def _changes(line: Line, known: Known) -> dict[str, tuple[str, str]]:
    """Columns in which the list says otherwise than the shop; what it leaves empty, it leaves alone."""
    if line.selling is not None:
        return dict(differences({"selling_price": (known.price, line.selling)}))
    compared = {
        "price": (known.cost, line.price),
        "markup_type": (known.markup_type, line.markup_type),
        "markup": (known.markup, line.markup),
    }
    return dict(differences(compared))


def _offered(lines: Sequence[Line], shelf: Shelf) -> dict[str, list[str]]:
    """Names that would be added to the lists, in the order in which they appear."""
    tables: dict[str, Mapping[str, Any]] = {
        "brand": shelf.brands,
        "color": shelf.colours,
        "design": shelf.designs,
        "size": shelf.sizes,
    }
    return {name: found for name, table in tables.items() if (found := _unknown(lines, name, table))}


def _unknown(lines: Iterable[Line], name: str, table: Mapping[str, Any]) -> list[str]:
    unknown: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: str(getattr(line, name)).isupper()):
        text = getattr(line, name)
        if text and lists.fold(text) not in table:
            unknown.setdefault(lists.fold(text), text)
    return list(unknown.values())


def _shown(line: Line, outcome: str, changes: Changes, known: Known | None = None) -> Shown:
    parts = (line.brand, line.style, line.category, line.design, line.color, line.size)
    what = known.name if known else " · ".join(part for part in parts if part)
    faults = [(fault.column, fault.reason) for fault in line.faults]
    cells = _cells(line, outcome)
    about = known.pk if known else 0
    return Shown(line.number, outcome, what[:LONGEST_WHAT], cells, changes, faults, line.understood(), about)


def _cells(line: Line, outcome: str) -> dict[str, str]:
    cells = {"quantity": str(line.quantity), "place": str(Place.Kind(line.shop).label)}
    if line.price is not None:
        cells["cost"] = str(line.price)
    if outcome == ImportRow.Outcome.NEW:
        cells["price"] = str(_price_of(line))
    return cells


def _price_of(line: Line) -> Decimal:
    if line.selling is not None:
        return line.selling
    return following_price(line.price or ZERO, line.markup_type or Product.Markup.PERCENTAGE, line.markup or ZERO)
