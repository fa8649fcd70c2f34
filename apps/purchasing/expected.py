"""An order has one expected invoice, of what is still to come; the delivery completes it, a rest opens another."""

from collections.abc import Sequence

from apps.catalog import queries
from apps.core import clock
from apps.core.actor import Actor
from apps.purchasing import invoice_lines
from apps.purchasing.invoice_lines import Bought
from apps.purchasing.models import PurchaseInvoice, PurchaseOrder
from apps.stores import places

Source, State = PurchaseInvoice.Source, PurchaseInvoice.State


def expect(order: PurchaseOrder, *, by: Actor) -> PurchaseInvoice:
    """Write the invoice of what is still open. Runs inside the act's transaction, as all of this module."""
    invoice = PurchaseInvoice(
        order=order, shop=order.shop, supplier=order.supplier, source=Source.ORDER, state=State.EXPECTED
    )
    invoice_lines.open_invoice(invoice, by=by)
    invoice_lines.add(invoice, _still_open(order))
    return invoice


def rewrite(order: PurchaseOrder) -> None:
    """The goods of the order have changed."""
    invoice_lines.replace(_expected(order), _still_open(order))


def complete(order: PurchaseOrder, goods: Sequence[Bought], *, reference: str, by: Actor) -> PurchaseInvoice:
    """A delivery came: the expected invoice is of just these goods now, and what is still open gets another."""
    invoice = _expected(order)
    invoice.state, invoice.business_date = State.COMPLETE, clock.today()
    invoice.supplier_reference = reference or invoice.supplier_reference
    invoice.save(update_fields=["state", "business_date", "supplier_reference"])
    invoice_lines.replace(invoice, goods)
    if order.is_awaited:
        expect(order, by=by)
    return invoice


def call_off(order: PurchaseOrder) -> None:
    """Nothing more will come: the invoice keeps its number."""
    PurchaseInvoice.objects.filter(order=order, state=State.EXPECTED).update(state=State.CANCELLED)


def _expected(order: PurchaseOrder) -> PurchaseInvoice:
    return PurchaseInvoice.objects.get(order=order, state=State.EXPECTED)


def _still_open(order: PurchaseOrder) -> list[Bought]:
    lines = [line for line in order.lines.all() if line.still_open]
    products = queries.listed().in_bulk([line.product_id for line in lines])
    floor = places.floor_of(order.shop)
    return [Bought(products[line.product_id], floor, line.still_open, line.unit_cost) for line in lines]
