"""Write-offs in the back office: a desk to scan what is lost, and a yes for what is worth much."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display
from unfold.enums import ActionVariant

from apps.core.buttons import filled
from apps.core.columns import figure_column, money_column
from apps.core.dialogs import dialog_action
from apps.core.export_page import Exports
from apps.core.fields import MoneyField
from apps.core.money import ZERO, format_money
from apps.inventory import queries, reach, write_offs
from apps.inventory.admin.desks import Desk, added, found
from apps.inventory.admin.papers import LineInline, PaperAdmin, ReasonForm, StepInline
from apps.inventory.count_forms import LossForm, NoteForm
from apps.inventory.lines import with_products
from apps.inventory.models import WriteOff, WriteOffLine, WriteOffStep
from apps.inventory.resources import WriteOffResource
from apps.inventory.transfer_forms import PasteForm, ScanForm, pasted_in
from apps.stores.backoffice import ShopScoped, shops_of

State = WriteOff.State
COLOURS = {
    State.PENDING: "info",
    State.WAITING: "warning",
    State.BOOKED: "success",
    State.REJECTED: "danger",
    State.CANCELLED: "default",
}
COST = "value_shown"


class WriteOffDesk(Desk):
    """Scan what is lost, correct the pieces, write it off."""

    title = gettext_lazy("Write-off")
    permission_required = "inventory.view_writeoff"
    template_name = "inventory/write_off_desk.html"

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {"scan": self._scan, "paste": self._paste, "save": self._save, "submit": self._submit}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        lines = self.lines
        free = queries.available([line.product_id for line in lines], self.write_off.place) if self.doing else {}
        worth = format_money(sum((line.value for line in lines), ZERO))
        return context | {
            "title": self.write_off.number,
            "content_subtitle": self.write_off.place.name,
            "write_off": self.write_off,
            "doing": self.doing,
            "rows": [(line, free.get(line.product_id, 0)) for line in lines],
            "pieces": sum(line.quantity for line in lines),
            "worth": worth if reach.sees_cost(self.request) else "",
            "scan_form": ScanForm(),
            "paste_form": PasteForm(initial=self.kept),
            "page_of_write_off": reverse("admin:inventory_writeoff_change", args=[self.write_off.pk]),
        }

    @property
    def write_off(self) -> WriteOff:
        write_off: WriteOff = self.paper
        return write_off

    @cached_property
    def doing(self) -> str:
        return to_do(self.write_off, self.request)

    @cached_property
    def lines(self) -> list[WriteOffLine]:
        return with_products(self.write_off.lines.all())

    def _scan(self) -> str:
        self.refuse_unless("fill")
        form = filled(ScanForm(self.request.POST))
        product = found(form["code"], archived_too=True)
        write_offs.put(self.write_off, {product.pk: form["pieces"]}, by=self.by())
        return _("%(product)s is on the write-off.") % {"product": product.name}

    def _paste(self) -> str:
        self.refuse_unless("fill")
        wanted = pasted_in(self.request)
        new = wanted.keys() - {line.product_id for line in self.lines}
        write_offs.put(self.write_off, wanted, by=self.by())
        return added(len(new))

    def _save(self) -> str:
        self.refuse_unless("fill")
        write_offs.change(self.write_off, self._typed(), by=self.by())
        return _("The pieces are kept.")

    def _submit(self) -> str:
        self.refuse_unless("fill")
        write_offs.change(self.write_off, self._typed(), by=self.by())
        done = write_offs.submit(self.write_off, by=self.by())
        if done.state == State.WAITING:
            return _("%(paper)s is worth more than the limit: it waits for approval.") % {"paper": done.number}
        return _("%(paper)s is booked: the goods are written off.") % {"paper": done.number}

    def _typed(self) -> dict[int, int]:
        return self.typed({line.product_id: line.quantity for line in self.lines})


class WriteOffLineInline(LineInline):
    model = WriteOffLine
    fields = readonly_fields = ("product_shown", "quantity_shown", COST)

    quantity_shown = figure_column("quantity", gettext_lazy("Pieces"))
    value_shown = money_column("value", gettext_lazy("Value at cost"))

    def get_fields(self, request: HttpRequest, obj: WriteOff | None = None) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name != COST or reach.sees_cost(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[WriteOffLine]:
        lines: QuerySet[WriteOffLine] = super().get_queryset(request)
        return lines.select_related("product")


class WriteOffStepInline(StepInline):
    model = WriteOffStep


@admin.register(WriteOff)
class WriteOffAdmin(Exports, ShopScoped, PaperAdmin):
    shop_path = "place__shop"
    resource = WriteOffResource
    empty_says = gettext_lazy("“New write-off” takes goods off the books that are damaged, stolen or given as samples.")
    list_display = ("number_shown", "state_shown", "reason_shown", "units_shown", COST, "day_shown")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("reason", ChoicesDropdownFilter),
        ("business_date", RangeDateFilter),
    )
    list_select_related = ("place__shop__location",)
    search_fields = ("number", "note", "lines__product__name", "lines__product__barcodes__code")
    search_help_text = gettext_lazy("A number, a product, its barcode or a word of the note.")
    fieldsets = ((None, {"fields": (("number", "business_date"), ("created_by_name", "note"))}),)
    inlines = (WriteOffLineInline, WriteOffStepInline)
    change_form_before_template = "inventory/write_off_head.html"
    actions_list = ("new_write_off",)
    actions_detail = ("approve", "reject", "call_off")

    # Who sees and may do what.

    def has_new_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("inventory.add_writeoff"))

    def has_approve_permission(self, request: HttpRequest, object_id: str) -> bool:
        waits = self.in_reach(request, object_id).filter(state=State.WAITING)
        return request.user.has_perm(write_offs.RIGHT) and waits.exists()

    def has_cancel_permission(self, request: HttpRequest, object_id: str) -> bool:
        early = self.in_reach(request, object_id).filter(state__in=(State.PENDING, State.WAITING))
        return request.user.has_perm("inventory.change_writeoff") and early.exists()

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [name for name in self.list_display if name != COST or reach.sees_cost(request)]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """With what there is to do, in sight on a phone too."""
        write_off = self.in_reach(request, object_id).first()
        told = {"write_off": write_off, "doing": to_do(write_off, request)} if write_off else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    # The list.

    def get_urls(self) -> list[Any]:
        desk = self.admin_site.admin_view(WriteOffDesk.as_view(model_admin=self))
        return [path("<int:paper_id>/desk/", desk, name="inventory_write_off_desk"), *super().get_urls()]

    @display(description=gettext_lazy("State"), ordering="state", label=COLOURS)
    def state_shown(self, write_off: WriteOff) -> tuple[str, str]:
        return write_off.state, write_off.get_state_display()

    @display(description=gettext_lazy("Why"), ordering="reason", header=True)
    def reason_shown(self, write_off: WriteOff) -> list[str]:
        return [write_off.get_reason_display(), write_off.place.name]

    units_shown = figure_column("units", gettext_lazy("Pieces"), ordering=None)
    value_shown = money_column("worth", gettext_lazy("Value at cost"), ordering=None)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With the pieces and the value of each row shown."""
        shown = super().get_changelist_instance(request)
        keys = [write_off.pk for write_off in shown.result_list]
        rows = WriteOffLine.objects.filter(write_off__in=keys).order_by().values_list("write_off")
        told = rows.annotate(Sum("quantity"), Sum("value", output_field=MoneyField()))
        sums = {key: (pieces, worth) for key, pieces, worth in told}
        for write_off in shown.result_list:
            write_off.units, write_off.worth = sums.get(write_off.pk, (0, ZERO))
        return shown

    # Actions.

    @dialog_action(
        gettext_lazy("New write-off"),
        permission="new",
        description=gettext_lazy("Say where and why. What is lost is scanned on the next page."),
        form=LossForm,
        icon="add",
        submit=gettext_lazy("Go on"),
        variant=ActionVariant.PRIMARY,
    )
    def new_write_off(self, request: HttpRequest, form: LossForm) -> HttpResponse:
        write_off = write_offs.prepare(form.loss(), by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:inventory_write_off_desk", args=[write_off.pk])})

    @dialog_action(
        gettext_lazy("Approve the write-off"),
        permission="approve",
        description=gettext_lazy("The goods leave the books with their value."),
        form=NoteForm,
        icon="check",
        submit=gettext_lazy("Approve"),
        variant=ActionVariant.PRIMARY,
    )
    def approve(self, request: HttpRequest, form: NoteForm, object_id: str) -> str:
        write_off = self.in_reach(request, object_id).get()
        write_offs.approve(write_off, by=self.actor(request), note=form.cleaned_data["note"])
        return _("%(paper)s is booked: the goods are written off.") % {"paper": write_off.number}

    @dialog_action(
        gettext_lazy("Reject it"),
        permission="approve",
        description=gettext_lazy("The goods stay in the books and can be sold again."),
        form=ReasonForm,
        icon="block",
        is_severe=True,
    )
    def reject(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        write_off = self.in_reach(request, object_id).get()
        write_offs.reject(write_off, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(paper)s is rejected.") % {"paper": write_off.number}

    @dialog_action(
        gettext_lazy("Cancel the write-off"),
        permission="cancel",
        description=gettext_lazy("The goods stay in the books and can be sold again."),
        form=ReasonForm,
        icon="close",
        is_severe=True,
    )
    def call_off(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        write_off = self.in_reach(request, object_id).get()
        write_offs.cancel(write_off, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(paper)s is cancelled.") % {"paper": write_off.number}


def to_do(write_off: WriteOff, request: HttpRequest) -> str:
    """``fill`` while whoever asks may; else empty."""
    may_fill = write_off.state == State.PENDING and request.user.has_perm("inventory.change_writeoff")
    return "fill" if may_fill and shops_of(request).filter(places=write_off.place_id).exists() else ""
