"""SQL Server stays possible: its backend can write our schema and every read, without anything it must leave out."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.db.models import ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.test.utils import isolate_apps

from apps.audit import triggers
from apps.catalog.models import Product
from apps.core.export_page import Exports
from apps.core.resources import read
from apps.users.models import User
from tests.house.queries import CONDITION_OF, Query, public_queries, tries
from tests.sqlserver import on_paper

LEFT_OUT = {f"models.W{number:03}" for number in range(36, 48)}
COMPARED_AND_NAMED = re.compile(r"(=|<|>|LIKE) (%s|\?|NULL) AS ")  # a condition as a column: SQL Server has none


def our_models() -> list[type[models.Model]]:
    """Our tables with those of their histories, without the libraries'."""
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("apps.")]


def left_out_of(model: type[models.Model]) -> list[str]:
    with on_paper():
        return [str(warning.id) for warning in model.check(databases=["default"]) if warning.id in LEFT_OUT]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_nothing_of_a_table_is_left_out(model: type[models.Model]) -> None:
    assert left_out_of(model) == []


@isolate_apps("tests.house")
def test_what_would_be_left_out_is_noticed() -> None:
    class Careless(models.Model):
        name = models.CharField(max_length=10)

        class Meta:
            app_label = "house"
            constraints = (models.UniqueConstraint(Lower("name"), name="careless_once"),)

    assert left_out_of(Careless) == ["models.W044"]


def test_a_condition_as_a_column_is_noticed() -> None:
    with on_paper() as written:
        list(Product.objects.annotate(is_it=ExpressionWrapper(Q(name="x"), models.BooleanField())))

    assert COMPARED_AND_NAMED.search(written[0])


def test_the_schema_is_written() -> None:
    with on_paper(), connection.schema_editor(collect_sql=True, atomic=False) as editor:
        for model in our_models():
            editor.create_model(model)

    created = {line.split("[")[1].split("]")[0] for line in editor.collected_sql if line.startswith("CREATE TABLE")}
    assert created == {model._meta.db_table for model in our_models() if not model._meta.proxy}
    assert [line for line in editor.collected_sql if " OR " in line and "INDEX" in line] == []


def test_the_audit_log_has_its_trigger() -> None:
    with on_paper() as written:
        triggers.run(connection, triggers.INSTALL)

    assert [sql.split(" AS ")[0] for sql in written] == [
        "CREATE TRIGGER audit_entry_stays ON audit_auditentry INSTEAD OF UPDATE, DELETE"
    ]


@pytest.mark.parametrize("query", list(public_queries()), ids=lambda query: f"{query.__module__}.{query.__name__}")
def test_a_query_is_written(query: Query) -> None:
    with on_paper() as written:
        for arguments in tries(query):
            answer = CONDITION_OF.get(query, lambda answer: answer)(query(**arguments))
            if isinstance(answer, QuerySet):
                list(answer)

    assert [sql for sql in written if COMPARED_AND_NAMED.search(sql)] == []
    assert all(sql.startswith(("SELECT", "IF OBJECT_ID", "CREATE TABLE", "INSERT")) for sql in written)
    assert written


@pytest.mark.django_db
def test_every_export_reads_its_rows(md_user: User) -> None:
    request = HttpRequest()
    request.user = md_user

    for page in admin.site._registry.values():
        if isinstance(page, Exports):
            with on_paper() as written:
                list(read(page.export_rows(request), list(page.resource.fields.values()), [1, 2]))
            assert [sql for sql in written if COMPARED_AND_NAMED.search(sql)] == []
            assert written
