"""A deposit is owed, not sold: money left for what is ordered makes a receipt without goods, and is paid back whole."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit import log, personal
from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import Conflict, InvalidInput, NexusError
from apps.credits import ledger as credits
from apps.credits.ledger import Grant
from apps.credits.models import Credit, CreditEntry
from apps.customers.models import Customer
from apps.printing import jobs
from apps.printing.document import Block, Cut, Document, Drawer, Feed, Rule, Text
from apps.printing.models import Task
from apps.sales import documents, instalments, payment, terms
from apps.sales.booking import RECEIPT
from apps.sales.models import Receipt, Shift, Tender
from apps.sales.orders import TenderInput
from apps.sales.payment import Paid, Settlement
from apps.sales.refusals import KeyReused, MethodUnavailable, NothingDue, ReferenceMissing
from apps.stores.models import PaymentMethod


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """What a customer leaves for ``document``, the number of what they ordered.

    ``words`` tell on the receipt what for; ``key`` is the till's own: sent twice it is one deposit.
    """

    customer: Customer
    document: str
    words: str
    amount: Decimal
    tenders: Sequence[TenderInput]
    key: UUID

    @property
    def body_hash(self) -> str:
        tenders = [(tender.method_id, str(tender.amount), tender.reference) for tender in self.tenders]
        told = [self.customer.pk, self.document, str(self.amount), tenders]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def receive(deposit: Deposit, *, by: Actor, shift: Shift | None = None) -> Receipt:
    """Take it into ``shift``, by default the open one of the actor's register, and owe it to the customer.

    Refuses what does not pay ``amount`` in full, and to pay with what the shop owes already.
    """
    try:
        return _receive(deposit, shift, by)
    except (NexusError, IntegrityError):
        first = _first(deposit)
        if first is None:
            raise
        return first


@transaction.atomic
def pay_back(
    credit: Credit, *, method: PaymentMethod, reason: str, by: Actor, reference: str = "", shift: Shift | None = None
) -> Decimal:
    """Give back what is left of a deposit, whole, from an open shift; answers how much. NothingDue when it is spent."""
    if not credit.is_deposit:
        raise InvalidInput(_("%(number)s is no deposit.") % {"number": credit.number})
    _refuse_unusable(method, reference)
    shift = instalments.open_shift(shift, by)
    receipt = Receipt.objects.select_related("shop", "customer").get(number=credit.number)
    left = credits.end(credit, CreditEntry.Kind.PAY_OUT, document=credit.document, note=reason, by=by)
    if not left:
        raise NothingDue(_("Nothing is left of the deposit %(number)s.") % {"number": credit.number})
    paid = Paid(method, -left, -left, reference)
    _tender(receipt, shift, paid, by).save(force_insert=True)
    slip = _slip_of_pay_back(receipt, credit, paid, reason)
    jobs.queue(slip, task=Task.RECEIPT, shop=shift.shop, by=by)
    facts = {"amount": str(left), "method": method.name, "shift": shift.number}
    log.write("sales.pay_back_deposit", by=by, subject="receipt", key=receipt.pk, name=receipt.number,
              shop_id=shift.shop_id, document=credit.document,
              **personal.sealed_if(True, reason=reason[:200]), **facts)  # fmt: skip
    return left


@transaction.atomic
def _receive(deposit: Deposit, shift: Shift | None, by: Actor) -> Receipt:
    shift = instalments.open_shift(shift, by)
    settlement = _settled(deposit, shift)
    if Receipt.objects.filter(key=deposit.key).exists():
        raise Conflict(_("This deposit was taken before."))
    receipt = _receipt(deposit, shift, settlement, numbering.monthly(RECEIPT, clock.today()), by)
    receipt.save(force_insert=True)
    Tender.objects.bulk_create(_tender(receipt, shift, paid, by) for paid in settlement.tenders)
    grant = Grant(
        deposit.customer, Credit.Purpose.DEPOSIT, deposit.amount, deposit.document, deposit.words, number=receipt.number
    )
    credits.issue(grant, by=by)
    jobs.queue(documents.receipt_document(receipt), task=Task.RECEIPT, shop=shift.shop, by=by)
    tenders = [[paid.method.name, str(paid.amount)] for paid in settlement.tenders]
    log.write("sales.deposit", by=by, subject="receipt", key=receipt.pk, name=receipt.number, shop_id=shift.shop_id,
              total=str(receipt.total), tenders=tenders, customer=deposit.customer.pk,
              document=deposit.document)  # fmt: skip
    return receipt


def _settled(deposit: Deposit, shift: Shift) -> Settlement:
    methods = terms.of(shift.shop_id).methods
    if deposit.amount <= 0:
        raise InvalidInput(_("A deposit is an amount above zero."), field="amount")
    for tender in deposit.tenders:
        if tender.method_id in methods:
            _refuse_owed(methods[tender.method_id])
    settlement = payment.settle(deposit.amount, deposit.tenders, methods)
    if settlement.due:
        raise InvalidInput(_("The deposit is not paid in full: take the rest, or make it smaller."), field="tenders")
    return settlement


def _receipt(deposit: Deposit, shift: Shift, settlement: Settlement, number: str, by: Actor) -> Receipt:
    moment = clock.now()
    return Receipt(
        number=number,
        key=deposit.key,
        body_hash=deposit.body_hash,
        kind=Receipt.Kind.DEPOSIT,
        shop=shift.shop,
        register_id=shift.register_id,
        shift=shift,
        cashier_id=by.user_id or shift.opened_by_id,
        cashier_name=by.name,
        customer=deposit.customer,
        customer_name=deposit.customer.name,
        sold_at=moment,
        arrived_at=moment,
        business_date=clock.local_date(moment),
        units=0,
        gross=ZERO,
        subtotal=ZERO,
        net=ZERO,
        total=deposit.amount,
        change=settlement.change,
        note=deposit.words[:300],
        preorder=deposit.document,
        printed_copies=1,
    )


def _tender(receipt: Receipt, shift: Shift, paid: Paid, by: Actor) -> Tender:
    """Taken with the receipt it is of its moment, so that the paper shows it as handed over."""
    is_taken = paid.amount > 0
    return Tender(
        receipt=receipt,
        shift=shift,
        method=paid.method,
        method_name=paid.method.name,
        amount=paid.amount,
        handed_over=paid.handed_over,
        reference=paid.reference,
        state=Tender.State.AWAITED if is_taken and paid.method.awaits_confirmation else Tender.State.CONFIRMED,
        at=receipt.sold_at if is_taken else clock.now(),
        user_id=by.user_id,
        user_name=by.name,
    )


def _first(deposit: Deposit) -> Receipt | None:
    first = Receipt.objects.filter(key=deposit.key).first()
    if first is not None and first.body_hash != deposit.body_hash:
        raise KeyReused(
            _("This deposit was changed after it became %(number)s. Begin a new one.") % {"number": first.number},
            number=first.number,
        )
    return first


def _refuse_unusable(method: PaymentMethod, reference: str) -> None:
    words = {"method": method.name}
    if not method.is_active:
        raise MethodUnavailable(_("%(method)s cannot be used now: choose another way to pay.") % words)
    _refuse_owed(method)
    if method.needs_reference and not reference.strip():
        raise ReferenceMissing(_("%(method)s needs its reference: type it before you finish.") % words)


def _refuse_owed(method: PaymentMethod) -> None:
    if method.kind in PaymentMethod.OWED:
        raise MethodUnavailable(
            _("%(method)s is no money: a deposit is paid, and paid back, with money.") % {"method": method.name},
            method_id=method.pk,
        )


def _slip_of_pay_back(receipt: Receipt, credit: Credit, paid: Paid, reason: str) -> Document:
    title = _("Deposit paid back")
    blocks: list[Block] = [
        *documents.letterhead(receipt.shop),
        Feed(),
        Text(title.upper(), "center", bold=True),
        documents.pair(_("Deposit"), receipt.number, bold=True),
        documents.pair(_("Pre-order"), credit.document),
        documents.pair(_("Date"), documents.moment(clock.now())),
        documents.pair(_("Customer"), receipt.customer_name),
        documents.pair(_("Why"), reason),
        Rule("double"),
        documents.pair(paid.method.name, documents.money(-paid.amount), bold=True),
        Feed(2),
        Text(_("Received: ______________________")),
        Feed(2),
        Cut(),
    ]
    if paid.method.kind == PaymentMethod.Kind.CASH:
        blocks.append(Drawer())
    return Document(f"{title} {receipt.number}", blocks)
