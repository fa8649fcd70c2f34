"""The page on which an import is told what it could not find out: which column is which, what Shopify leaves open."""

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from apps.core.refusals import NexusError
from apps.purchasing.import_forms import AnswerForm, ColumnsForm
from apps.purchasing.imports import jobs
from apps.purchasing.models import ImportJob


def page(of: Any, request: HttpRequest, object_id: int) -> HttpResponse:
    """``of`` is the import's own page."""
    job = of.get_queryset(request).filter(pk=object_id).first()
    if job is None or not of.may_go_on(request, job):
        raise PermissionDenied
    if job.state not in jobs.WAITING:
        return redirect("admin:purchasing_importjob_change", job.pk)
    form = _form(job, request)
    if request.method == "POST" and form.is_valid() and _act(job, form, of.actor(request)):
        return redirect("admin:purchasing_importjob_change", job.pk)
    context = of.admin_site.each_context(request) | {
        "title": _("Which column is which?") if isinstance(form, ColumnsForm) else _("A list of Shopify"),
        "crumb": job.file_name,
        "opts": of.opts,
        "job": job,
        "form": form,
        "is_mapping": isinstance(form, ColumnsForm),
        "is_by_hand": json.loads(job.columns).get("is_by_hand"),
        "media": of.media + form.media,
    }
    return TemplateResponse(request, "purchasing/import_columns.html", context)


def _form(job: ImportJob, request: HttpRequest) -> forms.Form:
    filled = request.POST if request.method == "POST" else None
    if json.loads(job.columns).get("is_shopify"):
        known = {"category": job.category, "cost_share": job.cost_share} if job.category else None
        return AnswerForm(filled, initial=known)
    return ColumnsForm(filled, job=job)


def _act(job: ImportJob, form: forms.Form, by: Any) -> bool:
    try:
        if isinstance(form, ColumnsForm):
            jobs.map_columns(job, form.names(), by=by)
        else:
            jobs.answer(job, **form.cleaned_data, by=by)
    except NexusError as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True
