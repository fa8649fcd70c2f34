"""The taxes that are charged now, in one order for server and till: amounts are shared in it."""

from typing import Literal

from apps.pricing.totals import TaxInput
from apps.stores.models import TaxRate


def active() -> list[TaxInput]:
    return [_input(row) for row in TaxRate.objects.filter(is_active=True).order_by("pk")]


def _input(row: TaxRate) -> TaxInput:
    kind: Literal["percentage", "fixed"] = "fixed" if row.kind == TaxRate.Kind.FIXED else "percentage"
    return TaxInput(row.name, kind, row.rate, row.amount, row.is_inclusive)
