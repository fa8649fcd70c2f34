"""By what staff look for store credits."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from apps.core import clock
from apps.core.money import ZERO
from apps.credits import issuing
from apps.credits.models import Credit
from apps.credits.resources import STATES

SOON_DAYS = 30
Lookups = list[tuple[str, Any]]


class StateFilter(DropdownFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Credit]) -> QuerySet[Credit]:
        wanted = {"state": self.value()}  # of ``queries.with_state``
        return queryset.filter(**wanted) if self.value() in STATES else queryset


class EndFilter(DropdownFilter):
    """What customers should hear of before it is gone."""

    title, parameter_name = _("end"), "ends"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("soon", _("open, ends within 30 days")), ("never", _("without an end"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Credit]) -> QuerySet[Credit]:
        today = clock.today()
        if self.value() == "soon":
            return queryset.filter(left__gt=ZERO, expires_on__range=(today, today + timedelta(days=SOON_DAYS)))
        return queryset.filter(expires_on__isnull=True) if self.value() == "never" else queryset


class PurposeFilter(DropdownFilter):
    title, parameter_name = _("for"), "purpose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(purpose.value, purpose.label) for purpose in issuing.PURPOSES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Credit]) -> QuerySet[Credit]:
        return queryset.filter(purpose=self.value()) if self.value() in issuing.PURPOSES else queryset
