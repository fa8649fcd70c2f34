"""The command palette: pages by their names, and the rows that one looks for most, by words, number or barcode."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from unfold.dataclasses import SearchResult

from nexus.sidebar import icon_of, navigation, searched_tables

ROWS_A_TABLE = 8


def find(request: HttpRequest, text: str, *, with_rows: bool) -> list[SearchResult]:
    """What the person may open that goes by ``text``; rows of a table only up to a handful."""
    words = text.strip()
    if not words:
        return []
    pages = list(_pages(request, words.lower()))
    return pages + [row for model in searched_tables(request) for row in _rows(request, model, words)] * with_rows


def _pages(request: HttpRequest, words: str) -> Iterator[SearchResult]:
    for group in navigation(request):
        for link in group["items"]:
            if words in str(link["title"]).lower():
                yield SearchResult(
                    title=str(link["title"]), description=str(group["title"]), link=link["link"], icon=link["icon"]
                )


def _rows(request: HttpRequest, model: str, words: str) -> Iterator[SearchResult]:
    table = apps.get_model(model)
    page: Any = admin.site._registry[table]
    found, _may_repeat = page.get_search_results(request, page.get_queryset(request), words)
    address = f"admin:{model.replace('.', '_')}_change"
    for row in found[:ROWS_A_TABLE]:
        yield SearchResult(
            title=str(row),
            description=page.said_when_found(row),
            link=reverse(address, args=[row.pk]),
            icon=icon_of(model),
        )
