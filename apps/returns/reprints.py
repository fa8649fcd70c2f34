"""The paper of a return is printed again, marked as a copy."""

from django.db import transaction

from apps.audit import log
from apps.core.actor import Actor
from apps.printing import jobs
from apps.printing.models import PrintJob, Task
from apps.returns import papers
from apps.returns.models import Return


@transaction.atomic
def reprint(goods: Return, *, by: Actor) -> PrintJob:
    """Queue a COPY on the printer for returns of its shop."""
    job = jobs.queue(papers.slip(goods, copy=True), task=Task.RETURN, shop=goods.shop, by=by)
    log.write("returns.reprint", by=by, subject="return", key=goods.pk, name=goods.number, shop_id=goods.shop_id)
    return job
