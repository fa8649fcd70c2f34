"""Columns and figures of the back office: amounts, counts and moments, each shown in one way."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import models
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from unfold.decorators import display

from apps.core.money import format_money

NO_FIGURE = SafeString('<span class="figure">–</span>')


def money_column(field: str, title: Any, **options: Any) -> Any:
    """A column of amounts: right-aligned, tabular, with the sign of the currency."""
    return _figures(field, title, "money", format_money, **options)


def figure_column(field: str, title: Any, **options: Any) -> Any:
    """A column of pieces or counts: right-aligned, with separators of thousands."""
    return _figures(field, title, "figure", intcomma, **options)


def amount_html(value: Any) -> SafeString:
    return format_html('<span class="money">{}</span>', format_money(value))


def figure_html(value: Any) -> SafeString:
    return format_html('<span class="figure">{}</span>', intcomma(value))


def moment_html(at: datetime) -> SafeString:
    """A day and time that keep to one line."""
    return format_html('<span class="moment">{}</span>', date_format(localtime(at), "j M Y, H:i"))


def _figures(field: str, title: Any, kind: str, shown: Callable[[Any], str], **options: Any) -> Any:
    @display(description=title, ordering=options.pop("ordering", field), **options)
    def column(_page: Any, row: models.Model) -> SafeString:
        value = getattr(row, field)
        return format_html('<span class="{}">{}</span>', kind, "–" if value is None else shown(value))

    return column
