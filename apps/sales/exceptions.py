"""What was odd about a finished sale stays listed until somebody answers for it."""

from django.db import transaction

from apps.audit import log, personal
from apps.core import notify
from apps.core.actor import Actor
from apps.sales import resolutions
from apps.sales.models import SaleException
from apps.stores import enrolment


@transaction.atomic
def resolve(exception: SaleException, *, by: Actor, resolution: str) -> SaleException:
    """Say what came of it; refuses an empty answer and a second one."""
    resolutions.answer(SaleException.objects.filter(pk=exception.pk), resolution, by=by)
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
