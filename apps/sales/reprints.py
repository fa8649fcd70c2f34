"""A receipt is printed again, marked as a copy."""

from django.db import transaction
from django.db.models import F

from apps.audit import log
from apps.core.actor import Actor
from apps.printing import jobs
from apps.printing.models import PrintJob, Task
from apps.sales import documents
from apps.sales.models import Receipt
from apps.stores.models import Shop


@transaction.atomic
def reprint(receipt: Receipt, *, by: Actor, shop: Shop | None = None) -> PrintJob:
    """Queue a COPY on the receipt printer of ``shop``, by default the receipt's own."""
    copy = Receipt.objects.get(pk=receipt.pk).printed_copies > 0
    Receipt.objects.filter(pk=receipt.pk).update(printed_copies=F("printed_copies") + 1)
    document = documents.receipt_document(receipt, copy=copy)
    job = jobs.queue(document, task=Task.RECEIPT, shop=shop or receipt.shop, by=by)
    log.write(
        "sales.reprint",
        by=by,
        subject="receipt",
        key=receipt.pk,
        name=receipt.number,
        shop_id=receipt.shop_id,
        copy=copy,
    )
    return job
