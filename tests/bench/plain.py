"""A checkout as it is usually written with an ORM, a row at a time: what ours is measured beside."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apps.audit import log
from apps.catalog.models import Product
from apps.core import numbering
from apps.inventory.models import StockLevel, StockMove
from apps.sales.models import LineTax, Receipt, ReceiptLine, Shift, Tender
from apps.stores import places
from tests.bench.shop import Bench

VAT = Decimal("7.5")


@transaction.atomic
def sell(bench: Bench, product_ids: Sequence[int], key: object) -> Receipt:
    """Sell one piece of each product for cash, with the same rows written as ours."""
    shift = Shift.objects.select_for_update().get(pk=bench.shift.pk)
    floor = places.floor_of(bench.shop)
    customer_place = places.outside("customer")
    now = timezone.now()
    today = timezone.localdate()
    products = [Product.objects.select_related("style__category").get(pk=pk) for pk in product_ids]
    total = sum((product.price for product in products), Decimal("0.00"))
    number = numbering.monthly("PLAIN", today)
    receipt = Receipt.objects.create(
        number=number,
        key=key,
        body_hash="plain",
        shop=bench.shop,
        register=bench.register,
        shift=shift,
        cashier=bench.cashier,
        cashier_name=str(bench.cashier),
        sold_at=now,
        arrived_at=now,
        business_date=today,
        units=len(products),
        gross=total,
        subtotal=total,
        net=total,
        total=total,
    )
    for position, product in enumerate(products, 1):
        level = StockLevel.objects.select_for_update().get(product=product, place=floor)
        cost = (level.value / level.quantity).quantize(Decimal("0.01"))
        level.quantity -= 1
        level.value -= cost
        level.save()
        StockMove.objects.create(
            product=product,
            source=floor,
            target=customer_place,
            quantity=1,
            value=cost,
            reason=StockMove.Reason.SELL,
            document=number,
            at=now,
            business_date=today,
            user=bench.cashier,
            user_name=str(bench.cashier),
        )
        tax = (product.price - product.price / (1 + VAT / 100)).quantize(Decimal("0.01"))
        line = ReceiptLine.objects.create(
            receipt=receipt,
            position=position,
            product=product,
            place=floor,
            name=product.name,
            barcode=product.barcodes.get(is_primary=True).code,
            quantity=1,
            unit_price=product.price,
            cost=cost,
            gross=product.price,
            net=product.price,
            tax_included=tax,
        )
        LineTax.objects.create(line=line, name="VAT", rate=VAT, is_inclusive=True, base=product.price - tax, amount=tax)
    Tender.objects.create(
        receipt=receipt,
        shift=shift,
        method=bench.cash,
        method_name=bench.cash.name,
        amount=total,
        handed_over=total,
        at=now,
        user=bench.cashier,
        user_name=str(bench.cashier),
    )
    log.write("sales.plain", by=bench.by, subject="receipt", key=number, shop_id=bench.shop.pk)
    return receipt
