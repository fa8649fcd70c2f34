"""What the lists of loyalty hand out as files."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.resources import (
    Column,
    ListResource,
    day_column,
    label_of,
    moment_column,
    money_column,
    number_column,
)
from apps.loyalty import queries
from apps.loyalty.models import PointEntry


class AccountResource(ListResource):
    customer = Column(_("Customer"), "customer__name")
    phone = Column(_("Phone"), "customer__phone")
    tier = Column(_("Tier"), "tier__name")
    points = number_column(_("Points"), "points")
    spend = money_column(_("Spent in 12 months"), "spend_12")
    good_until = day_column(_("Next points end on"), "good_until")
    enrolled = moment_column(_("Enrolled"), "enrolled_at")
    tier_since = day_column(_("In the tier since"), "tier_since", is_extra=True)
    enrolled_by = Column(_("Enrolled by"), "enrolled_by_name", is_extra=True)

    @classmethod
    def annotated(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        return queries.with_spend(rows)


class PointEntryResource(ListResource):
    at = moment_column(_("When"), "at")
    customer = Column(_("Customer"), "account__customer__name")
    kind = Column(_("What"), "kind", shown=label_of(PointEntry.Kind))
    points = number_column(_("Points"), "points")
    balance = number_column(_("Balance"), "balance")
    document = Column(_("Document"), "document")
    spend = money_column(_("Spent on goods"), "spend")
    value = money_column(_("Taken off the total"), "value")
    who = Column(_("Who"), "user_name")
    note = Column(_("Reason"), "note")
    good_until = day_column(_("Good until"), "lot__expires_on", is_extra=True)
