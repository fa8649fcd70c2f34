"""MoneyField: Decimal outside, whole kobo inside, exact in SQL."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Sum

from apps.core.fields import MoneyField, amount
from apps.stores.models import TaxRate

pytestmark = pytest.mark.django_db


def make_rates(*amounts: str) -> None:
    TaxRate.objects.bulk_create(
        TaxRate(name=f"Levy {place}", kind=TaxRate.Kind.FIXED, amount=Decimal(each))
        for place, each in enumerate(amounts)
    )


def test_a_column_holds_whole_kobo() -> None:
    make_rates("12.34")

    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM stores_taxrate")
        assert cursor.fetchone() == (1234,)


def test_sums_are_exact_where_floats_are_not() -> None:
    make_rates(*["0.10"] * 3)

    total = TaxRate.objects.aggregate(total=Sum("amount", output_field=MoneyField()))["total"]

    assert total == Decimal("0.30")
    assert str(total) == "0.30"


def test_amounts_compare_as_amounts() -> None:
    make_rates("9.99", "10.00", "10.01")

    found = TaxRate.objects.filter(amount__gte=Decimal(10)).order_by("amount").values_list("amount", flat=True)

    assert list(found) == [Decimal("10.00"), Decimal("10.01")]


def test_arithmetic_in_sql_keeps_kobo() -> None:
    make_rates("10.00")

    TaxRate.objects.update(amount=F("amount") - amount(Decimal("0.01")))

    assert TaxRate.objects.get().amount == Decimal("9.99")


def test_migrations_rebuild_the_field() -> None:
    field = MoneyField("price", default=Decimal("1.50"), null=True)

    _, path, positional, named = field.deconstruct()

    assert path == "apps.core.fields.MoneyField"
    assert (positional, named) == ([], {"verbose_name": "price", "default": Decimal("1.50"), "null": True})


def test_a_fraction_of_a_kobo_never_reaches_the_database() -> None:
    with pytest.raises(ValueError, match="fraction of a kobo"), transaction.atomic():
        TaxRate.objects.create(name="Levy", amount=Decimal("0.001"))
    assert not TaxRate.objects.exists()


def test_a_form_asks_for_naira_and_kobo() -> None:
    asked = MoneyField("price").formfield()

    assert asked is not None
    assert asked.clean("1234.50") == Decimal("1234.50")
    with pytest.raises(ValidationError):
        asked.clean("1.005")


def test_what_is_no_amount_is_refused_by_validation() -> None:
    with pytest.raises(ValidationError, match="is not an amount"):
        MoneyField("price").to_python("abc")
