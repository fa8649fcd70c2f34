"""Counts in the back office: what is being counted, what came out, and who says yes."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, Count, F, QuerySet, Sum, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.core import workbooks
from apps.core.columns import NO_FIGURE, amount_html, figure_column, figure_html
from apps.core.dialogs import dialog_action
from apps.core.downloads import file_of
from apps.core.export_page import Exports
from apps.inventory import count_papers, counting, counts, queries, reach, variances
from apps.inventory.admin.count_desk import CountDesk, to_do
from apps.inventory.admin.papers import LineInline, PaperAdmin, ReasonForm, StepInline
from apps.inventory.count_forms import CountForm, NoteForm
from apps.inventory.models import CountLine, CountStep, StockCount
from apps.inventory.resources import StockCountResource
from apps.inventory.templatetags.stock_words import signed
from apps.stores.backoffice import ShopScoped

State = StockCount.State
COLOURS = {
    State.COUNTING: "info",
    State.RECOUNTING: "info",
    State.WAITING: "warning",
    State.COMPLETED: "success",
    State.CANCELLED: "default",
}
BLIND = ("product_shown", "place_shown")
TOLD = (*BLIND, "book_shown", "expected_shown", "counted_shown", "variance_shown")
COST = "value_shown"


class CountLineInline(LineInline):
    """While it is counted nobody reads here what should be there."""

    model = CountLine
    fields = readonly_fields = (*TOLD, COST)

    book_shown = figure_column("book", gettext_lazy("At the start"))
    expected_shown = figure_column("expected", gettext_lazy("By the books"))
    counted_shown = figure_column("counted", gettext_lazy("Counted"))

    @display(description=gettext_lazy("Place"))
    def place_shown(self, line: CountLine) -> str:
        return line.place.name

    @display(description=gettext_lazy("Difference"))
    def variance_shown(self, line: CountLine) -> SafeString:
        return format_html('<span class="figure">{}</span>', signed(line.variance) if line.variance else "–")

    @display(description=gettext_lazy("Value at cost"))
    def value_shown(self, line: CountLine) -> SafeString:
        return amount_html(line.value)

    def get_fields(self, request: HttpRequest, obj: StockCount | None = None) -> tuple[str, ...]:
        if obj is None or obj.state in counts.UNDER_WAY:
            return BLIND
        return (*TOLD, COST) if reach.sees_cost(request) else TOLD

    def get_queryset(self, request: HttpRequest) -> QuerySet[CountLine]:
        """What differs first."""
        lines: QuerySet[CountLine] = super().get_queryset(request)
        same = Case(When(counted=F("expected"), then=Value(1)), default=Value(0))
        return lines.select_related("product", "place").order_by(same, "product__name", "place__kind", "pk")


class CountStepInline(StepInline):
    model = CountStep


@admin.register(StockCount)
class StockCountAdmin(Exports, ShopScoped, PaperAdmin):
    resource = StockCountResource
    empty_says = gettext_lazy("“New count” compares what is there with the books, while the shop goes on selling.")
    list_display = ("number_shown", "state_shown", "where_shown", "units_shown", "variance_shown", COST, "day_shown")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("shop", RelatedDropdownFilter),
        ("scope", ChoicesDropdownFilter),
        ("business_date", RangeDateFilter),
    )
    list_select_related = ("shop__location", "place", "category")
    search_fields = ("number", "note", "lines__product__name", "lines__product__barcodes__code")
    search_help_text = gettext_lazy("A number, a product, its barcode or a word of the note.")
    fieldsets = ((None, {"fields": (("number", "business_date"), ("created_by_name", "note"))}),)
    inlines = (CountLineInline, CountStepInline)
    change_form_before_template = "inventory/count_head.html"
    actions_list = ("new_count",)
    actions_detail = ("approve", "ask_again", "download_pdf", "download_workbook", "call_off")

    # Who sees and may do what.

    def has_new_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("inventory.add_stockcount"))

    def has_approve_permission(self, request: HttpRequest, object_id: str) -> bool:
        waits = self.in_reach(request, object_id).filter(state=State.WAITING)
        return request.user.has_perm(variances.RIGHT) and waits.exists()

    def has_cancel_permission(self, request: HttpRequest, object_id: str) -> bool:
        is_open = self.in_reach(request, object_id).filter(state__in=counts.OPEN)
        return request.user.has_perm("inventory.change_stockcount") and is_open.exists()

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [name for name in self.list_display if name != COST or reach.sees_cost(request)]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """With what there is to do, or what came out."""
        count = self.in_reach(request, object_id).first()
        told: dict[str, Any] = {}
        if count:
            told = {"count": count, "doing": to_do(count, request), "sees_cost": reach.sees_cost(request)}
            told |= {"people": count_papers.people_of(count)}
            told |= {"outcome": None if count.state in counts.UNDER_WAY else queries.outcome_of(count)}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    # The list.

    def get_urls(self) -> list[Any]:
        desk = self.admin_site.admin_view(CountDesk.as_view(model_admin=self))
        return [path("<int:paper_id>/desk/", desk, name="inventory_count_desk"), *super().get_urls()]

    @display(description=gettext_lazy("State"), ordering="state", label=COLOURS)
    def state_shown(self, count: StockCount) -> tuple[str, str]:
        return count.state, count.get_state_display()

    @display(description=gettext_lazy("Where"), ordering="shop__name", header=True)
    def where_shown(self, count: StockCount) -> list[str]:
        return [count.where, str(count.category or count.get_scope_display())]

    @display(description=gettext_lazy("Difference"))
    def variance_shown(self, count: Any) -> SafeString:
        return format_html('<span class="figure">{}</span>', signed(count.variance) if count.variance else "–")

    @display(description=gettext_lazy("Value at cost"))
    def value_shown(self, count: Any) -> SafeString:
        return amount_html(count.worth) if count.variance is not None else NO_FIGURE

    @display(description=gettext_lazy("Products"))
    def units_shown(self, count: Any) -> SafeString:
        return figure_html(count.units)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With the sums of each row shown; those of what is still counted are nobody's to read."""
        shown = super().get_changelist_instance(request)
        keys = [count.pk for count in shown.result_list]
        rows = CountLine.objects.filter(count__in=keys).order_by().values_list("count")
        told = rows.annotate(units=Count("pk"), net=Sum(F("counted") - F("expected")), worth=Sum("value"))
        sums = {key: (units, pieces, worth) for key, units, pieces, worth in told}
        for count in shown.result_list:
            count.units, pieces, worth = sums.get(count.pk, (0, 0, 0))
            count.variance, count.worth = (None, None) if count.state in counts.UNDER_WAY else (pieces or 0, worth)
        return shown

    # Actions.

    @dialog_action(
        gettext_lazy("New count"),
        permission="new",
        description=gettext_lazy(
            "What the books say now is written down. People scan what they find, and selling goes on."
        ),
        form=CountForm,
        icon="add",
        submit=gettext_lazy("Begin counting"),
        variant=ActionVariant.PRIMARY,
    )
    def new_count(self, request: HttpRequest, form: CountForm) -> HttpResponse:
        count = counts.start(form.plan(), by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:inventory_count_desk", args=[count.pk])})

    @dialog_action(
        gettext_lazy("Approve the differences"),
        permission="approve",
        description=gettext_lazy("The books become what was found: missing pieces leave them, found ones come in."),
        form=NoteForm,
        icon="check",
        submit=gettext_lazy("Approve"),
        variant=ActionVariant.PRIMARY,
    )
    def approve(self, request: HttpRequest, form: NoteForm, object_id: str) -> str:
        count = variances.approve(self._count(request, object_id), by=self.actor(request), note=_noted(form))
        return _("%(count)s is completed: the books are corrected.") % {"count": count.number}

    @dialog_action(
        gettext_lazy("Count again"),
        permission="approve",
        description=gettext_lazy("Every product that differs is counted once more."),
        form=ReasonForm,
        icon="restart_alt",
    )
    def ask_again(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        count = self._count(request, object_id)
        counting.count_again(count, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(count)s is counted again.") % {"count": count.number}

    @action(description=gettext_lazy("PDF"), permissions=["paper"], icon="picture_as_pdf")
    def download_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        count = self._count(request, object_id)
        return file_of(count_papers.count_pdf(count), f"{count.number}.pdf", "application/pdf")

    @action(description=gettext_lazy("Excel"), permissions=["paper"], icon="table")
    def download_workbook(self, request: HttpRequest, object_id: str) -> HttpResponse:
        count = self._count(request, object_id)
        content = count_papers.count_workbook(count, with_cost=reach.sees_cost(request))
        return file_of(content, f"{count.number}.xlsx", workbooks.XLSX)

    @dialog_action(
        gettext_lazy("Cancel the count"),
        permission="cancel",
        description=gettext_lazy("Nothing is corrected. What was scanned can still be read here."),
        form=ReasonForm,
        icon="close",
        is_severe=True,
    )
    def call_off(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        count = self._count(request, object_id)
        counts.cancel(count, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(count)s is cancelled.") % {"count": count.number}

    def _count(self, request: HttpRequest, object_id: str) -> StockCount:
        count: StockCount = self.in_reach(request, object_id).get()
        return count


def _noted(form: NoteForm) -> str:
    note: str = form.cleaned_data["note"]
    return note
