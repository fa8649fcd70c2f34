"""Every act that is written into the audit log has a name for people."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

from nexus import acts

ACT = re.compile(r"^([a-z]+)\.[a-z_]+$")


def written() -> set[str]:
    """What looks like an act of the module's own app, in every module that writes into the log."""
    return {word for path in Path("apps").rglob("*.py") for word in _words(path) if "migrations" not in path.parts}


def _words(path: Path) -> Iterator[str]:
    tree = list(ast.walk(ast.parse(path.read_text())))
    app = path.parts[1]
    if app != "audit" and not any(isinstance(node, ast.ImportFrom) and _imports_log(node) for node in tree):
        return
    words = [node.value for node in tree if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    yield from (word for word in words if (found := ACT.match(word)) and app in (found[1], "audit"))


def _imports_log(node: ast.ImportFrom) -> bool:
    return node.module == "apps.audit" and any(alias.name == "log" for alias in node.names)


@pytest.mark.django_db
def test_every_act_has_a_name() -> None:
    permissions = {
        f"{app}.{codename}" for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    tables = {model._meta.label_lower for model in apps.get_models()}

    nameless = written() - permissions - tables - {"apps.audit"} - acts.NAMES.keys()

    assert nameless == {"stores.enrolment"}  # the salt of a signature
    assert {"sales.void", "catalog.reprice", "users.sign_in"} <= written()


def test_no_name_is_left_of_an_act_that_is_gone() -> None:
    assert acts.NAMES.keys() - written() == set()


@pytest.mark.parametrize(
    ("act", "name"),
    [
        ("sales.void", "Receipt voided"),
        ("stores.shop_changed", "Shop changed"),
        ("users.user_added", "User added"),
        ("stores.taxrate_deleted", "Tax deleted"),
        ("later.some_new_act", "Some new act"),
        ("odd", "odd"),
    ],
)
def test_an_act_is_called_by_its_name_by_its_table_or_by_its_own_words(act: str, name: str) -> None:
    assert acts.name_of(act) == name
