"""The cash drawer opens without a sale: allowed to some, and always on record."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.printing import jobs
from apps.printing.document import Document, Drawer
from apps.printing.models import PrintJob, Task
from apps.sales import allowances
from apps.sales.models import Shift
from apps.sales.orders import ApprovalInput
from apps.sales.refusals import NoOpenShift

ACTION = "open_drawer"


@transaction.atomic
def open_drawer(shift: Shift, *, by: Actor, reason: str, approval: ApprovalInput | None = None) -> PrintJob:
    """Open the drawer by the shop's receipt printer. An approval's subject is the register's code."""
    if not reason.strip():
        raise InvalidInput(_("Say why the drawer is opened."), field="reason")
    if shift.closed_at is not None:
        raise NoOpenShift(_("%(shift)s is closed: open a shift first.") % {"shift": shift.number})
    code = shift.register.code
    by = allowances.approved(approval, permission="sales.open_drawer", action=ACTION, subject=code, by=by)
    title = _("Drawer opened at %(register)s") % {"register": shift.register.name}
    job = jobs.queue(Document(title, [Drawer()]), task=Task.RECEIPT, shop=shift.shop, by=by)
    log.write(
        "sales.open_drawer",
        by=by,
        subject="shift",
        key=shift.pk,
        name=shift.number,
        shop_id=shift.shop_id,
        reason=reason.strip()[:200],
    )
    return job
