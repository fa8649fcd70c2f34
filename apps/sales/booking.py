"""A sale that is settled and whose goods have left becomes a receipt: number, rows, print job, audit entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from apps.audit import log
from apps.core import clock, masks, numbering
from apps.core.actor import Actor
from apps.credits import ledger as credits
from apps.customers.models import Customer
from apps.inventory.ledger import Move, Taken
from apps.inventory.models import StockMove
from apps.loyalty.queries import OfDocument
from apps.pricing.totals import LineTotals, Totals
from apps.printing import jobs
from apps.printing.models import Task
from apps.sales import documents
from apps.sales.contents import Contents, tax_sums
from apps.sales.models import Delivery, LineTax, Receipt, ReceiptLine, SaleException, Shift, Tender
from apps.sales.orders import Order, OrderLine
from apps.sales.payment import Settlement
from apps.sales.points import Moved
from apps.sales.queries import Goods
from apps.sales.terms import Terms

RECEIPT = "RCP"
DELIVERY = "DLV"
Finding = tuple[SaleException.Kind, str]


@dataclass(frozen=True)
class Sale:
    """An order that may become a receipt: every question is answered, nothing is written."""

    order: Order
    terms: Terms
    shift: Shift
    goods: Mapping[int, Goods]
    totals: Totals
    settlement: Settlement
    sold_at: datetime
    cashier_id: int
    cashier_name: str
    customer: Customer | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def business_date(self) -> date:
        return clock.local_date(self.sold_at)

    @property
    def kind(self) -> Receipt.Kind:
        is_gift = all(_gift_reason(self.order, line) for line in self.order.lines)
        return Receipt.Kind.GIFT if is_gift else Receipt.Kind.SALE

    def moves(self) -> list[Move]:
        """The goods leave the shop's floor for the customer's hands."""
        floor, customers = self.terms.floor, self.terms.customers
        return [
            Move(line.product_id, floor, customers, line.quantity, name=self.goods[line.product_id].name)
            for line in self.order.lines
        ]


def book(
    sale: Sale,
    taken: Taken,
    *,
    found: Taken | None = None,
    owed: credits.Taken | None = None,
    points: Moved | None = None,
    by: Actor,
) -> Receipt:
    """Write the receipt; ``taken`` are the goods that left, ``found`` what had to be booked in before, ``owed`` the
    credits of the customer that pay, ``points`` what they redeem and earn."""
    receipt = _receipt(sale, numbering.monthly(RECEIPT, clock.today()))
    receipt.save(force_insert=True)
    lines = _insert_lines(sale, receipt, taken.values)
    taxes = _insert_taxes(sale, lines)
    tenders = _insert_tenders(sale, receipt, by)
    delivery = _insert_delivery(sale, receipt)
    _insert_exceptions(sale, receipt)
    if found is not None:
        found.write(document=receipt.number, reason=StockMove.Reason.COUNT, by=by, on=sale.business_date)
    taken.write(document=receipt.number, reason=StockMove.Reason.SELL, by=by, on=sale.business_date)
    if owed is not None:
        owed.write(document=receipt.number, by=by)
    told = OfDocument.told(points.write(receipt.number, by=by)) if points else None
    if sale.order.is_printed:
        contents = Contents(
            *(receipt, sale.terms.shop, lines, tax_sums(taxes), tenders, delivery),
            till_name=by.register_name,
            credits=owed.left() if owed else {},
            points=told,
        )
        jobs.queue(documents.write(contents), task=Task.RECEIPT, shop=sale.terms.shop, by=by)
    _audit(sale, receipt, told, by)
    return receipt


def _receipt(sale: Sale, number: str) -> Receipt:
    order, totals = sale.order, sale.totals
    return Receipt(
        number=number,
        provisional_number=order.provisional_number,
        key=order.key,
        body_hash=order.body_hash,
        kind=sale.kind,
        shop=sale.terms.shop,
        register_id=sale.shift.register_id,
        shift=sale.shift,
        cashier_id=sale.cashier_id,
        cashier_name=sale.cashier_name,
        customer=sale.customer,
        customer_name=sale.customer.name if sale.customer else "",
        sold_at=sale.sold_at,
        arrived_at=clock.now(),
        business_date=sale.business_date,
        was_offline=order.is_offline,
        units=sum(line.quantity for line in order.lines),
        gross=totals.gross,
        line_discount=totals.line_discount,
        gift_value=totals.gift_value,
        subtotal=totals.subtotal,
        order_discount=totals.order_discount,
        points_discount=totals.points_discount,
        net=totals.net,
        tax_included=totals.tax_included,
        tax_added=totals.tax_added,
        delivery_fee=totals.delivery_fee,
        rounding=totals.rounding,
        total=totals.total,
        change=sale.settlement.change,
        due=sale.settlement.due,
        due_on=order.due_on if sale.settlement.due else None,
        note=order.note,
        reason=order.gift_reason,
        preorder=order.preorder,
        printed_copies=int(order.is_printed),
    )


def _insert_lines(sale: Sale, receipt: Receipt, costs: Sequence[Decimal]) -> list[ReceiptLine]:
    rows = zip(sale.order.lines, sale.totals.lines, costs, strict=True)
    lines = [
        _line(sale, receipt, position, line, figures, cost)
        for position, (line, figures, cost) in enumerate(rows, start=1)
    ]
    ReceiptLine.objects.bulk_create(lines)
    if not connection.features.can_return_rows_from_bulk_insert:
        keys = dict(ReceiptLine.objects.filter(receipt=receipt).values_list("position", "pk"))
        for line in lines:
            line.pk = keys[line.position]
    return lines


def _line(
    sale: Sale, receipt: Receipt, position: int, line: OrderLine, figures: LineTotals, cost: Decimal
) -> ReceiptLine:
    product = sale.goods[line.product_id]
    reason = _gift_reason(sale.order, line)
    is_percent = line.discount and line.discount.kind == "percent" and line.agreed_price is None and not reason
    return ReceiptLine(
        receipt_id=receipt.pk,
        position=position,
        product_id=line.product_id,
        place_id=sale.terms.floor.pk,
        name=product.name,
        barcode=product.barcode,
        quantity=line.quantity,
        unit_price=line.unit_price,
        cost=cost,
        gross=figures.gross,
        discount=figures.discount,
        discount_percent=line.discount.value if line.discount and is_percent else None,
        is_gift=bool(reason),
        gift_reason=reason,
        order_discount=figures.order_discount,
        points_discount=figures.points_discount,
        net=figures.net,
        tax_included=figures.tax_included,
        tax_added=figures.tax_added,
        rounding=figures.rounding,
    )


def _insert_taxes(sale: Sale, lines: Sequence[ReceiptLine]) -> list[LineTax]:
    return LineTax.objects.bulk_create(
        LineTax(
            line_id=line.pk,
            name=tax.name,
            rate=tax.rate,
            is_inclusive=tax.is_inclusive,
            base=tax.base,
            amount=tax.amount,
        )
        for line, figures in zip(lines, sale.totals.lines, strict=True)
        for tax in figures.taxes
    )


def _insert_tenders(sale: Sale, receipt: Receipt, by: Actor) -> list[Tender]:
    return Tender.objects.bulk_create(
        Tender(
            receipt_id=receipt.pk,
            shift_id=sale.shift.pk,
            method=paid.method,
            method_name=paid.method.name,
            amount=paid.amount,
            handed_over=paid.handed_over,
            reference=paid.reference,
            state=Tender.State.AWAITED if paid.method.awaits_confirmation else Tender.State.CONFIRMED,
            at=sale.sold_at,
            user_id=sale.cashier_id,
            user_name=sale.cashier_name,
        )
        for paid in sale.settlement.tenders
    )


def _insert_delivery(sale: Sale, receipt: Receipt) -> Delivery | None:
    asked = sale.order.delivery
    if asked is None:
        return None
    return Delivery.objects.create(
        receipt=receipt,
        number=numbering.monthly(DELIVERY, clock.today()),
        kind=asked.kind,
        address=asked.address,
        phone=_phone(sale, asked.phone),
        due_on=asked.due_on,
        courier=asked.courier,
        note=asked.note,
    )


def _phone(sale: Sale, told: str) -> str:
    """A till that may not show the whole number sends what it shows: the customer's own is meant."""
    if masks.DOTS in told and sale.customer is not None:
        return sale.customer.phone or ""
    return told


def _insert_exceptions(sale: Sale, receipt: Receipt) -> None:
    SaleException.objects.bulk_create(
        SaleException(receipt=receipt, kind=kind, sentence=sentence[:300], at=clock.now())
        for kind, sentence in sale.findings
    )


def _gift_reason(order: Order, line: OrderLine) -> str:
    return line.gift_reason or order.gift_reason


def _audit(sale: Sale, receipt: Receipt, points: OfDocument | None, by: Actor) -> None:
    order = sale.order
    moved = {"redeemed": points.redeemed, "earned": points.earned} if points else {}
    log.write(
        "sales.checkout",
        by=by,
        subject="receipt",
        key=receipt.pk,
        name=receipt.number,
        shop_id=receipt.shop_id,
        total=str(receipt.total),
        units=receipt.units,
        cashier=receipt.cashier_name,
        discount=str(receipt.line_discount + receipt.order_discount),
        tenders=[[paid.method.name, str(paid.amount)] for paid in sale.settlement.tenders],
        due=str(receipt.due),
        customer=receipt.customer_id,
        removed=[[removed.product_id, removed.quantity] for removed in order.removed],
        offline=order.is_offline,
        exceptions=[kind.value for kind, _sentence in sale.findings],
        **moved,
    )
