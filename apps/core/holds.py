"""Long work that is written in portions holds what it must find unchanged until it is whole.

Acts that would cross it are refused for that while. A hold outlives its process: whoever goes on with the work has
it still.
"""

from django.db import IntegrityError, transaction

from apps.core.models import Hold
from apps.core.refusals import Conflict

GOODS = "goods"


class Held(Conflict):
    """Somebody's long work is not whole yet; the sentence says whose."""

    code = "held"


@transaction.atomic
def take(name: str, holder: str, says: str) -> None:
    """Hold ``name``; ``says`` is the sentence for those who are refused. Held when another one has it."""
    kept = _locked(name)
    _refuse(kept, holder)
    Hold.objects.filter(pk=kept.pk).update(holder=holder, says=says)


def release(name: str, holder: str) -> None:
    """Nothing happens unless ``holder`` has it."""
    Hold.objects.filter(name=name, holder=holder).update(holder="", says="")


def refuse_while_held(name: str, *, but: str = "") -> None:
    """For the beginning of an act's transaction: nobody takes hold until that ends. ``but`` may go on."""
    _refuse(_locked(name), but)


def _refuse(hold: Hold, holder: str) -> None:
    if hold.holder and hold.holder != holder:
        raise Held(hold.says)


def _locked(name: str) -> Hold:
    while True:
        found = Hold.objects.select_for_update().filter(name=name).first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                Hold.objects.create(name=name)
        except IntegrityError:
            continue  # another transaction made the row in the meantime
