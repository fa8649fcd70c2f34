"""An invoice holds its goods as they are called, and cost, in the moment they are written on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.catalog import queries
from apps.catalog.models import Product
from apps.core import bulk, clock, numbering
from apps.core.actor import Actor
from apps.core.money import ZERO, money
from apps.purchasing import invoice_tax
from apps.purchasing.models import PurchaseInvoice, PurchaseInvoiceLine
from apps.stores.models import Place


@dataclass(frozen=True, slots=True)
class Bought:
    """Pieces of a product for a place. The product comes from ``queries.listed``."""

    product: Product
    place: Place
    quantity: int
    unit_cost: Decimal

    @property
    def total(self) -> Decimal:
        return money(self.unit_cost * self.quantity)


@dataclass(frozen=True, slots=True)
class Called:
    """What is on the paper, but is none of the shop's goods: transport, bags, a repair."""

    name: str
    quantity: int
    unit_cost: Decimal

    @property
    def total(self) -> Decimal:
        return money(self.unit_cost * self.quantity)


def open_invoice(invoice: PurchaseInvoice, *, by: Actor) -> None:
    """Give it the next number, today's date and its writer, and save it; runs inside the act's transaction."""
    today = clock.today()
    invoice.number, invoice.business_date, invoice.created_at = numbering.yearly("INV", today), today, clock.now()
    invoice.created_by_id, invoice.created_by_name = by.user_id, by.name
    invoice.save(force_insert=True)


def add(invoice: PurchaseInvoice, goods: Sequence[Bought | Called]) -> None:
    """Write lines below those that are there. Only goods count as pieces."""
    before = PurchaseInvoiceLine.objects.filter(invoice=invoice).count()
    invoice.units += sum(line.quantity for line in goods if isinstance(line, Bought))
    invoice.subtotal += sum((line.total for line in goods), ZERO)
    invoice.total = invoice_tax.total_of(invoice)
    invoice.save(update_fields=["units", "subtotal", "total"])
    bulk.insert([_line(invoice, position, line) for position, line in enumerate(goods, before + 1)])


def replace(invoice: PurchaseInvoice, goods: Sequence[Bought]) -> None:
    """Other lines, for an invoice that is still expected."""
    PurchaseInvoiceLine.objects.filter(invoice=invoice).delete()
    invoice.units, invoice.subtotal = 0, ZERO
    add(invoice, goods)


def _line(invoice: PurchaseInvoice, position: int, bought: Bought | Called) -> PurchaseInvoiceLine:
    shared = {"quantity": bought.quantity, "unit_cost": bought.unit_cost, "total": bought.total}
    if isinstance(bought, Called):
        return PurchaseInvoiceLine(invoice=invoice, position=position, name=bought.name, **shared)
    product = bought.product
    style = product.style
    return PurchaseInvoiceLine(
        invoice=invoice,
        position=position,
        product=product,
        place=bought.place,
        barcode=queries.primary_code(product),
        name=product.name,
        brand=style.brand.name,
        category=style.category.name,
        colour=product.colour.name if product.colour else "",
        design=style.design.name if style.design else "",
        size=product.size.name if product.size else "",
        price=product.price,
        **shared,
    )
