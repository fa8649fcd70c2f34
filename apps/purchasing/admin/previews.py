"""What the page of an import says of it: the figures, the rows that are asked for, the result."""

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from apps.purchasing import queries
from apps.purchasing.imports import jobs, kept
from apps.purchasing.models import ImportJob, ImportRow

ROWS_A_PAGE = 100


def shown(job: ImportJob, request: HttpRequest) -> dict[str, Any]:
    asked = {name: request.GET.get(name, "") for name in ("show", "column", "q")}
    rows = queries.rows_of(job, outcome=asked["show"], column=asked["column"], words=asked["q"])
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p"))
    header = json.loads(job.columns)
    return {
        "job": job,
        "preview": jobs.summary(job),
        "result": json.loads(job.result),
        "asked": asked,
        "outcomes": ImportRow.Outcome.choices,
        "columns": queries.columns_of(job),
        "page": page,
        "rows": [kept.told(row) for row in page],
        "taken": [(title, name) for _place, title, name, _samples in header.get("titles", []) if name],
        "unused": [title for _place, title, name, _samples in header.get("titles", []) if not name],
        "is_shopify": header.get("is_shopify"),
        "is_by_hand": header.get("is_by_hand"),
    }
