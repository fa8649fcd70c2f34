"""A preview that was kept, row by row, as pages and workbooks show it."""

import json
from collections.abc import Iterator
from typing import Any

from apps.purchasing import queries
from apps.purchasing.models import ImportJob, ImportRow

PORTION = 2_000


def told(row: ImportRow) -> dict[str, Any]:
    """The row with its detail, for a page: ``cells``, ``changes``, ``faults``."""
    detail: dict[str, Any] = json.loads(row.detail)
    return detail | {"number": row.number, "outcome": row.outcome, "what": row.what}


def remove_rows(job: ImportJob) -> None:
    """A portion at a time, so that nobody waits for it."""
    rows = job.rows.order_by("number")
    while numbers := list(rows.values_list("number", flat=True)[:PORTION]):
        job.rows.filter(number__lte=numbers[-1]).delete()


def faults_of(job: ImportJob) -> Iterator[tuple[int, str, str, str]]:
    """Row, column, reason and what the row is."""
    for row in queries.rows_of(job, outcome=ImportRow.Outcome.FAULTY):
        for column, reason in json.loads(row.detail)["faults"]:
            yield row.number, column, reason, row.what
