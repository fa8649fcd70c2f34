from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.catalog.refusals import DuplicateProduct, UnknownCategory
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.inventory.models import StockLevel, StockMove
from apps.purchasing.intake import IntakeLine, take_in
from apps.purchasing.models import PurchaseInvoice, PurchaseInvoiceLine
from apps.stores import places
from apps.stores.models import Place
from tests.factories.catalog import make_new, make_product
from tests.factories.inventory import level_of
from tests.factories.purchasing import make_invoice, make_shop_with_places, make_stocked_product, make_supplier

pytestmark = pytest.mark.django_db
BY = Actor.system()


def rows() -> tuple[int, ...]:
    models = (Product, StockMove, StockLevel, PurchaseInvoice, PurchaseInvoiceLine, AuditEntry)
    return tuple(model._default_manager.count() for model in models)


def test_new_goods_become_products_stock_and_an_invoice_in_one_act(noon: datetime, md: Actor) -> None:
    shop, supplier = make_shop_with_places(), make_supplier()
    lines = [
        IntakeLine(new=make_new(size="M"), quantity=3),
        IntakeLine(new=make_new(size="L", cost=Decimal("100.50")), quantity=2, place=places.warehouse_of(shop)),
    ]

    invoice = take_in(lines, shop=shop, supplier=supplier, supplier_reference=" A-77 ", by=md)

    assert (invoice.number, invoice.units, invoice.total) == ("INV001/2026", 5, Decimal("15201.00"))
    assert (invoice.supplier_reference, invoice.created_by_name, invoice.business_date) == (
        "A-77",
        "Ada Obi",
        noon.date(),
    )
    medium, large = (line.product for line in invoice.lines.all())
    assert level_of(medium, places.floor_of(shop)) == (3, Decimal("15000.00"))
    assert level_of(large, places.warehouse_of(shop)) == (2, Decimal("201.00"))
    moves = StockMove.objects.order_by("pk").values_list("reason", "document", "source__kind", "value")
    assert list(moves) == [
        ("opening", "INV001/2026", Place.Kind.SUPPLIER, Decimal("15000.00")),
        ("opening", "INV001/2026", Place.Kind.SUPPLIER, Decimal("201.00")),
    ]
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == [
        "catalog.create",
        "purchasing.take_in",
    ]


def test_an_invoice_line_is_a_snapshot_that_editing_the_product_leaves_alone() -> None:
    invoice = make_invoice(3)
    line = invoice.lines.get()

    Product.objects.update(name="Something else", price=Decimal("1.00"), cost=Decimal("1.00"))

    line.refresh_from_db()
    assert (line.brand, line.category, line.colour, line.size) == ("Zara", "Shirts", "White", "M")
    assert (line.unit_cost, line.price, line.total) == (Decimal("5000.00"), Decimal("10000.00"), Decimal("15000.00"))
    assert (line.name.startswith("Zara Shirt"), line.barcode) == (True, line.product.barcodes.get().code)


def test_a_known_product_receives_more_at_its_own_cost_and_keeps_its_price() -> None:
    shop = make_shop_with_places()
    product = make_stocked_product(2, shop=shop)

    take_in([IntakeLine(product=product, quantity=2, unit_cost=Decimal("7000"))], shop=shop, by=BY)

    product.refresh_from_db()
    assert level_of(product, places.floor_of(shop)) == (4, Decimal("24000.00"))
    assert (product.cost, product.price) == (Decimal("5000.00"), Decimal("10000.00"))
    assert StockMove.objects.order_by("-pk").values_list("reason", flat=True).first() == "receive"


def test_new_goods_without_pieces_make_a_product_without_stock() -> None:
    invoice = make_invoice(0)

    assert (invoice.units, invoice.lines.count(), StockMove.objects.count()) == (0, 1, 0)


def test_a_refused_intake_writes_nothing_and_leaves_no_gap_in_numbers() -> None:
    shop = make_shop_with_places()
    twin = make_new()
    make_invoice(1, shop=shop)
    before = rows()

    with pytest.raises(DuplicateProduct):
        take_in([IntakeLine(new=twin, quantity=1), IntakeLine(new=twin, quantity=1)], shop=shop, by=BY)
    with pytest.raises(UnknownCategory):
        take_in([IntakeLine(new=replace(twin, category="Nowhere"), quantity=1)], shop=shop, by=BY)

    assert rows() == before
    assert make_invoice(1, shop=shop).number.startswith("INV002/")


def test_fewer_than_no_pieces_are_refused() -> None:
    shop = make_shop_with_places()
    before = rows()

    with pytest.raises(InvalidInput):
        take_in([IntakeLine(new=make_new(), quantity=-1)], shop=shop, by=BY)

    assert rows() == before


def test_an_intake_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="nothing to take in"):
        take_in([], shop=make_shop_with_places(), by=BY)


def test_goods_never_come_in_to_a_place_outside() -> None:
    shop = make_shop_with_places()
    with pytest.raises(InvalidInput, match="no place of ours"):
        take_in(
            [IntakeLine(product=make_product(), quantity=1, place=places.outside(Place.Kind.LOSS))], shop=shop, by=BY
        )


def test_an_intake_costs_the_same_statements_at_3_and_at_20_lines() -> None:
    shop = make_shop_with_places()
    make_invoice(1, shop=shop)

    counts = []
    for number in (3, 20):
        lines = [IntakeLine(new=make_new(), quantity=2) for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            take_in(lines, shop=shop, by=BY)
        counts.append(len(queries))

    assert counts[0] == counts[1]
