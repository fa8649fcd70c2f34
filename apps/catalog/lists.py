"""The lists that staff extend: brands, categories, colours, designs, sizes. A name is one entry however typed."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

from apps.audit import log
from apps.catalog.models import Brand, Category, Colour, Design, Size
from apps.catalog.sizes import position_of
from apps.catalog.swatches import swatch_of
from apps.core import history
from apps.core.actor import Actor
from apps.core.names import fold as fold
from apps.core.names import tidy as tidy
from apps.core.retries import add_missing

CHOICES = "choices.json"
USUAL_SIZES = (
    *("One Size", "XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL", "5XL"),
    *("28", "30", "32", "34", "36", "38", "40", "42", "44", "36-39", "39-42", "43-46"),
)
Entry = TypeVar("Entry", Brand, Category, Colour, Design, Size)


def by_name(model: type[Entry]) -> dict[str, Entry]:
    """Every entry of a list under its folded name."""
    return {entry.folded: entry for entry in model._default_manager.all()}


def ensure(model: type[Entry], names: Iterable[str], *, by: Actor) -> Mapping[str, Entry]:
    """The entries of these names under their folded names, unknown ones made."""
    wanted: dict[str, Entry] = {}
    for name in sorted(names, key=str.isupper):  # rather Zara than ZARA, when both were typed
        wanted.setdefault(fold(name), _new_entry(model, tidy(name)))
    return _with(model, wanted, by)[0]


@transaction.atomic
def set_up(*, by: Actor) -> int:
    """Add the lists of ``fixtures/choices.json`` and the usual sizes; how many entries were missing."""
    choices = json.loads((Path(settings.BASE_DIR) / "fixtures" / CHOICES).read_text("utf-8"))
    added = sum(
        (
            _add_missing(Category, _categories(choices), by),
            _add_missing(Colour, _colours(choices), by),
            _add_missing(Design, _designs(choices), by),
            _add_missing(Size, [Size(name=name, position=position_of(name)) for name in USUAL_SIZES], by),
        )
    )
    if added:
        log.write("catalog.set_up_lists", by=by, subject="company", key=1, added=added)
    return added


def _categories(choices: dict[str, Any]) -> list[Category]:
    named = [(group, name) for group, names in choices["categories"].items() for name in names]
    return [Category(name=name, group=group, position=place) for place, (group, name) in enumerate(named, 1)]


def _colours(choices: dict[str, Any]) -> list[Colour]:
    named = [(family, name) for family, names in choices["colours"].items() for name in names]
    return [Colour(name=name, family=family, swatch=swatch_of(name, family)) for family, name in named]


def _designs(choices: dict[str, Any]) -> list[Design]:
    return [Design(name=name, group=group) for group, names in choices["designs"].items() for name in names]


def _add_missing(model: type[Entry], entries: Iterable[Entry], by: Actor) -> int:
    wanted = {fold(entry.name): entry for entry in reversed(list(entries))}
    return len(_with(model, wanted, by)[1])


def _with(model: type[Entry], wanted: Mapping[str, Entry], by: Actor) -> tuple[Mapping[str, Entry], list[str]]:
    known, added = add_missing(wanted, lambda: by_name(model), model._default_manager.bulk_create)
    _trace([known[key] for key in added], by)
    return known, added


def _trace(entries: list[Any], by: Actor) -> None:
    if entries and hasattr(type(entries[0]), "history"):
        history.record_created(entries, by=by)


def _new_entry(model: type[Any], name: str) -> Any:
    return _MAKERS[model](name)


_MAKERS: dict[type[Any], Callable[[str], Any]] = {
    Brand: lambda name: Brand(name=name),
    Category: lambda name: Category(name=name),
    Colour: lambda name: Colour(name=name, swatch=swatch_of(name)),
    Design: lambda name: Design(name=name),
    Size: lambda name: Size(name=name, position=position_of(name)),
}
