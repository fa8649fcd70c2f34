"""The steps of a paper about goods: each is taken once, in its order, by somebody who may."""

from typing import TypeAlias

from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.inventory.models import StockCount, Transfer, WriteOff

Paper: TypeAlias = Transfer | StockCount | WriteOff


class WrongState(Conflict):
    """The paper is not, or no longer, where the act needs it."""

    code = "wrong_state"


def refuse_other_state(paper: Paper, *wanted: str) -> None:
    if paper.state not in wanted:
        raise moved_on(paper)


def take(paper: Paper, before: str, after: str) -> None:
    """The one guard of each step: of two who do the same, one changes the row and the other is told."""
    rows = type(paper)._default_manager.filter(pk=paper.pk)
    if not rows.filter(state=before).update(state=after):
        raise moved_on(rows.get())
    paper.state = after


def moved_on(paper: Paper) -> WrongState:
    last = paper.steps.last()
    who = last.user_name if last else paper.created_by_name
    words = {"paper": paper.number, "state": paper.get_state_display(), "who": who}
    return WrongState(_("%(paper)s is %(state)s already (%(who)s).") % words)
