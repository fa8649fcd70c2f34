"""A shift's Z report is written once, as it closes, and printed; it can be printed and read again, never changed."""

import hashlib
import json

from django.db import transaction

from apps.audit import chains, log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.printing import jobs
from apps.printing.document import Document
from apps.printing.models import PrintJob, Task
from apps.sales import shift_papers, takings
from apps.sales.models import Shift, ZReport
from apps.sales.shift_papers import Counted
from apps.sales.takings import Takings


def write(shift: Shift, told: Takings, *, by: Actor) -> ZReport:
    """Keep what the shift says and queue its paper, inside the transaction that closes it."""
    sequence, head = chains.head_of(shift.shop_id)
    report = ZReport.objects.create(
        shift=shift,
        written_at=shift.closed_at or clock.now(),
        receipts=told.receipts,
        total=told.total,
        figures=takings.to_json(told),
        chain_sequence=sequence,
        chain_head=head,
    )
    jobs.queue(document_of(report), task=Task.RECEIPT, shop=shift.shop, by=by)
    return report


@transaction.atomic
def reprint(report: ZReport, *, by: Actor) -> PrintJob:
    """The same paper once more, at the shop's receipt printer."""
    shift = report.shift
    job = jobs.queue(document_of(report), task=Task.RECEIPT, shop=shift.shop, by=by)
    log.write("sales.print_z", by=by, subject="shift", key=shift.pk, name=shift.number, shop_id=shift.shop_id)
    return job


def document_of(report: ZReport) -> Document:
    return shift_papers.z_report(report, takings.from_json(report.figures), counted_of(report.shift))


def counted_of(shift: Shift) -> Counted:
    """How a closed shift was counted."""
    return Counted(
        expected=shift.expected_cash or ZERO,
        counted=shift.counted_cash or ZERO,
        pieces=json.loads(shift.denominations or "{}"),
        first_count=shift.first_count,
        comment=shift.comment,
    )


def seal_of(report: ZReport) -> str:
    """What the closing's audit entry says of the report, so that a change of it is found."""
    return hashlib.sha256(report.figures.encode()).hexdigest()
