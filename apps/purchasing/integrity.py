"""The books of buying are in order when an invoice is the sum of its lines, and goods came in at what they cost."""

from collections.abc import Iterator

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from apps.core.fields import MoneyField
from apps.core.money import ZERO, format_money
from apps.inventory.models import StockMove
from apps.purchasing import invoice_tax
from apps.purchasing.models import GoodsReceipt, GoodsReceiptLine, PurchaseInvoice, PurchaseOrderLine
from apps.stores.models import Place

BOUGHT = Q(document__startswith="INV") | Q(document__startswith="GRN-")


def findings() -> list[str]:
    """A sentence for everything that does not add up; empty when all does."""
    invoices = [*_invoices_beside_lines(), *_invoices_beside_moves()]
    return [*invoices, *_receipts_beside_moves(), *_orders_beside_receipts()]


def _invoices_beside_lines() -> Iterator[str]:
    """What is no product of the shop counts as no piece."""
    sums = PurchaseInvoice.objects.order_by("pk").annotate(
        line_units=Sum("lines__quantity", filter=Q(lines__product__isnull=False)),
        line_total=Sum("lines__total", output_field=MoneyField()),
    )
    for invoice in sums.iterator():
        units, total = invoice.line_units or 0, invoice.line_total or ZERO
        if (invoice.units, invoice.subtotal) != (units, total):
            words = {"number": invoice.number, "total": format_money(invoice.subtotal), "lines": format_money(total)}
            yield _("%(number)s says %(total)s, its lines %(lines)s.") % words
        if invoice.total != invoice_tax.total_of(invoice):
            words = {"number": invoice.number, "total": format_money(invoice.total), "tax": format_money(invoice.tax)}
            yield _("%(number)s says %(total)s, which is not its lines with a tax of %(tax)s.") % words


def _invoices_beside_moves() -> Iterator[str]:
    """Goods are moved under the number of their receipt, where there is one; a mere paper moves none."""
    came = StockMove.objects.filter(source__kind=Place.Kind.SUPPLIER).order_by()
    moved = dict(came.filter(BOUGHT).values_list("document").annotate(Sum("quantity")))
    complete = PurchaseInvoice.objects.filter(state=PurchaseInvoice.State.COMPLETE).order_by("pk")
    told = complete.values_list("number", "goods_receipt__number", "units", "brings_goods")
    for number, receipt, units, brings_goods in told:
        if moved.get(receipt or number, 0) != (units if brings_goods else 0):
            words = {"number": number, "units": units, "moved": moved.get(receipt or number, 0)}
            yield _("%(number)s has %(units)d pieces, but %(moved)d came in.") % words


def _receipts_beside_moves() -> Iterator[str]:
    """Goods came into stock at what they cost, freight and duty with it."""
    came = StockMove.objects.filter(source__kind=Place.Kind.SUPPLIER, document__startswith="GRN-").order_by()
    moved = dict(came.values_list("document").annotate(Sum("value", output_field=MoneyField())))
    booked = GoodsReceipt.objects.filter(state=GoodsReceipt.State.BOOKED).order_by("pk")
    for receipt in booked.annotate(charged=Sum("lines__charge", output_field=MoneyField())):
        worth = receipt.total + receipt.charges
        if (moved.get(receipt.number, ZERO), receipt.charged) != (worth, receipt.charges):
            words = {"number": receipt.number, "worth": format_money(worth)}
            words["moved"] = format_money(moved.get(receipt.number, ZERO))
            yield _("%(number)s cost %(worth)s, but %(moved)s came into stock.") % words


def _orders_beside_receipts() -> Iterator[str]:
    booked = GoodsReceiptLine.objects.filter(receipt__state=GoodsReceipt.State.BOOKED, receipt__order__isnull=False)
    came = {
        (order, product): pieces
        for order, product, pieces in booked.order_by()
        .values_list("receipt__order", "product")
        .annotate(Sum("quantity"))
    }
    for line in PurchaseOrderLine.objects.select_related("order", "product").order_by("pk"):
        pieces = came.get((line.order_id, line.product_id), 0)
        if pieces != line.received:
            words = {"order": line.order.number, "product": line.product.name, "said": line.received, "came": pieces}
            yield _("%(order)s says that %(said)d of %(product)s came, its receipts %(came)d.") % words
