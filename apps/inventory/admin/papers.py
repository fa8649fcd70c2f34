"""What the pages of papers about goods share: who did what when, why it ends, and files to take along."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from apps.core.backoffice import ReadOnlyAdmin, ReadOnlyTabularInline, by_key
from apps.core.columns import figure_column, moment_html
from apps.core.dialogs import DialogForm
from apps.inventory.models import Document, Step


class ReasonForm(DialogForm):
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)


class LineInline(ReadOnlyTabularInline):
    """The goods of a paper, each a way to its product."""

    per_page = 50

    @display(description=gettext_lazy("Product"))
    def product_shown(self, line: Any) -> SafeString:
        address = reverse("admin:catalog_product_change", args=[line.product_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, line.product.name)


class StepInline(ReadOnlyTabularInline):
    """The story of a paper; ``model`` is its table of steps."""

    verbose_name_plural = gettext_lazy("Who did what")
    hide_title = True
    fields = readonly_fields = ("kind", "when_shown", "user_name", "pieces_shown", "note")

    pieces_shown = figure_column("pieces", gettext_lazy("Pieces"))

    @display(description=gettext_lazy("When"))
    def when_shown(self, step: Step) -> SafeString:
        return moment_html(step.at)


class PaperAdmin(ReadOnlyAdmin):
    """A list of papers and the page of one."""

    class Media:
        css = {"all": ("inventory/desk.css",)}

    def in_reach(self, request: HttpRequest, object_id: str) -> QuerySet[Any]:
        return by_key(self.get_queryset(request), object_id)

    def has_paper_permission(self, request: HttpRequest, object_id: str) -> bool:
        return bool(self.has_view_permission(request)) and self.in_reach(request, object_id).exists()

    @display(description=gettext_lazy("Number"), ordering="pk", header=True)
    def number_shown(self, paper: Document) -> list[str]:
        return [paper.number, paper.note]

    @display(description=gettext_lazy("Prepared"), ordering="created_at", header=True)
    def day_shown(self, paper: Document) -> list[str]:
        return [date_format(localtime(paper.created_at), "j M Y, H:i"), paper.created_by_name]
