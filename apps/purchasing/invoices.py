"""A purchase invoice is paid once; its lines never change."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.purchasing.models import ImportJob, PurchaseInvoice

COMPLETE = PurchaseInvoice.State.COMPLETE


@transaction.atomic
def mark_paid(invoice: PurchaseInvoice, *, by: Actor, note: str = "") -> PurchaseInvoice:
    """Conflict when it was paid already, or is not whole yet, as while its goods are only expected."""
    if invoice.state != COMPLETE:
        words = {"number": invoice.number, "state": invoice.get_state_display()}
        raise Conflict(_("%(number)s is %(state)s: it is paid once its goods came.") % words)
    if ImportJob.objects.filter(invoice=invoice, state=ImportJob.State.WRITING).exists():
        raise Conflict(_("%(number)s is not whole yet: its list is being written.") % {"number": invoice.number})
    paid_at = clock.now()
    if not PurchaseInvoice.objects.filter(pk=invoice.pk, paid_at=None, state=COMPLETE).update(paid_at=paid_at):
        raise Conflict(_("%(number)s is paid already.") % {"number": invoice.number})
    invoice.paid_at = paid_at
    _note(invoice, "purchasing.mark_paid", by, note)
    return invoice


@transaction.atomic
def mark_unpaid(invoice: PurchaseInvoice, *, by: Actor, reason: str) -> PurchaseInvoice:
    """Take back a payment that was marked by mistake."""
    if not reason.strip():
        raise InvalidInput(_("Say why %(number)s is not paid.") % {"number": invoice.number})
    if not PurchaseInvoice.objects.filter(pk=invoice.pk, paid_at__isnull=False).update(paid_at=None):
        raise Conflict(_("%(number)s is not paid.") % {"number": invoice.number})
    invoice.paid_at = None
    _note(invoice, "purchasing.mark_unpaid", by, reason)
    return invoice


def _note(invoice: PurchaseInvoice, act: str, by: Actor, note: str) -> None:
    log.write(act, by=by, subject="purchase invoice", key=invoice.number, name=invoice.number,
              shop_id=invoice.shop_id, total=str(invoice.total), note=note)  # fmt: skip
