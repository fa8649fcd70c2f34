"""A checkout as it is usually written with an ORM, a row at a time: what ours is measured beside."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apps.audit import log
from apps.catalog.models import Product
from apps.core import changes, numbering
from apps.inventory.models import StockLevel, StockMove
from apps.printing import jobs
from apps.printing.models import Task
from apps.sales import documents
from apps.sales.contents import Contents, tax_sums
from apps.sales.models import LineTax, Receipt, ReceiptLine, Shift, Tender
from apps.stores import places
from apps.stores.models import TaxRate
from tests.bench.shop import Bench


@transaction.atomic
def sell(bench: Bench, product_ids: Sequence[int], key: object) -> Receipt:
    """Sell one piece of each product for cash, with the same rows written and the same receipt printed as ours."""
    sent_before = Receipt.objects.filter(key=key).first()
    if sent_before is not None:
        return sent_before
    shift = Shift.objects.select_for_update().get(pk=bench.shift.pk)
    floor = places.floor_of(bench.shop)
    customer_place = places.outside("customer")
    vat = TaxRate.objects.get(is_active=True)
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
        printed_copies=1,
    )
    lines, taxes = [], []
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
        tax = (product.price - product.price / (1 + vat.rate / 100)).quantize(Decimal("0.01"))
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
        lines.append(line)
        taxes.append(
            LineTax.objects.create(
                line=line, name=vat.name, rate=vat.rate, is_inclusive=True, base=product.price - tax, amount=tax
            )
        )
    tender = Tender.objects.create(
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
    changes.record(changes.LEVEL, product_ids, shop_id=bench.shop.pk)
    contents = Contents(receipt, bench.shop, lines, tax_sums(taxes), [tender], None, till_name=bench.register.name)
    jobs.queue(documents.write(contents), task=Task.RECEIPT, shop=bench.shop, by=bench.by)
    log.write("sales.plain", by=bench.by, subject="receipt", key=number, shop_id=bench.shop.pk)
    return receipt
