"""Every page of the back office opens, and a list asks the database as often for three rows as for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection, models
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.stores import company
from apps.users.models import User
from tests.factories.users import signed_in
from tests.house.world import make_world

pytestmark = pytest.mark.django_db


def tables() -> Iterator[type[models.Model]]:
    """The tables of ours that have pages."""
    return (model for model in admin.site._registry if model.__module__.startswith("apps."))


def address(model: type[models.Model], page: str, *keys: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)


@pytest.fixture
def md_browser(md_user: User) -> Client:
    make_world()
    return signed_in(md_user)


def opens(model: type[models.Model], row: models.Model, user: User) -> bool:
    """Whether the row has a page of its own; some lists tell all there is."""
    request = RequestFactory().get("/")
    request.user = user
    return bool(admin.site._registry[model].has_view_permission(request, row))


def queries_by_list(browser: Client) -> dict[str, int]:
    asked = {}
    for model in tables():
        company.forget()  # else it depends on the clock whether this page reads it again
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address(model, "changelist"))
        if answer.status_code == 302:
            continue  # the one company has no list
        assert answer.status_code == 200, model._meta.label
        asked[model._meta.label] = len(queries)
    return asked


def test_a_list_of_three_asks_as_often_as_a_list_of_one(md_browser: Client) -> None:
    one = queries_by_list(md_browser)

    make_world()
    make_world()

    assert queries_by_list(md_browser) == one


def test_every_list_has_a_row_to_show(md_browser: Client) -> None:
    empty = [model._meta.label for model in tables() if not model._default_manager.exists()]

    assert empty == [], "make one in tests/house/world.py"


def test_every_page_of_a_row_opens(md_browser: Client, md_user: User) -> None:
    answers = {
        where: md_browser.get(where, follow=True).status_code
        for model in tables()
        for row in [model._default_manager.first()]
        if row is not None and opens(model, row, md_user)
        for where in (address(model, "change", row.pk), address(model, "history", row.pk))
    }

    assert {where: status for where, status in answers.items() if status != 200} == {}


def test_every_page_for_a_new_row_opens_or_is_closed_on_purpose(md_browser: Client) -> None:
    answers = {model._meta.label: md_browser.get(address(model, "add")).status_code for model in tables()}

    assert {label: status for label, status in answers.items() if status not in (200, 403)} == {}


def test_every_list_is_searched_and_filtered_without_a_fault(md_browser: Client) -> None:
    answers = {
        model._meta.label: md_browser.get(address(model, "changelist"), {"q": "World 0 ’%_"}).status_code
        for model, page in admin.site._registry.items()
        if model in set(tables()) and page.search_fields
    }

    assert {label: status for label, status in answers.items() if status != 200} == {}


def test_the_scripts_of_a_table_come_with_their_words() -> None:
    """Once anybody opened a list with a calendar among its filters, unfold gives its scripts to all of the table."""
    ours = [path for folder in ("apps", "nexus") for path in Path(folder).rglob("*.html")]
    pages = [path for path in ours if "{{ media }}" in path.read_text()]

    assert len(pages) > 5
    assert [str(path) for path in pages if "admin:jsi18n" not in path.read_text()] == []
