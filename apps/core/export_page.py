"""A list can be taken along as a file: what it shows, filtered, searched and ordered as it is, in chosen columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminRadioSelectWidget

from apps.core import csv_files, workbooks
from apps.core.backoffice import BackOffice
from apps.core.doors import SIGNED_IN, open_to
from apps.core.listed import filters_in_words
from apps.core.refusals import NexusError
from apps.core.resources import Column, ListResource

RIGHTS = ("reporting.add_export", "reporting.view_export")
MOST_ROWS, MOST_ON_PAPER = 200_000, 2_000
MEDIA = forms.Media(css={"all": ["core/export.css"]}, js=[forms.widgets.Script("core/export.js", type="module")])  # type: ignore[list-item]
NOT_FILTERS = ("p", "all", "e", "_facets", "_popup", "_to_field")


class Format(TextChoices):
    EXCEL = "xlsx", gettext_lazy("Excel")
    CSV = "csv", gettext_lazy("CSV, for other programs")
    PDF = "pdf", gettext_lazy("PDF, for paper")


TYPES = {Format.EXCEL: workbooks.XLSX, Format.CSV: csv_files.TYPE, Format.PDF: "application/pdf"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked for: the rows are fixed by their keys, in the order of the list.

    ``asked`` is what stood behind the list's address: some lists tell other things of the same rows, such as what they
    were on a past day.
    """

    model: str
    title: str
    format: str
    columns: Sequence[str]
    filters: str
    keys: Sequence[int]
    asked: str = ""


class ExportForm(forms.Form):
    """Which columns as what kind of file."""

    format = forms.ChoiceField(
        label=gettext_lazy("As"), choices=Format, initial=Format.EXCEL, widget=UnfoldAdminRadioSelectWidget
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one column.")},
    )

    def __init__(self, *args: Any, offered: dict[str, Column], count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count
        self.fields["columns"].choices = [(name, column.title) for name, column in offered.items()]  # type: ignore[attr-defined]
        self.fields["columns"].initial = [name for name, column in offered.items() if not column.is_extra]

    def clean(self) -> dict[str, Any]:
        if self.count > MOST_ROWS:
            said = _("A file holds at most %(most)s rows, the list has %(count)s. Filter it first.")
            raise forms.ValidationError(said % {"most": intcomma(MOST_ROWS), "count": intcomma(self.count)})
        return self.cleaned_data

    def clean_format(self) -> str:
        chosen: str = self.cleaned_data["format"]
        if chosen == Format.PDF and self.count > MOST_ON_PAPER:
            raise forms.ValidationError(paper_hint(self.count))
        return chosen


class Exports:
    """Put it before the page's base class and name the ``resource`` with the list's columns."""

    resource: ClassVar[type[ListResource]]
    change_list_template = "core/exported_list.html"

    model: Any
    opts: Any
    admin_site: BackOffice

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever sees the list, and may take lists along."""
        return bool(self.has_view_or_change_permission(request)) and request.user.has_perms(RIGHTS)  # type: ignore[attr-defined]

    def resource_of(self, request: HttpRequest) -> type[ListResource]:
        """The columns of the list as it was asked for."""
        return self.resource

    def export_title(self, request: HttpRequest) -> str:
        return capfirst(str(self.opts.verbose_name_plural))

    def get_urls(self) -> list[URLPattern]:
        view = open_to(SIGNED_IN)(self.admin_site.admin_view(self.export_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_export = {"may_export": self.has_export_permission(request)}
        listed: HttpResponse = super().changelist_view(request, (extra_context or {}) | may_export)  # type: ignore[misc]
        return listed

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for kind of file and columns, then hands out the file, or leads to where it is made."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        asked = request.GET.copy()
        for name in NOT_FILTERS:
            asked.pop(name, None)
        request.GET = asked  # type: ignore[assignment]
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        try:
            listed = self.get_changelist_instance(request)  # type: ignore[attr-defined]
        except IncorrectLookupParameters:
            return redirect(back)
        form = ExportForm(
            request.POST if request.method == "POST" else None,
            offered=self.resource_of(request).columns_for(request.user),
            count=listed.queryset.count(),
        )
        if form.is_valid():
            try:
                answer: HttpResponse = self.admin_site.export(request, self, self._wanted(request, form, listed))
            except NexusError as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return answer
        return self._page(request, form, listed, f"{back}?{asked.urlencode()}" if asked else back)

    def export_rows(self, request: HttpRequest) -> Any:
        """The rows that this person sees, with whatever the columns need."""
        return self.resource_of(request).annotated(self.get_queryset(request))  # type: ignore[attr-defined]

    def _wanted(self, request: HttpRequest, form: ExportForm, listed: Any) -> Wanted:
        ticked = form.cleaned_data["columns"]
        return Wanted(
            model=self.opts.label_lower,
            title=self.export_title(request),
            format=form.cleaned_data["format"],
            columns=[name for name, _title in form.fields["columns"].choices if name in ticked],  # type: ignore[attr-defined]
            filters=filters_in_words(listed),
            keys=list(listed.queryset.values_list("pk", flat=True)),
            asked=request.GET.urlencode(),
        )

    def _page(self, request: HttpRequest, form: ExportForm, listed: Any, back: str) -> HttpResponse:
        title = _("Export: %(list)s") % {"list": self.opts.verbose_name_plural}
        context = self.admin_site.each_context(request) | {  # type: ignore[attr-defined]
            "title": title,
            "crumb": title,
            "opts": self.opts,
            "form": form,
            "count": form.count,
            "filters": filters_in_words(listed),
            "paper_hint": paper_hint(form.count) if form.count > MOST_ON_PAPER else "",
            "back": back,
            "media": form.media + MEDIA,
        }
        return TemplateResponse(request, "core/export.html", context)


def paper_hint(count: int) -> str:
    said = _("A PDF holds at most %(most)s rows, the list has %(count)s: take Excel, or filter the list first.")
    return said % {"most": intcomma(MOST_ON_PAPER), "count": intcomma(count)}


def file_answer(content: bytes, *, title: str, format: str, day: date) -> HttpResponse:
    """A download called ``products-2026-03-14.xlsx``."""
    kind = Format(format)
    name = f"{slugify(title) or 'list'}-{day:%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
