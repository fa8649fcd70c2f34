"""Answers from afar are in order when each approval is of what was asked, given by whoever said yes."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _

from apps.users.models import ApprovalRequest
from apps.users.requests import UNLOCK_PIN

State = ApprovalRequest.State


def findings() -> list[str]:
    """A sentence for everything that does not add up; empty when all does."""
    return [*_granted_without_approval(), *_approvals_beside_requests()]


def _granted_without_approval() -> Iterator[str]:
    granted = ApprovalRequest.objects.filter(state=State.GRANTED, approval=None).exclude(action=UNLOCK_PIN)
    for request in granted.order_by("pk"):
        yield _("“%(what)s” was allowed, but no approval was given") % {"what": request}


def _approvals_beside_requests() -> Iterator[str]:
    given = ApprovalRequest.objects.exclude(approval=None)
    right = {
        "state": State.GRANTED,
        "approval__action": F("action"),
        "approval__asked_by": F("asked_by"),
        "approval__approver": F("answered_by"),
    }
    at_same_place = Q(approval__register=F("register")) | Q(approval__register=None, register=None)
    in_order = given.filter(at_same_place, **right).values("pk")
    for request in given.exclude(pk__in=in_order).order_by("pk"):
        yield _("“%(what)s” was answered otherwise than its approval says") % {"what": request}
