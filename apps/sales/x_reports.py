"""A shift's X report: what it took so far. It changes nothing; who looked is on record."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core.actor import Actor
from apps.printing import jobs
from apps.printing.document import Document
from apps.printing.models import PrintJob, Task
from apps.sales import shift_papers, takings
from apps.sales.models import Shift
from apps.sales.refusals import NoOpenShift
from apps.sales.shift_papers import Section
from apps.users.models import User

RIGHT = "sales.see_expected_cash"


@transaction.atomic
def look(shift: Shift, *, user: User, by: Actor) -> list[Section]:
    """The figures in words; NoOpenShift once it is closed, for then the Z report tells them."""
    _refuse_closed(shift)
    _note("sales.read_x", shift, by)
    return shift_papers.sections(takings.of(shift), sees_cash=sees_cash(user))


@transaction.atomic
def print_x(shift: Shift, *, user: User, by: Actor) -> PrintJob:
    """At the shop's receipt printer."""
    document = _document(shift, user, by)
    job = jobs.queue(document, task=Task.RECEIPT, shop=shift.shop, by=by)
    _note("sales.print_x", shift, by)
    return job


@transaction.atomic
def document_of(shift: Shift, *, user: User, by: Actor) -> Document:
    """The same paper, for who takes it along as a PDF."""
    document = _document(shift, user, by)
    _note("sales.read_x", shift, by)
    return document


def sees_cash(user: User) -> bool:
    """Whoever counts a drawer must not know what should be in it."""
    return bool(user.has_perm(RIGHT))


def _document(shift: Shift, user: User, by: Actor) -> Document:
    _refuse_closed(shift)
    return shift_papers.x_report(shift, takings.of(shift), sees_cash=sees_cash(user), by=by.name)


def _refuse_closed(shift: Shift) -> None:
    if shift.closed_at is not None:
        raise NoOpenShift(_("%(shift)s is closed: its Z report tells what it took.") % {"shift": shift.number})


def _note(act: str, shift: Shift, by: Actor) -> None:
    log.write(act, by=by, subject="shift", key=shift.pk, name=shift.number, shop_id=shift.shop_id)
