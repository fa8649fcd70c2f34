"""A row's versions say who made them, why and from where."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record

from apps.core.actor import Actor


def sign(row: models.Model, *, by: Actor, reason: str = "") -> None:
    """Put the actor and the reason on the version that the next ``save()`` of ``row`` writes."""
    row._history_user = get_user_model()(pk=by.user_id) if by.user_id else None  # type: ignore[attr-defined]
    row._change_reason = reason[:200] or None  # type: ignore[attr-defined]
    row._history_address = by.address  # type: ignore[attr-defined]


@receiver(pre_create_historical_record)
def note_address(instance: models.Model, history_instance: Any, **kwargs: Any) -> None:
    history_instance.address = getattr(instance, "_history_address", "")
