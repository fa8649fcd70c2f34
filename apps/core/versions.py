"""A row's versions as people read them: what each changed against the one before it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from simple_history.models import ModelChange
from simple_history.template_utils import HistoricalRecordContextHelper

from apps.core.fields import MoneyField
from apps.core.money import format_money


def tell_changes(model: type[models.Model], latest_first: Sequence[Any], *, besides: Sequence[str] = ()) -> None:
    """Put ``history_delta_changes`` on each version: what forms ask, and the fields ``besides``."""
    for version, before in pairwise(latest_first):
        version.history_delta_changes = changes_between(model, version, before, besides=besides)


def changes_between(
    model: type[models.Model],
    version: Any,
    before: Any,
    *,
    besides: Sequence[str] = (),
    without: Collection[str] = (),
) -> list[dict[str, Any]]:
    """What forms ask and the fields ``besides``, but those ``without``: each ``field`` with its ``old`` and ``new``."""
    delta = version.diff_against(before, foreign_keys_are_objs=True)
    unasked = [
        ModelChange(name, getattr(before, name), getattr(version, name))
        for name in besides
        if getattr(before, name) != getattr(version, name)
    ]
    told = [change for change in [*delta.changes, *unasked] if change.field not in without]
    changes: list[dict[str, Any]] = Words(model, version).context_for_delta_changes(replace(delta, changes=told))
    return changes


class Words(HistoricalRecordContextHelper):
    """Before and after of a version, as people read them."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        if value in (None, ""):
            return ""
        if isinstance(field, MoneyField):
            return format_money(value)
        if isinstance(field, models.FileField):
            return str(value).rpartition("/")[2]
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime):
            return date_format(localtime(value), "j M Y, H:i")
        if choices := getattr(field, "flatchoices", None):
            return str(dict(choices).get(value, value))
        return super().prepare_delta_change_value(change, value)
