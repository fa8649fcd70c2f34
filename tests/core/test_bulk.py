"""Rows that are written at once are the rows that saving each would have written."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.catalog.models import Brand
from apps.core import bulk, clock
from apps.core.bulk import Every
from apps.core.models import Change, Counter
from apps.purchasing.models import PurchaseInvoice
from tests.factories.purchasing import make_shop_with_places

pytestmark = pytest.mark.django_db


def facts(row: PurchaseInvoice) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name not in ("_state", "id", "number")}


def test_every_kind_of_column_is_written_as_saving_writes_it() -> None:
    fields: dict[str, Any] = {
        "source": PurchaseInvoice.Source.IMPORT,
        "shop": make_shop_with_places(),
        "business_date": date(2026, 3, 14),
        "created_at": clock.now(),
        "units": 3,
        "total": Decimal("15000.50"),
    }
    PurchaseInvoice.objects.create(number="saved", **fields)

    bulk.insert([PurchaseInvoice(number="at once", **fields)])

    saved, written = (PurchaseInvoice.objects.get(number=number) for number in ("saved", "at once"))
    assert facts(written) == facts(saved)


def test_what_a_field_makes_in_the_moment_of_saving_is_made() -> None:
    bulk.insert([Brand(name="ZARA")])

    assert Brand.objects.get().folded == "zara"


def test_columns_are_filled_alike_each_by_its_own_or_by_default() -> None:
    bulk.insert_columns(Change, 2, {"kind": Every("product"), "key": ["1", "2"], "at": Every(clock.now())})
    bulk.insert_columns(Counter, 1, {"series": ["receipt"]})

    assert list(Change.objects.order_by("pk").values_list("kind", "key", "shop_id")) == [
        ("product", "1", None),
        ("product", "2", None),
    ]
    assert Counter.objects.get().value == 0


@pytest.mark.parametrize(("count", "statements"), [(0, 0), (1, 1), (500, 1), (501, 2)])
def test_a_statement_stays_below_what_sql_server_takes(count: int, statements: int) -> None:
    columns = {"kind": Every("product"), "key": [str(number) for number in range(count)], "at": Every(clock.now())}

    with CaptureQueriesContext(connection) as queries:
        bulk.insert_columns(Change, count, columns)

    assert (len(queries), Change.objects.count()) == (statements, count)


def test_each_row_gets_its_own_value_in_statements_that_grow_by_portion() -> None:
    Counter.objects.bulk_create([Counter(series=f"{number}") for number in range(700)])
    keys = list(Counter.objects.order_by("pk").values_list("pk", flat=True))

    with CaptureQueriesContext(connection) as asked:
        bulk.update_column(Counter, "value", {key: number for number, key in enumerate(keys[:690])})

    written = list(Counter.objects.order_by("pk").values_list("value", flat=True))
    assert (written, len(asked)) == ([*range(690), *[0] * 10], 2)


def test_an_amount_is_written_as_its_column_keeps_it() -> None:
    shop = make_shop_with_places()
    told = {"shop": shop, "business_date": date(2026, 3, 14), "created_at": clock.now()}
    invoice = PurchaseInvoice.objects.create(number="one", source=PurchaseInvoice.Source.IMPORT, **told)

    bulk.update_column(PurchaseInvoice, "total", {invoice.pk: Decimal("12.34")})
    bulk.update_column(PurchaseInvoice, "total", {})

    assert PurchaseInvoice.objects.get().total == Decimal("12.34")
