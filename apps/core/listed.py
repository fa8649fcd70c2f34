"""How a list of the back office is narrowed, in words: for papers, pages and the audit log."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.admin.utils import get_model_from_relation
from django.contrib.admin.views.main import IGNORED_PARAMS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

ANSWERS = {"1": "yes", "0": "no", "True": "yes", "False": "no"}


def filters_in_words(listed: Any) -> str:
    """``Brand: Zara · State: void · Search: “ada”``; empty when the list shows everything."""
    return " · ".join(_words(listed))


def _words(listed: Any) -> Iterator[str]:
    others = {name: values[0] for name, values in listed.filter_params.items() if name not in IGNORED_PARAMS}
    for spec in listed.filter_specs:
        asked = {name: value for name in spec.expected_parameters() if (value := others.pop(name, ""))}
        if asked:
            yield f"{capfirst(str(spec.title))}: {_asked(spec, asked)}"
    yield from (f"{name.replace('__', ' ')}: {value}" for name, value in others.items() if value)
    if listed.query:
        yield _("Search: “%(words)s”") % {"words": listed.query}


def _asked(spec: Any, asked: Mapping[str, str]) -> str:
    first = " ".join(value for name, value in asked.items() if "_from" in name)
    last = " ".join(value for name, value in asked.items() if "_to" in name)
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if first or last:
        return _("from %(first)s") % {"first": first} if first else _("until %(last)s") % {"last": last}
    return ", ".join(_named(spec, value) for value in asked.values())


def _named(spec: Any, value: str) -> str:
    """The choice as the filter calls it."""
    field = getattr(spec, "field", None)
    offered = [*(getattr(spec, "lookup_choices", None) or ()), *(getattr(field, "flatchoices", None) or ())]
    names = {str(choice[0]): str(choice[1]) for choice in offered if isinstance(choice, (tuple, list))}
    if value in names:
        return names[value]
    if field is not None and field.is_relation and value.isdecimal():
        row = get_model_from_relation(field)._default_manager.filter(pk=value).first()
        return str(row) if row else value
    return ANSWERS.get(value, value)
