"""The tax that a Nigerian shop begins with; which taxes count is configuration."""

from decimal import Decimal

from django.db import transaction

from apps.audit import log
from apps.core import changes, history
from apps.core.actor import Actor
from apps.core.names import refuse_taken, tidy
from apps.stores.models import TaxRate

VAT, VAT_RATE = "VAT", Decimal("7.5")


@transaction.atomic
def sync(by: Actor) -> list[TaxRate]:
    """Value added tax, included in prices, for a company that has no tax yet; answers what was added."""
    return [] if TaxRate.objects.exists() else [add(VAT, VAT_RATE, by=by)]


@transaction.atomic
def add(name: str, rate: Decimal, *, by: Actor, is_inclusive: bool = True) -> TaxRate:
    """A tax of ``rate`` percent. NameTaken when there is one of that name."""
    tax = TaxRate(name=tidy(name), rate=rate, is_inclusive=is_inclusive)
    refuse_taken(tax)
    history.sign(tax, by=by)
    tax.save()
    changes.record(changes.SETTINGS, ["taxes"])
    log.write("stores.tax_added", by=by, subject="taxrate", key=tax.pk, name=name, rate=str(rate))
    return tax
