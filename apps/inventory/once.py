"""A form makes one paper, however often it is sent."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.inventory.models import StockCount, Transfer, WriteOff

Paper = TypeVar("Paper", Transfer, StockCount, WriteOff)


class Form(Protocol):
    """What somebody filled in; ``key`` is the form's own."""

    @property
    def key(self) -> UUID: ...

    @property
    def body_hash(self) -> str: ...


def hash_of(*told: Any) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def make(model: type[Paper], form: Form, write: Callable[[], Paper]) -> Paper:
    """The paper that this form became, written now unless it was before; Conflict when it became one of other content.

    Of two that send it in one moment the database lets one write, and the other gets its paper.
    """
    try:
        with transaction.atomic():
            return _first(model, form) or write()
    except IntegrityError:
        first = _first(model, form)
        if first is None:
            raise
        return first


def _first(model: type[Paper], form: Form) -> Paper | None:
    first = model.objects.filter(key=form.key).first()
    if first is not None and first.body_hash != form.body_hash:
        raise Conflict(
            _("This form became %(paper)s already: open a new one for other goods.") % {"paper": first.number}
        )
    return first
