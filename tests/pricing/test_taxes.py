from decimal import Decimal

import pytest

from apps.pricing import taxes
from apps.pricing.totals import TaxInput
from apps.stores.models import TaxRate

pytestmark = pytest.mark.django_db


def test_active_taxes_are_charged():
    TaxRate.objects.all().delete()
    TaxRate.objects.create(name="VAT", rate=Decimal("7.5"))
    TaxRate.objects.create(name="Bag", kind="fixed", amount=Decimal("50.00"), is_inclusive=False)
    TaxRate.objects.create(name="Old", rate=Decimal(5), is_active=False)

    assert taxes.active() == [
        TaxInput("VAT", "percentage", Decimal("7.500"), Decimal("0.00"), is_inclusive=True),
        TaxInput("Bag", "fixed", Decimal("0.000"), Decimal("50.00"), is_inclusive=False),
    ]
