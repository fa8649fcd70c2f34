"""A purchase invoice is paid once; its lines never change, its tax and reference only until it is paid."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.purchasing import invoice_tax, twins
from apps.purchasing.invoice_tax import Tax
from apps.purchasing.models import ImportJob, PurchaseInvoice
from apps.users import reach

COMPLETE = PurchaseInvoice.State.COMPLETE
ABOUT_PAYMENT = ("paid_at", "paid_on", "paid_by_name", "payment_note")
ABOUT_PAPER = ("supplier_reference", "supplier_date", "tax_rate", "tax", "is_tax_included", "total")


@dataclass(frozen=True)
class Paper:
    """What the supplier's paper says besides its lines."""

    reference: str = ""
    dated: date | None = None
    tax: Tax = invoice_tax.NONE


@transaction.atomic
def mark_paid(invoice: PurchaseInvoice, *, by: Actor, paid_on: date | None = None, note: str = "") -> PurchaseInvoice:
    """The supplier has the money since ``paid_on``, today unless given.

    InvalidInput for a day to come; Conflict when it was paid already, or is not whole yet, as while its goods are
    only expected.
    """
    reach.refuse_beyond(by, invoice.shop)
    _refuse_unless_whole(invoice, _("it is paid once its goods came"))
    day = paid_on or clock.today()
    if day > clock.today():
        raise InvalidInput(_("An invoice is paid today or was paid before: choose the day on which it was."))
    told = {"paid_at": clock.now(), "paid_on": day, "paid_by_name": by.name, "payment_note": note.strip()[:200]}
    if not PurchaseInvoice.objects.filter(pk=invoice.pk, paid_at=None, state=COMPLETE).update(**told):
        raise Conflict(_("%(number)s is paid already.") % {"number": invoice.number})
    invoice.refresh_from_db(fields=ABOUT_PAYMENT)
    _note(invoice, "purchasing.mark_paid", by, note=note, paid_on=str(day))
    return invoice


@transaction.atomic
def mark_unpaid(invoice: PurchaseInvoice, *, by: Actor, reason: str) -> PurchaseInvoice:
    """Take back a payment that was marked by mistake."""
    if not reason.strip():
        raise InvalidInput(_("Say why %(number)s is not paid.") % {"number": invoice.number})
    reach.refuse_beyond(by, invoice.shop)
    nothing = {"paid_at": None, "paid_on": None, "paid_by_name": "", "payment_note": ""}
    if not PurchaseInvoice.objects.filter(pk=invoice.pk, paid_at__isnull=False).update(**nothing):
        raise Conflict(_("%(number)s is not paid.") % {"number": invoice.number})
    invoice.refresh_from_db(fields=ABOUT_PAYMENT)
    _note(invoice, "purchasing.mark_unpaid", by, note=reason)
    return invoice


@transaction.atomic
def correct(invoice: PurchaseInvoice, paper: Paper, *, by: Actor, is_another: bool = False) -> PurchaseInvoice:
    """Reference, date and tax as the supplier's paper has them; what the lines say stays.

    Refuses InvalidInput, Conflict when it is paid or not whole yet, and LikelyDuplicate for a reference that another
    invoice of the supplier bears, unless it ``is_another`` delivery.
    """
    reach.refuse_beyond(by, invoice.shop)
    kept = PurchaseInvoice.objects.filter(pk=invoice.pk, paid_at=None, state=COMPLETE)
    if not kept.update(state=COMPLETE):  # holds the row until the transaction ends
        _refuse_unless_whole(invoice, _("its paper is told once its goods came"))
        raise Conflict(_("%(number)s is paid: take the payment back before its paper changes.") % _named(invoice))
    _refuse_unless_whole(invoice, "")
    invoice.refresh_from_db()
    if paper.dated and paper.dated > clock.today():
        raise InvalidInput(_("The date on their paper lies in the future."))
    reference = paper.reference.strip()[:60]
    if reference.casefold() != invoice.supplier_reference.casefold() and not is_another:
        twins.refuse(invoice.supplier, reference, ())
    before = _facts(invoice)
    invoice.supplier_reference, invoice.supplier_date = reference, paper.dated
    invoice_tax.put_on(invoice, paper.tax, lines=invoice.lines.count())
    invoice.save(update_fields=ABOUT_PAPER)
    after = _facts(invoice)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        _note(invoice, "purchasing.correct_invoice", by, changes=changes)
    return invoice


def _refuse_unless_whole(invoice: PurchaseInvoice, when: str) -> None:
    state = PurchaseInvoice.objects.values_list("state", flat=True).get(pk=invoice.pk)
    if state != COMPLETE:
        words = _named(invoice) | {"state": PurchaseInvoice.State(state).label, "when": when}
        raise Conflict(_("%(number)s is %(state)s: %(when)s.") % words)
    if ImportJob.objects.filter(invoice=invoice, state=ImportJob.State.WRITING).exists():
        raise Conflict(_("%(number)s is not whole yet: its list is being written.") % _named(invoice))


def _named(invoice: PurchaseInvoice) -> dict[str, Any]:
    return {"number": invoice.number}


def _facts(invoice: PurchaseInvoice) -> dict[str, str]:
    return {name: "" if getattr(invoice, name) is None else str(getattr(invoice, name)) for name in ABOUT_PAPER}


def _note(invoice: PurchaseInvoice, act: str, by: Actor, **facts: Any) -> None:
    log.write(act, by=by, subject="purchase invoice", key=invoice.number, name=invoice.number,
              shop_id=invoice.shop_id, total=str(invoice.total), **facts)  # fmt: skip
