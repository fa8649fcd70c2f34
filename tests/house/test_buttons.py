"""What takes something away never looks like the thing to do, and a plain no never looks like a fault."""

import re

import pytest
from django.contrib import admin
from django.template.loader import render_to_string
from unfold.enums import ActionVariant

from tests.house.test_doors import ACTIONS, _flat

TAKES_AWAY = re.compile(r"void|archive|cancel|drop|release|disable|unpay|delete|remove|forget")
INVITING = (ActionVariant.PRIMARY, ActionVariant.SUCCESS)


def test_what_takes_something_away_has_red_buttons() -> None:
    severe = {
        f"{model._meta.label}.{name}": getattr(page, name)
        for model, page in admin.site._registry.items()
        for kind in ACTIONS
        for name in _flat(getattr(page, kind, None) or ())
        if TAKES_AWAY.search(name)
    }

    assert {where for where, act in severe.items() if act.variant in INVITING} == set()
    assert {where for where, act in severe.items() if act.dialog["variant"] != "danger"} == set()
    assert {"sales.Receipt.void_sale", "catalog.Product.archive", "printing.PrintJob.cancel"} <= severe.keys()


@pytest.mark.parametrize(("value", "name"), [(True, "Yes"), (False, "No"), (None, "Unknown")])
def test_a_yes_or_no_is_told_without_alarm(value: bool | None, name: str) -> None:
    drawn = render_to_string("unfold/helpers/boolean.html", {"value": value})

    assert f'title="{name}"' in drawn
    assert "red" not in drawn
    assert ("green" in drawn) == bool(value)
