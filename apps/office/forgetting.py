"""A customer is forgotten: what they bought and paid stays in the books, who they were does not.

Every table in which a person may be named is gone through here; a test compares the list with the schema. What the
audit log sealed of them cannot be read any more, for their key is destroyed. Files that staff took along are beyond
reach, and lists that were imported or exported go by themselves after some days.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from apps.audit import log, personal
from apps.core import changes, clock, history
from apps.core.actor import Actor
from apps.core.fields import MoneyField
from apps.core.money import ZERO, format_money
from apps.credits.models import Credit, CreditEntry
from apps.customers.models import Consent, Customer
from apps.customers.people import refuse_forgotten
from apps.inventory.models import StockMove
from apps.loyalty import accounts
from apps.loyalty.models import PointEntry
from apps.mail.models import MailAttachment, OutgoingMail
from apps.office import bonds
from apps.office.models import DuplicatePair
from apps.office.refusals import AlreadySettled, StillBound
from apps.office.traces import Traces
from apps.preorders.models import PreOrder, PreOrderStep
from apps.printing.models import PrintedSheet, PrintJob
from apps.purchasing.imports import clearing
from apps.purchasing.models import ImportJob, ImportRow
from apps.returns.models import Return, ReturnStep
from apps.sales.models import (
    Delivery,
    DeliveryStep,
    ParkedSale,
    Receipt,
    SaleException,
    Tender,
    UnbookedSale,
    Void,
)

RIGHT = "customers.forget_customer"
PORTION = 500
WISHES = ("what", "brand", "category", "colour", "design", "size", "note")
NOTHING: dict[str, Any] = {"phone": None, "email": "", "address": "", "gender": "", "note": ""}


@transaction.atomic
def forget(customer: Customer, *, by: Actor) -> Customer:
    """Take out who the customer was, everywhere. StillBound while they owe or wait for goods."""
    kept = Customer.objects.select_for_update().filter(pk=customer.pk).first()
    if kept is None:
        raise AlreadySettled(_("This customer is gone: somebody merged them into another."))
    refuse_forgotten(kept)
    _refuse_bound(kept)
    bonds.refuse(kept)
    traces = Traces.of(kept)
    receipts = Receipt.objects.filter(customer=kept)
    numbers = list(receipts.order_by("pk").values_list("number", flat=True))
    brought = Delivery.objects.filter(receipt__in=receipts)
    numbers += brought.order_by("pk").values_list("number", flat=True)
    _clear_prints(numbers, traces.with_those_of(brought))
    _clear_receipts(receipts, traces)
    _clear_carts(traces)
    _clear_mail(numbers, traces)
    _clear_lists(traces)
    _clear_papers(kept, traces)
    _clear_reasons(receipts, traces)
    _clear_questions(traces)
    accounts.close(kept.pk, by=by)
    _clear_customer(kept, traces, by)
    personal.destroy("customer", traces.keys)
    changes.record(changes.CUSTOMER, [kept.pk])
    log.write("office.forget", by=by, subject="customer", key=kept.pk, name=kept.name, receipts=receipts.count())
    return kept


def name_of_nobody(key: int) -> str:
    return _("Former customer %(number)s") % {"number": key}


def _refuse_bound(customer: Customer) -> None:
    receipts = Receipt.objects.filter(customer=customer, void=None)
    owed: Decimal = receipts.aggregate(sum=Sum("due", output_field=MoneyField()))["sum"] or ZERO
    if owed:
        words = {"name": customer.name, "owed": format_money(owed)}
        raise StillBound(_("%(name)s owes %(owed)s: take or void what is due first.") % words)
    waiting = Delivery.objects.filter(receipt__in=receipts, delivered_at=None).order_by("pk").first()
    if waiting is not None:
        words = {"name": customer.name, "number": waiting.number}
        raise StillBound(_("%(number)s for %(name)s is not delivered yet: deliver it or void the sale first.") % words)


def _clear_receipts(receipts: QuerySet[Receipt], traces: Traces) -> None:
    """Figures stay; the name, and where goods were brought, do not."""
    _clear_deliveries(Delivery.objects.filter(receipt__in=receipts), traces)
    _take_out(receipts.exclude(note="", reason=""), ("note", "reason"), traces)
    _take_out(Tender.objects.filter(receipt__in=receipts).exclude(reference=""), ("reference",), traces)
    receipts.update(customer_name="")


def _clear_deliveries(brought: QuerySet[Delivery], traces: Traces) -> None:
    """Where goods were brought, who took them, and the pictures of it; what the log sealed of that opens no more."""
    traces = traces.with_those_of(brought)
    keys = list(brought.order_by("pk").values_list("pk", flat=True))
    steps = DeliveryStep.objects.filter(delivery__in=keys)
    _take_out(steps.exclude(note=""), ("note",), traces)
    for step in steps.exclude(photo="", signature=""):
        for name in filter(None, (step.photo.name, step.signature.name)):
            transaction.on_commit(partial(default_storage.delete, name))
    steps.update(photo="", signature="")
    brought.update(address="", phone="", note="", received_by="")
    personal.destroy("delivery", keys)


def _clear_carts(traces: Traces) -> None:
    """Of parked carts and of sales that no receipt holds: the customer, their delivery and their words."""
    for key in traces.keys:
        for cart in ParkedSale.objects.filter(cart__contains=f'"id": {key}'):
            _clear_cart(cart, traces)
        for sale in UnbookedSale.objects.filter(body__contains=f'"customer_id": {key}'):
            _clear_unbooked(sale, traces)


def _clear_cart(parked: ParkedSale, traces: Traces) -> None:
    cart = json.loads(parked.cart)
    if (cart.get("customer") or {}).get("id") in traces.keys:
        cart = traces.taken_out_of_values(cart | {"customer": None} | _without_words(cart, traces))
        rows = ParkedSale.objects.filter(pk=parked.pk)
        rows.update(cart=json.dumps(cart), name=traces.taken_out_of(parked.name))


def _clear_unbooked(sale: UnbookedSale, traces: Traces) -> None:
    body = json.loads(sale.body)
    if body.get("customer_id") in traces.keys:
        body = traces.taken_out_of_values(body | _without_words(body, traces))
        UnbookedSale.objects.filter(pk=sale.pk).update(body=json.dumps(body, indent=1))


def _without_words(cart: dict[str, Any], traces: Traces) -> dict[str, Any]:
    """Its delivery without where, and its note without whom."""
    delivery = cart.get("delivery")
    bare = delivery | {"address": "", "phone": "", "note": ""} if isinstance(delivery, dict) else delivery
    return {"delivery": bare, "note": traces.taken_out_of(str(cart.get("note") or ""))}


def _clear_mail(numbers: list[str], traces: Traces) -> None:
    """That something was sent stays; to whom and what does not. What waits is not sent any more."""
    letters = [OutgoingMail.objects.filter(document__in=part) for part in _portions(numbers)]
    letters += [OutgoingMail.objects.filter(recipient__iexact=email) for email in sorted(traces.emails)]
    for rows in letters:
        MailAttachment.objects.filter(mail__in=rows).delete()
        waiting = rows.filter(state=OutgoingMail.State.QUEUED)
        waiting.update(state=OutgoingMail.State.FAILED, error=_("The customer was forgotten."))
        _take_out(rows, ("subject", "error"), traces)
        rows.update(recipient="", body="")


def _clear_prints(numbers: list[str], traces: Traces) -> None:
    """Jobs may print once more what they printed; sheets of the virtual printer are pictures, so they go."""
    for number in numbers:
        for job in PrintJob.objects.filter(title__endswith=f" {number}"):
            PrintJob.objects.filter(pk=job.pk).update(document=traces.taken_out_of_json(job.document))
        PrintedSheet.objects.filter(title__endswith=f" {number}").delete()


def _clear_lists(traces: Traces) -> None:
    """Imported lists of customers that are over and name the person go now instead of after some days."""
    rows = ImportRow.objects.filter(_named_in("what", traces) | _named_in("understood", traces))
    over = ImportJob.objects.filter(kind=ImportJob.Kind.CUSTOMERS, state__in=clearing.OVER, cleared_at=None)
    for job in over.filter(Q(pk__in=rows.values("job")) | _named_in("columns", traces)):
        clearing.clear(job)


def _clear_papers(customer: Customer, traces: Traces) -> None:
    """Of pre-orders, credits, returns and points: what was promised, owed and given back stays, for whom does not."""
    preorders = PreOrder.objects.filter(customer=customer)
    credits = Credit.objects.filter(customer=customer)
    returns = Return.objects.filter(Q(customer=customer) | Q(receipt__customer=customer))
    numbers = [number for rows in (preorders, credits, returns) for number in rows.values_list("number", flat=True)]
    _clear_prints(numbers, traces.thorough())
    _clear_mail(numbers, traces)
    _take_out(preorders, WISHES, traces)
    _take_out(credits, ("reason",), traces)
    _take_out(returns, ("reason", "note"), traces)
    moves = [StockMove.objects.filter(document__in=part).exclude(note="") for part in _portions(numbers)]
    points = PointEntry.objects.filter(account__customer=customer)
    steps = [PreOrderStep.objects.filter(preorder__in=preorders), ReturnStep.objects.filter(of_return__in=returns)]
    for rows in (*moves, *steps, CreditEntry.objects.filter(credit__in=credits), points):
        _take_out(rows.exclude(note=""), ("note",), traces)
    for subject, papers in (("pre-order", preorders), ("credit", credits), ("return", returns)):
        _destroy_keys(subject, papers)


def _clear_reasons(receipts: QuerySet[Receipt], traces: Traces) -> None:
    """Why a sale was undone, and what was said of one that was odd."""
    _take_out(Void.objects.filter(receipt__in=receipts), ("reason",), traces)
    odd = SaleException.objects.filter(receipt__in=receipts)
    _take_out(odd, ("sentence", "resolution"), traces)
    _destroy_keys("receipt", receipts)
    _destroy_keys("exception", odd)


def _clear_questions(traces: Traces) -> None:
    """Why a store credit or more debt was asked for."""
    asked = traces.questions()
    _take_out(asked, ("reason", "note"), traces)
    _destroy_keys("request for approval", asked)
    personal.destroy("approval", asked.exclude(approval=None).values_list("approval", flat=True))


def _destroy_keys(subject: str, rows: QuerySet[Any]) -> None:
    """What the log sealed of these papers opens no more."""
    personal.destroy(subject, rows.order_by("pk").values_list("pk", flat=True))


def _named_in(column: str, traces: Traces) -> Q:
    """Also where JSON escapes what is no plain letter."""
    named = Q(pk__in=[])
    for word in traces.words:
        named |= Q(**{f"{column}__icontains": word}) | Q(**{f"{column}__contains": json.dumps(word)[1:-1]})
    return named


def _clear_customer(customer: Customer, traces: Traces, by: Actor) -> None:
    """The row, its versions under every key that the person had, and what was guessed or agreed."""
    nobody = NOTHING | {"name": name_of_nobody(customer.pk)}
    for name, value in nobody.items():
        setattr(customer, name, value)
    customer.is_frequent, customer.frequent_by_hand = False, ""
    customer.may_be_mailed = customer.may_be_messaged = False
    customer.forgotten_at = clock.now()
    history.sign(customer, by=by, reason=_("Forgotten"))
    customer.save()
    Customer.history.filter(id__in=traces.keys).update(**nobody)
    Customer.history.filter(id__in=traces.keys).exclude(history_id=customer.history.latest().history_id).update(
        history_change_reason=None
    )
    Consent.objects.filter(customer=customer).delete()
    DuplicatePair.objects.filter(Q(first=customer) | Q(second=customer)).delete()


def _take_out(rows: QuerySet[Any], columns: tuple[str, ...], traces: Traces) -> None:
    """Save only the rows in whose columns the person was named."""
    for row in rows.order_by("pk"):
        found = {name: traces.taken_out_of(getattr(row, name)) for name in columns}
        if any(getattr(row, name) != text for name, text in found.items()):
            _rows_like(row).update(**found)


def _rows_like(row: Model) -> QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk)


def _portions(numbers: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(numbers), PORTION):
        yield numbers[start : start + PORTION]
