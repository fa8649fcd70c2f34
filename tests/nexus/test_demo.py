"""The demo shop is made by the acts, so its books are right."""

from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from apps.audit import verification
from apps.catalog.models import Product
from apps.core import clock
from apps.inventory import integrity
from apps.inventory.models import StockCount, Transfer, WriteOff
from apps.purchasing import integrity as purchasing_integrity
from apps.purchasing.models import GoodsReceipt, PurchaseInvoice, PurchaseOrder
from apps.returns import integrity as return_books
from apps.sales import integrity as sales_books
from apps.sales.models import Receipt, Shift, Tender
from apps.stores.models import Place, Shop

NOON = datetime(2026, 11, 18, 14, 30, tzinfo=ZoneInfo("Africa/Lagos"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> str:
    out = StringIO()
    with clock.at(NOON):
        call_command("demo", days=3, stdout=out)
    return out.getvalue()


def test_demo_fills_three_shops_in_two_cities(told: str) -> None:
    assert Shop.objects.count() == 3
    assert {shop.location.code for shop in Shop.objects.select_related("location")} == {"AB", "LA"}
    assert Place.objects.filter(kind=Place.Kind.WAREHOUSE).count() == 3
    assert Product.objects.count() >= 400
    assert "md " in told
    assert settings.DEMO_NOTE.read_text() in told


def test_demo_books_are_right(told: str) -> None:
    assert [*integrity.findings(), *purchasing_integrity.findings()] == []
    assert verification.verify() == []
    assert sales_books.problems() == return_books.findings() == []
    assert sum(r.total - r.returned - r.due for r in Receipt.objects.filter(void__isnull=True)) == sum(
        tender.amount for tender in Tender.objects.all()
    )


def test_demo_shows_goods_on_the_road_a_count_a_loss_and_a_delivery_in_parts(told: str) -> None:
    assert list(Transfer.objects.order_by("pk").values_list("state", flat=True)) == [
        Transfer.State.COMPLETED,
        Transfer.State.RECEIVED,
        Transfer.State.IN_TRANSIT,
    ]
    assert StockCount.objects.get().state == StockCount.State.WAITING
    assert WriteOff.objects.get().state == WriteOff.State.BOOKED
    assert PurchaseOrder.objects.get().state == PurchaseOrder.State.PART
    assert GoodsReceipt.objects.get().state == GoodsReceipt.State.BOOKED
    assert PurchaseInvoice.objects.filter(source="hand", paid_at__isnull=False, tax__gt=0).count() == 1


def test_demo_trades_until_now_and_leaves_todays_shifts_open(told: str) -> None:
    assert Receipt.objects.filter(sold_at__gte=NOON).count() == 0
    assert Receipt.objects.filter(business_date=NOON.date()).exists()
    assert Shift.objects.filter(closed_at__isnull=True).count() == 3
    assert Shift.objects.filter(closed_at__isnull=False).count() == 9


def test_demo_refuses_a_database_with_a_shop(told: str) -> None:
    receipts = Receipt.objects.count()

    with pytest.raises(CommandError, match="needs an empty one"):
        call_command("demo")

    assert Receipt.objects.count() == receipts
