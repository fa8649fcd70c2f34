"""The back office's site: unfold's, without the inline style element that the strict policy forbids."""

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from apps.audit import log
from apps.core.actor import Actor
from apps.users.actors import actor_of


class BackOfficeSite(UnfoldAdminSite):
    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().each_context(request)
        return context | {"colors": None}  # the stylesheet of nexus/static carries them

    def actor_of(self, request: HttpRequest) -> Actor:
        return actor_of(request)

    def note(self, request: HttpRequest, row: models.Model, verb: str, **facts: Any) -> None:
        """Tell the audit log what a page saved; the shop's chain when the row belongs to a shop."""
        options = row._meta
        log.write(
            f"{options.app_label}.{options.model_name}_{verb}",
            by=actor_of(request),
            subject=str(options.model_name),
            key=row.pk,
            name=str(row),
            shop_id=getattr(row, "shop_id", None),
            **facts,
        )

    def entries_of(self, row: models.Model) -> str:
        asked = urlencode({"subject": row._meta.model_name, "subject_key": row.pk})
        return f"{reverse('admin:audit_auditentry_changelist')}?{asked}"
