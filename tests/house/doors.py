"""Every door of the house, found from the addresses themselves, with a key that fits each row of the test's world."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)|\(\[\^/\]\+\)")
SITE = {  # pages of the site itself: about nothing but the person who asks
    *("", "login/", "logout/", "password_change/", "password_change/done/", "jsi18n/", "search/", "autocomplete/"),
}


@dataclass(frozen=True)
class Door:
    """An address, its view, and the table whose page it is (in the back office)."""

    route: str
    view: Any
    model: type[models.Model] | None = None

    @property
    def policy(self) -> str | None:
        """What the view itself declares."""
        declared: str | None = getattr(self.view, "door", None)
        return declared

    def address(self, key: object = 1) -> str:
        return "/" + PARAMETER.sub(str(key), self.route).replace("^", "").replace("$", "").replace("\\", "")


def all_doors() -> list[Door]:
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Iterator[Door]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield Door(route, pattern.callback, _model_of(route))


def outside() -> list[Door]:
    return [door for door in all_doors() if not door.route.startswith("admin/")]


def of_the_back_office() -> list[Door]:
    """The pages of tables; the site's own pages are ``SITE``."""
    return [door for door in all_doors() if door.model]


def _model_of(route: str) -> type[models.Model] | None:
    parts = route.split("/")
    if parts[0] != "admin" or len(parts) < 4:
        return None
    labels = {(model._meta.app_label, model._meta.model_name): model for model in admin.site._registry}
    return labels.get((parts[1], parts[2]))


def rights_about(model: type[models.Model]) -> set[str]:
    """Every permission that a page of this table may ask for, those of its own trade included."""
    return {
        f"{model._meta.app_label}.{action}_{model._meta.model_name}" for action in model._meta.default_permissions
    } | {f"{model._meta.app_label}.{codename}" for codename, _name in model._meta.permissions}
