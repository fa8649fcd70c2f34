"""Every box for an amount, a number or a day refuses in words of ours, on every form of the house."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.test import RequestFactory

from apps.core.inputs import AmountField, DayField, NumberField, WholeNumberField
from apps.users.models import User

PLAIN = (forms.DecimalField, forms.FloatField, forms.IntegerField, forms.DateField)
OURS = (AmountField, NumberField, WholeNumberField, DayField)


def forms_of_the_house(user: User) -> Iterator[tuple[str, dict[str, forms.Field]]]:
    request = RequestFactory().get("/")
    request.user = user
    for model, page in admin.site._registry.items():
        if page.has_change_permission(request) or page.has_add_permission(request):
            yield model._meta.label, page.get_form(request).base_fields
            for inline in page.get_inline_instances(request):
                yield inline.model._meta.label, inline.get_formset(request).form.base_fields
    for form in [*_below(forms.Form), *_below(forms.ModelForm)]:
        if form.__module__.startswith(("apps.", "nexus.")):
            yield form.__qualname__, form.declared_fields  # the others come from the pages above


def _below(form: Any) -> Iterator[Any]:
    for lower in form.__subclasses__():
        yield lower
        yield from _below(lower)


@pytest.mark.django_db
def test_every_box_for_a_figure_refuses_in_our_words(md_user: User) -> None:
    boxes = [
        (f"{form}.{name}", field)
        for form, fields in forms_of_the_house(md_user)
        for name, field in fields.items()
        if isinstance(field, PLAIN)
    ]

    assert {where for where, field in boxes if not isinstance(field, OURS)} == set()
    assert len(boxes) > 20
