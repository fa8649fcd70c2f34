"""What a delivery's booking needs beside stock: its freight and duty on the goods, its invoice, and its likely twin."""

from collections.abc import Sequence
from decimal import Decimal

from apps.catalog import queries as catalog_queries
from apps.core.actor import Actor
from apps.core.money import share
from apps.purchasing import expected, invoice_lines, twins
from apps.purchasing.invoice_lines import Bought
from apps.purchasing.models import GoodsReceipt, GoodsReceiptLine, PurchaseInvoice
from apps.purchasing.twins import Bill


def share_charges(receipt: GoodsReceipt, lines: Sequence[GoodsReceiptLine]) -> None:
    """Write each line's share of freight and duty."""
    for line, charge in zip(lines, shares_of(receipt, lines), strict=True):
        line.charge = charge
    GoodsReceiptLine.objects.bulk_update(lines, ["charge"], batch_size=500)


def shares_of(receipt: GoodsReceipt, lines: Sequence[GoodsReceiptLine]) -> list[Decimal]:
    """Freight and duty spread over the lines by their value, or by their pieces; free goods share by pieces.

    The parts add up to the kobo.
    """
    weights = [line.total for line in lines]
    if receipt.spread == GoodsReceipt.Spread.QUANTITY or not any(weights):
        weights = [Decimal(line.quantity) for line in lines]
    return share(receipt.charges, weights)


def invoice_of(receipt: GoodsReceipt, lines: Sequence[GoodsReceiptLine], *, by: Actor) -> PurchaseInvoice:
    """The order's expected invoice, completed, or a new one. Freight and duty are on the receipt, not on it."""
    products = catalog_queries.listed().in_bulk([line.product_id for line in lines])
    goods = [Bought(products[line.product_id], receipt.place, line.quantity, line.unit_cost) for line in lines]
    if receipt.order:
        return expected.complete(receipt.order, goods, reference=receipt.supplier_reference, by=by)
    invoice = PurchaseInvoice(
        shop=receipt.shop,
        supplier=receipt.supplier,
        supplier_reference=receipt.supplier_reference,
        source=PurchaseInvoice.Source.RECEIPT,
    )
    invoice_lines.open_invoice(invoice, by=by)
    invoice_lines.add(invoice, goods)
    return invoice


def bill_of(receipt: GoodsReceipt) -> Bill:
    """What is counted so far."""
    return [(line.product_id, line.quantity, line.unit_cost) for line in receipt.lines.filter(quantity__gt=0)]


def twin_of(receipt: GoodsReceipt) -> PurchaseInvoice | None:
    """An invoice that looks like this delivery."""
    return twins.find(receipt.supplier, receipt.supplier_reference, bill_of(receipt))
