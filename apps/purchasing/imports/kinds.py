"""Each kind of list is a module of its own, all alike: layout, choices, compare, write."""

from collections.abc import Sequence
from typing import Any, Protocol

from apps.core.actor import Actor
from apps.purchasing.imports import customers, products, stock, suppliers
from apps.purchasing.imports.cells import Sheet
from apps.purchasing.imports.columns import Header, Layout
from apps.purchasing.imports.findings import Findings, Tell
from apps.purchasing.models import ImportJob


class Kind(Protocol):
    """``RIGHT`` is who may add such rows one by one; ``EXAMPLE`` and ``MUST_BE_CHOSEN`` are for the template."""

    RIGHT: str
    LAYOUT: Layout
    EXAMPLE: Sequence[object]
    MUST_BE_CHOSEN: Sequence[str]

    def choices(self) -> dict[str, Sequence[str]]: ...

    def compare(self, sheet: Sheet, header: Header, job: ImportJob, tell: Tell) -> Findings:
        """ColumnsUnclear when the file leaves something open that somebody has to say."""

    def write(self, found: Any, job: ImportJob, *, by: Actor, tell: Tell) -> dict[str, Any]:
        """Write what was found, inside the import's transaction; what the result page needs to know."""


KINDS: dict[str, Kind] = {
    ImportJob.Kind.PRODUCTS: products,
    ImportJob.Kind.STOCK: stock,
    ImportJob.Kind.CUSTOMERS: customers,
    ImportJob.Kind.SUPPLIERS: suppliers,
}
