"""Pre-orders in the back office: taken, awaited, arrived, told, picked up, cancelled."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import action
from unfold.enums import ActionVariant

from apps.core import clock
from apps.core.backoffice import ReadOnlyAdmin, by_key
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.export_page import Exports
from apps.core.money import ZERO, format_money
from apps.customers.searching import FindsByContact
from apps.mail import outbox
from apps.preorders import arriving, cancelling, delivering, deposits, fulfilling, papers, placing, queries, telling
from apps.preorders.admin.filters import ShopFilter, StateFilter
from apps.preorders.admin.shown import Shown, StepInline
from apps.preorders.forms import (
    CancelForm,
    ChangeForm,
    ConvertForm,
    DepositForm,
    NewPreOrderForm,
    ReasonForm,
    SetAsideForm,
    TellForm,
)
from apps.preorders.models import PreOrder
from apps.preorders.placing import Wish
from apps.preorders.resources import PreOrderResource
from apps.printing import jobs
from apps.printing.models import Task
from apps.sales.views import pdf_response
from apps.stores.backoffice import ShopScoped

State = PreOrder.State
NEW_TAB = {"target": "_blank"}


@admin.register(PreOrder)
class PreOrderAdmin(FindsByContact, Shown, Exports, ShopScoped, ReadOnlyAdmin):
    resource = PreOrderResource
    empty_says = gettext_lazy("“New pre-order” writes down what a customer waits for; the till takes them too.")
    list_display = (
        *("number_shown", "customer_shown", "what_shown", "state_shown", "expected_shown"),
        *("shop", "total_shown", "held_shown"),
    )
    list_filter = (StateFilter, ShopFilter, ("expected_on", RangeDateFilter), ("business_date", RangeDateFilter))
    list_select_related = ("shop", "customer", "product")
    list_before_template = "preorders/list_head.html"
    search_fields = ("number", "customer__name", "customer__phone", "what", "note", "receipt__number")
    search_help_text = gettext_lazy("A number, a customer or their phone, or a word of what was ordered.")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "customer_link"),
                    ("what", "wishes_shown"),
                    ("quantity", "price_shown"),
                    ("expected_on", "shop"),
                    ("note", "taken_shown"),
                )
            },
        ),
        (
            gettext_lazy("What came of it"),
            {
                "fields": (
                    ("arrived_shown", "product_link"),
                    ("invoice_link", "told_at"),
                    ("receipt_link", "delivered_shown"),
                )
            },
        ),
    )
    inlines = (StepInline,)
    change_form_before_template = "preorders/preorder_head.html"
    actions_list = ("new_preorder",)
    actions_detail = (
        "convert",
        "set_aside",
        "take_deposit",
        {"title": gettext_lazy("Tell the customer"), "icon": "campaign", "items": ["tell_by_whatsapp", "tell_by_mail"]},
        "toggle_delivered",
        {"title": gettext_lazy("More"), "icon": "more_horiz", "items": ["change_wish", "print_slip", "open_slip"]},
        "undo_pick_up",
        "give_rest_back",
        "call_off",
    )

    class Media:
        css = {"all": ("sales/backoffice.css",)}

    # Who may do what, and when.

    def _in_reach(self, request: HttpRequest, object_id: str) -> QuerySet[PreOrder]:
        return by_key(self.get_queryset(request), object_id)

    def _is(self, request: HttpRequest, object_id: str, right: str, *states: str) -> bool:
        rows = self._in_reach(request, object_id).filter(state__in=states)
        return request.user.has_perm(f"preorders.{right}") and rows.exists()

    def has_new_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("preorders.add_preorder"))

    def has_slip_permission(self, request: HttpRequest, object_id: str) -> bool:
        return bool(self.has_view_permission(request)) and self._in_reach(request, object_id).exists()

    def has_convert_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._is(request, object_id, "convert_preorder", State.PENDING)

    def has_pending_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._is(request, object_id, "change_preorder", State.PENDING)

    def has_deposit_permission(self, request: HttpRequest, object_id: str) -> bool:
        return request.user.has_perm("sales.sell") and self._is(
            request, object_id, "change_preorder", State.PENDING, State.ARRIVED
        )

    def has_arrived_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._is(request, object_id, "change_preorder", State.ARRIVED)

    def has_deliver_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._is(request, object_id, "change_preorder", State.FULFILLED)

    def has_undo_permission(self, request: HttpRequest, object_id: str) -> bool:
        rows = self._in_reach(request, object_id).filter(state=State.FULFILLED, receipt__shift__closed_at=None)
        return request.user.has_perm("sales.void_receipt") and rows.exists()

    def has_rest_permission(self, request: HttpRequest, object_id: str) -> bool:
        preorder = self._in_reach(request, object_id).filter(state=State.FULFILLED).first()
        may = request.user.has_perm("preorders.cancel_preorder")
        return may and preorder is not None and queries.held(preorder) > 0

    def has_cancel_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._is(request, object_id, "cancel_preorder", State.PENDING, State.ARRIVED)

    # The list.

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """What is late, then what waits for its customer, then what is awaited, the earliest first; the rest below."""
        late = When(state=State.PENDING, expected_on__lt=clock.today(), then=Value(0))
        ranks = (late, When(state=State.ARRIVED, then=Value(1)), When(state=State.PENDING, then=Value(2)))
        day = Case(When(state__in=queries.OPEN, then=F("expected_on")))
        return [Case(*ranks, default=Value(3)), day, "-pk"]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With what is left of the deposits of the rows shown."""
        shown = super().get_changelist_instance(request)
        held = queries.held_by([preorder.number for preorder in shown.result_list])
        for preorder in shown.result_list:
            preorder.held = held.get(preorder.number)
        return shown

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """With the totals of what is filtered."""
        response: HttpResponse = super().changelist_view(request, extra_context)
        page = getattr(response, "context_data", None) or {}
        if "cl" in page:
            page["totals"] = queries.totals(page["cl"].queryset, on=clock.today())
        return response

    # The page.

    def get_readonly_fields(self, request: HttpRequest, obj: PreOrder | None = None) -> list[str]:
        return [name for _title, part in self.fieldsets for row in part["fields"] for name in row]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """With its money, and what was left for it, in sight."""
        preorder = self._in_reach(request, object_id).select_related("customer", "shop").first()
        told: dict[str, Any] = {}
        if preorder:
            rows = list(queries.deposits_of(preorder))
            held = sum((row.left for row in rows), ZERO)
            still_open = preorder.total - held if preorder.is_open else ZERO
            state = self.state_shown(preorder)
            told = {"preorder": preorder, "deposits": rows, "held": held, "still_open": still_open, "state": state}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    # Actions.

    @dialog_action(
        gettext_lazy("New pre-order"),
        permission="new",
        description=gettext_lazy("The slip prints at the shop. A deposit goes into an open shift, on a receipt."),
        form=NewPreOrderForm,
        icon="add",
        submit=gettext_lazy("Take the pre-order"),
        variant=ActionVariant.PRIMARY,
    )
    def new_preorder(self, request: HttpRequest, form: NewPreOrderForm) -> HttpResponse:
        preorder = placing.place(Wish(**form.told()), by=self.actor(request), shift=form.cleaned_data["shift"])
        return HttpResponse(headers={"HX-Redirect": reverse("admin:preorders_preorder_change", args=[preorder.pk])})

    @dialog_action(
        gettext_lazy("It has arrived"),
        permission="convert",
        description=gettext_lazy(
            "The goods come into stock with a purchase invoice, and are kept for the customer until they pick them up."
        ),
        form=ConvertForm,
        icon="inventory",
        submit=gettext_lazy("Take it in"),
        variant=ActionVariant.PRIMARY,
    )
    def convert(self, request: HttpRequest, form: ConvertForm, object_id: str) -> str:
        preorder = arriving.convert(self._get(request, object_id), form.arrival(), by=self.actor(request))
        words = {"number": preorder.number, "invoice": preorder.invoice}
        return _("%(number)s has arrived on %(invoice)s and is kept. Tell the customer.") % words

    @dialog_action(
        gettext_lazy("Set aside"),
        permission="pending",
        description=gettext_lazy(
            "Its pieces are on the floor already: they are kept for the customer, with no invoice."
        ),
        form=SetAsideForm,
        icon="bookmark_added",
        submit=gettext_lazy("Keep them"),
    )
    def set_aside(self, request: HttpRequest, form: SetAsideForm, object_id: str) -> str:
        product = form.cleaned_data["code"]
        preorder = arriving.set_aside(self._get(request, object_id), product, by=self.actor(request))
        return _("%(number)s is here and kept. Tell the customer.") % {"number": preorder.number}

    @dialog_action(
        gettext_lazy("Take a deposit"),
        permission="deposit",
        description=gettext_lazy("It goes into the shift on a receipt of its own, and counts at the pick-up."),
        form=DepositForm,
        icon="payments",
    )
    def take_deposit(self, request: HttpRequest, form: DepositForm, object_id: str) -> str:
        told = form.cleaned_data
        paid = {"key": told["key"], "shift": told["shift"], "by": self.actor(request)}
        receipt = deposits.take(self._get(request, object_id), told["amount"], [form.tender()], **paid)
        return _("%(amount)s is taken on %(receipt)s.") % {
            "amount": format_money(receipt.total),
            "receipt": receipt.number,
        }

    @dialog_action(
        gettext_lazy("WhatsApp"),
        permission="arrived",
        description=gettext_lazy("WhatsApp opens with the text, and it is written down that you told them."),
        icon="chat",
        submit=gettext_lazy("Open WhatsApp"),
    )
    def tell_by_whatsapp(self, request: HttpRequest, form: DialogForm, object_id: str) -> HttpResponse:
        link = telling.by_whatsapp(self._get(request, object_id), by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": link})

    @dialog_action(
        gettext_lazy("Tell by mail"),
        permission="arrived",
        form=TellForm,
        icon="mail",
        description=gettext_lazy("What is here, where, and what is still to pay."),
        submit=gettext_lazy("Send"),
    )
    def tell_by_mail(self, request: HttpRequest, form: TellForm, object_id: str) -> str:
        told = form.cleaned_data
        telling.by_mail(
            self._get(request, object_id), told["recipient"], message=told["message"], by=self.actor(request)
        )
        if not outbox.is_connected():
            return _("The mail to %(to)s is kept as a file: no mail server is set up.") % {"to": told["recipient"]}
        return _("The news goes to %(to)s.") % {"to": told["recipient"]}

    @dialog_action(
        gettext_lazy("Delivered or not"),
        permission="deliver",
        icon="local_shipping",
        description=gettext_lazy("Says whether the customer has the goods; a second time takes it back."),
        submit=gettext_lazy("Change it"),
    )
    def toggle_delivered(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        preorder = delivering.toggle(self._get(request, object_id), by=self.actor(request))
        said = _("%(number)s is delivered.") if preorder.delivered_at else _("%(number)s is not delivered.")
        return said % {"number": preorder.number}

    @dialog_action(
        gettext_lazy("Change"),
        permission="pending",
        form=ChangeForm,
        icon="edit",
        description=gettext_lazy("What was agreed on with the customer. The old words stay in the steps below."),
        submit=gettext_lazy("Change it"),
    )
    def change_wish(self, request: HttpRequest, form: ChangeForm, object_id: str) -> str:
        preorder = placing.change(self._get(request, object_id), by=self.actor(request), **form.told())
        return _("%(number)s is changed.") % {"number": preorder.number}

    @dialog_action(
        gettext_lazy("Print the slip"),
        permission="slip",
        icon="print",
        description=gettext_lazy("On the printer for pre-orders of its shop."),
        submit=gettext_lazy("Print"),
    )
    def print_slip(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        preorder = self._get(request, object_id)
        slip = papers.slip(preorder)
        job = jobs.queue(slip, task=Task.PREORDER, shop=preorder.shop, by=self.actor(request))
        return _("It prints on %(printer)s.") % {"printer": job.printer} if job.printer else job.error

    @action(description=gettext_lazy("Slip as PDF"), permissions=["slip"], icon="picture_as_pdf", attrs=NEW_TAB)
    def open_slip(self, request: HttpRequest, object_id: str) -> HttpResponse:
        preorder = self._get(request, object_id)
        return pdf_response(papers.slip(preorder), preorder.number)

    @dialog_action(
        gettext_lazy("Undo the pick-up"),
        permission="undo",
        form=ReasonForm,
        icon="block",
        is_severe=True,
        description=gettext_lazy("Its sale is voided; pieces and deposit are kept for the customer again."),
        submit=gettext_lazy("Void the sale"),
    )
    def undo_pick_up(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        preorder = self._get(request, object_id)
        if preorder.receipt is not None:
            fulfilling.void(preorder.receipt, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(number)s waits for its customer again.") % {"number": preorder.number}

    @dialog_action(
        gettext_lazy("Give the rest back"),
        permission="rest",
        form=CancelForm,
        icon="undo",
        description=gettext_lazy("What the pick-up left of the deposit."),
    )
    def give_rest_back(self, request: HttpRequest, form: CancelForm, object_id: str) -> str:
        preorder, refund = self._get(request, object_id), form.refund() or cancelling.Refund()
        cancelling.give_rest_back(preorder, refund=refund, reason=form.cleaned_data["reason"], by=self.actor(request))
        return _("The rest of the deposit on %(number)s is given back.") % {"number": preorder.number}

    @dialog_action(
        gettext_lazy("Cancel it"),
        permission="cancel",
        form=CancelForm,
        icon="cancel",
        is_severe=True,
        description=gettext_lazy("Its pieces are free again, and the whole deposit goes back to the customer."),
    )
    def call_off(self, request: HttpRequest, form: CancelForm, object_id: str) -> str:
        preorder = self._get(request, object_id)
        reason = form.cleaned_data["reason"]
        cancelling.cancel(preorder, reason=reason, refund=form.refund(), by=self.actor(request))
        return _("%(number)s is cancelled.") % {"number": preorder.number}

    def _get(self, request: HttpRequest, object_id: str) -> PreOrder:
        rows = self._in_reach(request, object_id)
        return rows.select_related("shop", "customer", "product", "receipt").get()
