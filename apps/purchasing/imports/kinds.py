"""Each kind of list is a module of its own, all alike: layout, choices, rows, compare, write."""

from collections.abc import Sequence
from typing import Any, Protocol

from apps.core.actor import Actor
from apps.core.sheets.cells import Sheet
from apps.purchasing.imports import customers, products, stock, suppliers
from apps.purchasing.imports.columns import Header, Layout
from apps.purchasing.imports.findings import Findings, Kept, Tell
from apps.purchasing.models import ImportJob


class Kind(Protocol):
    """``RIGHT`` is who may add such rows one by one; ``EXAMPLE`` and ``MUST_BE_CHOSEN`` are for the template.

    ``HOLDS`` is what nobody else may change while such a list is written in portions; empty when its rows take what
    they find.
    """

    RIGHT: str
    HOLDS: str
    LAYOUT: Layout
    EXAMPLE: Sequence[object]
    MUST_BE_CHOSEN: Sequence[str]

    def choices(self) -> dict[str, Sequence[str]]: ...

    def rows(self, sheet: Sheet, header: Header, job: ImportJob) -> Sequence[Any]:
        """The rows as they are understood. ColumnsUnclear when the file leaves something open."""

    def revive(self, number: int, understood: dict[str, Any]) -> Any:
        """A row as it was understood, from what the preview kept of it."""

    def compare(self, rows: Sequence[Any], job: ImportJob, tell: Tell) -> Findings:
        """What the rows would do in the shop as it is now."""

    def write(self, rows: Sequence[Kept], job: ImportJob, *, by: Actor) -> None:
        """Write these rows, inside their portion's transaction; ``job`` remembers invoice and result."""

    def finish(self, job: ImportJob, *, by: Actor) -> None:
        """After the last row, inside the last portion's transaction."""


KINDS: dict[str, Kind] = {
    ImportJob.Kind.PRODUCTS: products,
    ImportJob.Kind.STOCK: stock,
    ImportJob.Kind.CUSTOMERS: customers,
    ImportJob.Kind.SUPPLIERS: suppliers,
}
