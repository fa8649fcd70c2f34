"""Shifts in the back office: by cashier, with what was expected, counted, and the difference; their X and Z reports."""

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import action, display

from apps.core.backoffice import ReadOnlyAdmin, ReadOnlyTabularInline, by_key
from apps.core.columns import amount_html, money_column
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.doors import open_to
from apps.core.export_page import Exports
from apps.core.money import ZERO
from apps.sales import documents, queries, shift_papers, shifts, takings, x_reports, z_reports
from apps.sales.admin.dialogs import CountForm
from apps.sales.admin.differences import DifferencesPage
from apps.sales.admin.filters import DifferenceFilter, OpenerFilter, OpenFilter, RegisterFilter, ShopFilter
from apps.sales.models import CashMove, Receipt, Shift, ZReport
from apps.sales.resources import ShiftResource
from apps.sales.views import pdf_response
from apps.stores.backoffice import ShopScoped

NEW_TAB = {"target": "_blank"}
BESIDE_REPORT = (gettext_lazy("Cash"), {"fields": (("cashiers_shown", "receipts_link"),)})


class ClosedFilter(OpenFilter):
    title, parameter_name, path = gettext_lazy("state"), "state", "closed_at"
    done_word = gettext_lazy("closed")


class CashMoveInline(ReadOnlyTabularInline):
    model = CashMove
    verbose_name_plural = gettext_lazy("Cash movements")
    fields = readonly_fields = ("at", "kind", "amount_shown", "reason", "user_name", "approver_name", "doubt")
    per_page = 25

    @display(description=gettext_lazy("Amount"))
    def amount_shown(self, move: CashMove) -> SafeString:
        return amount_html(move.signed)


class ReceiptInline(ReadOnlyTabularInline):
    model = Receipt
    verbose_name_plural = gettext_lazy("Receipts")
    fields = readonly_fields = (
        "number_shown",
        "sold_at",
        "cashier_name",
        "customer_name",
        "total_shown",
        "state_shown",
    )
    per_page = 25
    ordering = ("-pk",)

    total_shown = money_column("total", gettext_lazy("Total"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Receipt]:
        rows: QuerySet[Receipt] = super().get_queryset(request).select_related("void")
        return rows

    @display(description=gettext_lazy("Receipt"))
    def number_shown(self, receipt: Receipt) -> SafeString:
        address = reverse("admin:sales_receipt_change", args=[receipt.pk])
        return format_html('<a class="text-link" href="{}">{}</a>', address, receipt.number)

    @display(description=gettext_lazy("State"))
    def state_shown(self, receipt: Receipt) -> str:
        if hasattr(receipt, "void"):
            return _("void")
        return _("%(due)s due") % {"due": documents.money(receipt.due)} if receipt.due else _("settled")


@admin.register(Shift)
class ShiftAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = ShiftResource
    empty_says = gettext_lazy("A shift begins when a cashier opens one at the till and counts the float.")
    list_display = (
        "number_shown",
        "opener_name",
        "opened_at",
        "closed_at",
        "sold_shown",
        "expected_shown",
        "counted_shown",
        "difference_shown",
    )
    list_filter = (
        ClosedFilter,
        DifferenceFilter,
        OpenerFilter,
        RegisterFilter,
        ShopFilter,
        ("opened_at", RangeDateTimeFilter),
    )
    list_before_template = "sales/shifts_head.html"
    search_fields = ("number", "register__name", "opened_by__first_name", "opened_by__last_name", "opened_by__username")
    search_help_text = gettext_lazy("A shift's number, a till, or who opened it.")
    ordering = ("-pk",)
    change_form_before_template = "sales/shift_head.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "register"),
                    ("opened_at", "opener_name"),
                    ("closed_at", "closer_name"),
                    ("float_shown", "comment"),
                )
            },
        ),
        (
            gettext_lazy("Cash"),
            {
                "fields": (
                    ("expected_now", "counted_shown"),
                    ("difference_in_words", "receipts_link"),
                    ("tenders_shown", "cashiers_shown"),
                )
            },
        ),
    )
    inlines: ClassVar[Any] = (CashMoveInline, ReceiptInline)
    actions_list = ("differences",)
    actions_detail = ("close_shift", "x_pdf", "x_print", "z_pdf", "z_print")

    class Media:
        css = {"all": ("sales/backoffice.css", "sales/shifts.css")}

    float_shown = money_column("opening_float", gettext_lazy("Float"))
    expected_shown = money_column("expected_cash", gettext_lazy("Expected"))
    counted_shown = money_column("counted_cash", gettext_lazy("Counted"))

    # What is shown to whom.

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for _title, part in self.fieldsets for row in part["fields"] for name in row]

    def get_fieldsets(self, request: HttpRequest, obj: Shift | None = None) -> Any:
        """Whoever counts an open shift counts blind: what it took is for those who need not count it.

        Where a report above tells the figures they are not told twice.
        """
        if not self._sees(request, obj):
            return self.fieldsets[:1]
        is_reported = obj is not None and (obj.is_open or _report_of(obj))
        return (self.fieldsets[0], BESIDE_REPORT) if is_reported else self.fieldsets

    def get_inlines(self, request: HttpRequest, obj: Shift | None) -> Sequence[Any]:
        return list(self.inlines) if self._sees(request, obj) else [CashMoveInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shift]:
        rows: QuerySet[Shift] = super().get_queryset(request)
        return rows.select_related("register__shop", "opened_by", "closed_by", "shop", "z_report")

    def has_see_permission(self, request: HttpRequest, object_id: str) -> bool:
        return bool(self.has_view_permission(request)) and self._in_reach(request, object_id).exists()

    def has_close_permission(self, request: HttpRequest, object_id: str) -> bool:
        mine = self._in_reach(request, object_id).filter(closed_at__isnull=True)
        return request.user.has_perm("sales.close_any_shift") and mine.exists()

    def has_x_permission(self, request: HttpRequest, object_id: str) -> bool:
        is_open = self._in_reach(request, object_id).filter(closed_at__isnull=True)
        return bool(self.has_view_permission(request)) and is_open.exists()

    def has_z_permission(self, request: HttpRequest, object_id: str) -> bool:
        is_closed = self._in_reach(request, object_id).filter(z_report__isnull=False)
        return bool(self.has_view_permission(request)) and is_closed.exists()

    def has_differences_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request)) and request.user.has_perm(DifferencesPage.permission_required)

    def _in_reach(self, request: HttpRequest, object_id: str) -> QuerySet[Shift]:
        return by_key(self.get_queryset(request), str(object_id))

    def _sees(self, request: HttpRequest, shift: Shift | None) -> bool:
        return shift is None or not shift.is_open or x_reports.sees_cash(request.user)  # type: ignore[arg-type]

    # The list.

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(DifferencesPage.as_view(model_admin=self))
        door = open_to(DifferencesPage.permission_required)
        return [path("differences/", door(page), name="sales_shift_differences"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """With the outcome of what is filtered."""
        response: HttpResponse = super().changelist_view(request, extra_context)
        page = getattr(response, "context_data", None) or {}
        if "cl" in page:
            page["sums"] = queries.differences_of(page["cl"].queryset)
        return response

    @display(description=gettext_lazy("Shift"), ordering="pk", header=True)
    def number_shown(self, shift: Shift) -> list[str]:
        return [shift.number, str(shift.register)]

    @display(description=gettext_lazy("Sold"), ordering="z_report__total")
    def sold_shown(self, shift: Shift) -> SafeString:
        report = _report_of(shift)
        return amount_html(report.total) if report else SafeString('<span class="money">–</span>')

    @display(
        description=gettext_lazy("Difference"),
        label={"open": "info", "right": "success", "over": "warning", "short": "danger"},
    )
    def difference_shown(self, shift: Shift) -> tuple[str, str]:
        difference = shift.difference
        if difference is None:
            return "open", _("open")
        if not difference:
            return "right", _("right")
        return ("over" if difference > 0 else "short"), documents.money(difference)

    @display(description=gettext_lazy("Opened by"), ordering="opened_by__first_name")
    def opener_name(self, shift: Shift) -> str:
        return str(shift.opened_by)

    @action(description=gettext_lazy("Differences by cashier"), permissions=["differences"], icon="balance")
    def differences(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:sales_shift_differences"))

    # The page.

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """With what it took so far, or what its Z report says."""
        shift = self._in_reach(request, object_id).first()
        told = self._told(request, shift) if shift and self._sees(request, shift) else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    def _told(self, request: HttpRequest, shift: Shift) -> dict[str, Any]:
        if shift.is_open:
            return {"sections": shift_papers.sections(takings.of(shift), sees_cash=True)}
        report = _report_of(shift)
        if report is None:
            return {"missing": _missing(shift)}
        said = takings.from_json(report.figures)
        found = shift_papers.sections(said, sees_cash=True, counted=z_reports.counted_of(shift))
        return {"sections": found, "z_report": report, "missing": _missing(shift), "late": _late(shift)}

    @display(description=gettext_lazy("Difference"))
    def difference_in_words(self, shift: Shift) -> str:
        return str(self.difference_shown(shift)[1])

    @display(description=gettext_lazy("Expected"))
    def expected_now(self, shift: Shift) -> SafeString | str:
        """What it was when it closed; while it is open the report above tells it."""
        return "–" if shift.expected_cash is None else amount_html(shift.expected_cash)

    @display(description=gettext_lazy("Receipts"))
    def receipts_link(self, shift: Shift) -> SafeString:
        address = f"{reverse('admin:sales_receipt_changelist')}?{urlencode({'q': shift.number})}"
        return format_html('<a class="text-link" href="{}">{}</a>', address, shift.receipts.count())

    @display(description=gettext_lazy("Closed by"))
    def closer_name(self, shift: Shift) -> str:
        return str(shift.closed_by or "–")

    @display(description=gettext_lazy("Taken by payment method"))
    def tenders_shown(self, shift: Shift) -> SafeString | str:
        return _amounts(queries.shift_tenders(shift))

    @display(description=gettext_lazy("Taken by cashier"))
    def cashiers_shown(self, shift: Shift) -> SafeString | str:
        return _amounts(queries.shift_cashiers(shift))

    # Actions.

    @dialog_action(
        gettext_lazy("Close the shift"),
        permission="close",
        form=CountForm,
        icon="lock_clock",
        description=gettext_lazy("For a shift that was abandoned: count the drawer and close it. It cannot be undone."),
    )
    def close_shift(self, request: HttpRequest, form: CountForm, object_id: str) -> str:
        shift = self._in_reach(request, object_id).get()
        comment = form.cleaned_data["comment"]
        closed = shifts.close(shift, counted=form.count(), comment=comment, by=self.actor(request))
        words = {"shift": closed.number, "difference": documents.money(closed.difference)}
        return _("%(shift)s is closed, difference %(difference)s.") % words

    @action(description=gettext_lazy("X report"), permissions=["x"], icon="picture_as_pdf", attrs=NEW_TAB)
    def x_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        shift = self._in_reach(request, object_id).get()
        document = x_reports.document_of(shift, user=request.user, by=self.actor(request))  # type: ignore[arg-type]
        return pdf_response(document, f"X-{shift.number}")

    @dialog_action(
        gettext_lazy("Print the X report"),
        permission="x",
        icon="print",
        description=gettext_lazy(
            "On the shop's receipt printer, where whoever stands there can read it. The shift goes on."
        ),
        submit=gettext_lazy("Print"),
    )
    def x_print(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        shift = self._in_reach(request, object_id).get()
        return _printed(x_reports.print_x(shift, user=request.user, by=self.actor(request)))  # type: ignore[arg-type]

    @action(description=gettext_lazy("Z report"), permissions=["z"], icon="picture_as_pdf", attrs=NEW_TAB)
    def z_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        report = self._report(request, object_id)
        return pdf_response(z_reports.document_of(report), f"Z-{report.shift.number}")

    @dialog_action(
        gettext_lazy("Print the Z report"),
        permission="z",
        icon="print",
        description=gettext_lazy("On the shop's receipt printer, as it was when the shift closed."),
        submit=gettext_lazy("Print"),
    )
    def z_print(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        return _printed(z_reports.reprint(self._report(request, object_id), by=self.actor(request)))

    def _report(self, request: HttpRequest, object_id: str) -> ZReport:
        shift = self._in_reach(request, object_id).get()
        return ZReport.objects.select_related("shift__shop", "shift__register").get(shift=shift)


def _report_of(shift: Shift) -> ZReport | None:
    """None while it is open, and of shifts that closed before there were Z reports."""
    return getattr(shift, "z_report", None)


def _missing(shift: Shift) -> Any:
    return abs(shift.difference or ZERO)


def _late(shift: Shift) -> str:
    """What arrived after the Z report, which does not tell of it."""
    late = queries.totals(Receipt.objects.filter(shift=shift, arrived_at__gt=shift.closed_at))
    if not late["receipts"]:
        return ""
    words = ngettext(
        "%(count)s receipt over %(total)s arrived after the close: it is not in the Z report.",
        "%(count)s receipts over %(total)s arrived after the close: they are not in the Z report.",
        late["receipts"],
    )
    return words % {"count": late["receipts"], "total": documents.money(late["total"])}


def _printed(job: Any) -> str:
    if job.printer is None:
        return str(job.error)
    return _("It prints on %(printer)s.") % {"printer": job.printer}


def _amounts(rows: list[tuple[str, Any]]) -> SafeString | str:
    shown = ((name, documents.money(amount)) for name, amount in rows)
    return format_html_join("", '<span class="sum"><span>{}</span><span>{}</span></span>', shown) or "–"
