"""What was odd about a finished sale stays listed until somebody answers for it."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log, personal
from apps.core import clock, notify
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.sales.models import SaleException
from apps.stores import enrolment


@transaction.atomic
def resolve(exception: SaleException, *, by: Actor, resolution: str) -> SaleException:
    """Say what came of it; refuses an empty answer and a second one."""
    if not resolution.strip():
        raise InvalidInput(_("Say what was found or done."), field="resolution")
    open_ones = SaleException.objects.filter(pk=exception.pk, resolved_at__isnull=True)
    values = {"resolved_at": clock.now(), "resolved_by_name": by.name, "resolution": resolution.strip()[:300]}
    if not open_ones.update(**values):
        raise Conflict(_("This was resolved before."))
    exception.refresh_from_db()
    log.write(
        "sales.resolve_exception",
        by=by,
        subject="exception",
        key=exception.pk,
        name=exception.get_kind_display(),
        shop_id=exception.receipt.shop_id,
        receipt=exception.receipt.number,
        **personal.sealed_if(bool(exception.receipt.customer_id), resolution=exception.resolution),
    )
    tell(exception.receipt.register_id)
    return exception


def tell(register_id: int) -> None:
    """The register's till looks again at what is still open."""
    notify.after_commit(enrolment.group(register_id), {"type": "exceptions"})
