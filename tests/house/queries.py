"""Every public function of every ``queries.py``, with arguments made up from the types of its parameters."""

import inspect
import re
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.db.models import Model, QuerySet

from apps.core import clock
from apps.inventory import queries as inventory
from apps.inventory.models import StockLevel

Query = Callable[..., Any]
PLAIN: dict[Any, Callable[[], Any]] = {
    str: lambda: "blue shirt 2500",
    int: lambda: 1,
    bool: lambda: True,
    date: clock.today,
    datetime: clock.now,
    Decimal: lambda: Decimal("9.50"),
}

# What answers with a condition is tried in a query that it is meant for.
CONDITION_OF: dict[Query, Callable[[Any], Any]] = {
    inventory.runs_low: lambda condition: StockLevel.objects.filter(condition),
}


def public_queries() -> Iterator[Query]:
    for path in sorted(Path("apps").glob("*/queries.py")):
        module = import_module(".".join(path.with_suffix("").parts))
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield function


def tries(query: Query) -> list[dict[str, Any]]:
    """The call with every parameter, and the one that leaves out what may be left out."""
    parameters = inspect.signature(query).parameters.values()
    everything = {each.name: argument(query, each.name) for each in parameters}
    needed = {each.name: everything[each.name] for each in parameters if each.default is each.empty}
    return [everything] if len(needed) == len(everything) else [everything, needed]


def argument(query: Query, parameter: str) -> Any:
    rows = rows_of(query, parameter)
    return sample(get_type_hints(query)[parameter]) if rows is None else rows


def rows_of(query: Query, parameter: str) -> QuerySet[Any] | None:
    """All rows where the parameter is a ``QuerySet[Table]``: Django forgets the table, so the source is asked."""
    named = re.search(rf"\b{parameter}: [^,)]*QuerySet\[(\w+)", inspect.getsource(query))
    return inspect.getmodule(query).__dict__[named[1]]._default_manager.all() if named else None  # type: ignore[union-attr]


def sample(hint: Any) -> Any:
    """Something of a type: of a table the row with key 1, unsaved."""
    kind, parts = get_origin(hint), get_args(hint)
    if kind in (Union, types.UnionType):
        return sample(parts[0])
    if kind in (list, set, tuple, Collection, Iterable, Sequence):
        return [sample(parts[0])]
    if inspect.isclass(hint) and issubclass(hint, Model):
        return hint(pk=1)
    if hint in PLAIN:
        return PLAIN[hint]()
    fields = {name: sample(part) for name, part in get_type_hints(hint).items()}
    return hint(**fields)  # a dataclass of such things
