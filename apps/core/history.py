"""A row's versions say who made them, why and from where."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record

from apps.core import bulk, clock
from apps.core.actor import Actor
from apps.core.bulk import Every


def sign(row: models.Model, *, by: Actor, reason: str = "") -> None:
    """Put the actor and the reason on the version that the next ``save()`` of ``row`` writes."""
    row._history_user = get_user_model()(pk=by.user_id) if by.user_id else None  # type: ignore[attr-defined]
    row._change_reason = reason[:200] or None  # type: ignore[attr-defined]
    row._history_address = by.address  # type: ignore[attr-defined]
    row._history_date = clock.now()  # type: ignore[attr-defined]


def record_created(rows: Sequence[models.Model], *, by: Actor, reason: str = "") -> None:
    """Write the first version of rows of one table that were made in bulk, which no ``save()`` did."""
    _record(rows, by, reason, update=False)


def record_changed(rows: Sequence[models.Model], *, by: Actor, reason: str) -> None:
    """Write the next version of rows of one table that were changed in bulk."""
    _record(rows, by, reason, update=True)


def _record(rows: Sequence[models.Model], by: Actor, reason: str, *, update: bool) -> None:
    if not rows:
        return
    versions: Any = type(rows[0]).history.model  # type: ignore[attr-defined]
    names = [field.attname for field in versions.tracked_fields]
    columns: dict[str, bulk.Column] = {name: [getattr(row, name) for row in rows] for name in names}
    columns |= {
        "history_date": Every(clock.now()),
        "history_user_id": Every(by.user_id),
        "history_change_reason": Every(reason[:200]),
        "history_type": Every("~" if update else "+"),
    }
    if not _has_own_address(type(rows[0])):
        columns["address"] = Every(by.address)
    bulk.insert_columns(versions, len(rows), columns)


@receiver(pre_create_historical_record)
def note_address(instance: models.Model, history_instance: Any, **kwargs: Any) -> None:
    """From where, unless the row has an address of its own: its versions keep that one, the audit log the other."""
    if not _has_own_address(type(instance)):
        history_instance.address = getattr(instance, "_history_address", "")


def _has_own_address(model: type[models.Model]) -> bool:
    return any(field.name == "address" for field in model._meta.get_fields())
