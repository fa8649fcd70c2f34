"""Deliveries and pickups: what still waits, who brought what when, and what came of it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateFilter, RangeDateTimeFilter
from unfold.decorators import action
from unfold.enums import ActionVariant

from apps.core import clock
from apps.core.backoffice import ReadOnlyAdmin, by_key
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.doors import open_to
from apps.core.export_page import Exports
from apps.customers import contacts
from apps.mail import outbox
from apps.sales import deliveries, delivery_news, delivery_papers, delivery_plans, delivery_queries
from apps.sales.admin.delivery_dialogs import ChangeDeliveryForm, FailForm, HandedForm, SendOutForm, TellForm
from apps.sales.admin.delivery_round import DoorPage, RoundPage
from apps.sales.admin.delivery_shown import ADDRESS, MASKED, PHONE, DeliveryStepInline, Shown
from apps.sales.admin.dialogs import ReasonForm
from apps.sales.admin.filters import Lookups, ReceiptShopFilter
from apps.sales.deliveries import Handed
from apps.sales.models import Delivery, DeliveryStep
from apps.sales.resources import DeliveryResource
from apps.sales.views import pdf_response
from apps.stores.backoffice import ShopScoped

VIEW, CHANGE, REOPEN = "sales.view_delivery", "sales.change_delivery", "sales.reopen_delivery"
WAITING = Q(delivered_at__isnull=True, receipt__void__isnull=True)
PROOFS = ("photo", "signature")
NEW_TAB = {"target": "_blank"}


class DeliveryStateFilter(DropdownFilter):
    title, parameter_name = gettext_lazy("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [
            ("open", gettext_lazy("still to be done")),
            ("late", gettext_lazy("overdue")),
            ("out", gettext_lazy("on its way")),
            ("done", gettext_lazy("delivered")),
            ("void", gettext_lazy("void")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        wanted = {
            "open": WAITING,
            "late": WAITING & Q(due_on__lt=clock.today()),
            "out": WAITING & Q(out_at__isnull=False),
            "done": Q(delivered_at__isnull=False, receipt__void__isnull=True),
            "void": Q(receipt__void__isnull=False),
        }.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


@admin.register(Delivery)
class DeliveryAdmin(Shown, Exports, ShopScoped, ReadOnlyAdmin):
    resource = DeliveryResource
    empty_says = gettext_lazy("A sale that is to be delivered or picked up later stands here until it is.")
    shop_path = "receipt__shop"
    list_display = ("number_shown", "kind_shown", "due_shown", "customer_shown", ADDRESS, "owes_shown", "state_shown")
    list_filter = (
        DeliveryStateFilter,
        ("kind", ChoicesDropdownFilter),
        ReceiptShopFilter,
        ("due_on", RangeDateFilter),
        ("delivered_at", RangeDateTimeFilter),
    )
    list_before_template = "sales/deliveries_head.html"
    search_fields = ("number", "receipt__number", "receipt__customer_name", "courier", ADDRESS, PHONE)
    search_help_text = gettext_lazy("A number, a customer, an address, a phone or a courier.")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number", "receipt_link"),
                    ("state_in_words", "kind"),
                    ("due_on", "customer_shown"),
                    (ADDRESS, PHONE),
                    ("courier", "note"),
                    ("fee_shown", "owes_shown"),
                    ("out_at", "delivered_shown"),
                )
            },
        ),
    )
    inlines = (DeliveryStepInline,)
    actions_list = ("round",)
    actions_detail = (
        "at_the_door",
        "deliver",
        "send_out",
        {
            "title": gettext_lazy("Tell or print"),
            "icon": "chat",
            "items": ["tell_by_mail", "tell_by_whatsapp", "print_note", "open_note"],
        },
        {"title": gettext_lazy("More"), "icon": "more_vert", "items": ["change_delivery", "fail"]},
        "reopen",
    )

    class Media:
        css = {"all": ("sales/backoffice.css",)}

    # Who may do what, and when.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return delivery_queries.listed(super().get_queryset(request))

    def get_list_display(self, request: HttpRequest) -> list[str]:
        return [self._as_seen(name, request) for name in self.list_display]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [name for name in self.search_fields if self._as_seen(name, request) == name]

    def get_fieldsets(self, request: HttpRequest, obj: Delivery | None = None) -> Any:
        rows = self.fieldsets[0][1]["fields"]
        return ((None, {"fields": tuple(tuple(self._as_seen(name, request) for name in row) for row in rows)}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Delivery | None = None) -> list[str]:
        return [name for _title, part in self.get_fieldsets(request, obj) for row in part["fields"] for name in row]

    def get_inlines(self, request: HttpRequest, obj: Delivery | None) -> Sequence[Any]:
        """Steps are shown where there are any."""
        return self.inlines if obj is not None and obj.steps.exists() else ()

    def _as_seen(self, name: str, request: HttpRequest) -> str:
        """Where somebody lives and their phone, only for those who see how people are reached."""
        return name if contacts.are_seen_by(request.user) else MASKED.get(name, name)

    def has_round_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def has_see_permission(self, request: HttpRequest, object_id: str) -> bool:
        """Whoever may see where it goes."""
        return contacts.are_seen_by(request.user) and self._found(request, object_id) is not None

    def has_deliver_permission(self, request: HttpRequest, object_id: str) -> bool:
        delivery = self._found(request, object_id)
        if delivery is None or delivery.delivered_at or hasattr(delivery.receipt, "void"):
            return False
        return bool(request.user.has_perm(CHANGE))

    def has_send_permission(self, request: HttpRequest, object_id: str) -> bool:
        delivery = self._found(request, object_id)
        is_brought = delivery is not None and delivery.kind == Delivery.Kind.DELIVERY and not delivery.out_at
        return is_brought and self.has_deliver_permission(request, object_id)

    def has_tell_permission(self, request: HttpRequest, object_id: str) -> bool:
        delivery = self._found(request, object_id)
        stands = delivery is not None and not hasattr(delivery.receipt, "void")
        return stands and request.user.has_perm(CHANGE) and contacts.are_seen_by(request.user)

    def has_reopen_permission(self, request: HttpRequest, object_id: str) -> bool:
        delivery = self._found(request, object_id)
        is_done = delivery is not None and delivery.delivered_at and not hasattr(delivery.receipt, "void")
        return bool(is_done and request.user.has_perm(REOPEN))

    def _found(self, request: HttpRequest, object_id: str) -> Delivery | None:
        """Asked once a page, though every button wants to know."""
        found: dict[str, Delivery | None] = request.__dict__.setdefault("deliveries_found", {})
        if object_id not in found or request.method == "POST":
            found[object_id] = by_key(self.get_queryset(request), str(object_id)).first()
        return found[object_id]

    def _get(self, request: HttpRequest, object_id: str) -> Delivery:
        return self.get_queryset(request).get(pk=object_id)

    # Pages.

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        proof = open_to(VIEW)(site.admin_view(self.proof))
        return [
            path("round/", site.admin_view(RoundPage.as_view(model_admin=self)), name="sales_delivery_round"),
            path(
                "<int:paper_id>/door/", site.admin_view(DoorPage.as_view(model_admin=self)), name="sales_delivery_door"
            ),
            path("<int:paper_id>/steps/<int:step_id>/<str:what>/", proof, name="sales_delivery_proof"),
            *super().get_urls(),
        ]

    def proof(self, request: HttpRequest, paper_id: int, step_id: int, what: str) -> HttpResponse:
        """The photo or signature of a step, for who may see where people live."""
        if what not in PROOFS or self._found(request, str(paper_id)) is None or not contacts.are_seen_by(request.user):
            raise Http404
        kept = getattr(get_object_or_404(DeliveryStep, pk=step_id, delivery=paper_id), what)
        if not kept or not default_storage.exists(kept.name):
            raise Http404
        kind = "image/png" if kept.name.endswith(".png") else "image/jpeg"
        headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
        with kept.open() as file:
            return HttpResponse(file.read(), content_type=kind, headers=headers)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """With the figures of what is filtered."""
        response: HttpResponse = super().changelist_view(request, extra_context)
        page = getattr(response, "context_data", None) or {}
        if "cl" in page:
            page["figures"] = delivery_queries.figures(page["cl"].queryset, today=clock.today())
        return response

    # Actions.

    @action(description=gettext_lazy("The day's round"), permissions=["round"], icon="route")
    def round(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:sales_delivery_round"))

    @action(description=gettext_lazy("At the door"), permissions=["deliver"], icon="draw")
    def at_the_door(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """With a photo or a signature, on a phone."""
        return HttpResponseRedirect(reverse("admin:sales_delivery_door", args=[object_id]))

    @dialog_action(
        gettext_lazy("Mark as delivered"),
        permission="deliver",
        form=HandedForm,
        icon="task_alt",
        description=gettext_lazy("The customer has the goods. For a photo or a signature use “At the door”."),
        variant=ActionVariant.PRIMARY,
    )
    def deliver(self, request: HttpRequest, form: HandedForm, object_id: str) -> str:
        handed = Handed(form.cleaned_data["received_by"], form.cleaned_data["note"])
        delivery = deliveries.mark_delivered(self._get(request, object_id), by=self.actor(request), handed=handed)
        return _("%(number)s is delivered.") % {"number": delivery.number}

    @dialog_action(
        gettext_lazy("Send it out"),
        permission="send",
        form=SendOutForm,
        icon="local_shipping",
        description=gettext_lazy("A courier has the goods, and is on the way."),
    )
    def send_out(self, request: HttpRequest, form: SendOutForm, object_id: str) -> str:
        courier = form.cleaned_data["courier"]
        delivery = deliveries.send_out(self._get(request, object_id), by=self.actor(request), courier=courier)
        return _("%(number)s is on its way.") % {"number": delivery.number}

    @dialog_action(
        gettext_lazy("Tried in vain"),
        permission="deliver",
        form=FailForm,
        icon="unpublished",
        description=gettext_lazy("Nobody was there, or nobody took it. It waits for the next attempt."),
        submit=gettext_lazy("Write it down"),
    )
    def fail(self, request: HttpRequest, form: FailForm, object_id: str) -> str:
        told = {name: form.cleaned_data[name] for name in ("note", "due_on")}
        delivery = deliveries.fail(self._get(request, object_id), by=self.actor(request), **told)
        return _("%(number)s waits for another attempt.") % {"number": delivery.number}

    @dialog_action(
        gettext_lazy("Change"),
        permission="deliver",
        form=ChangeDeliveryForm,
        icon="edit",
        description=gettext_lazy("What was agreed on. Before and after stay in the audit log."),
        submit=gettext_lazy("Change it"),
    )
    def change_delivery(self, request: HttpRequest, form: ChangeDeliveryForm, object_id: str) -> str:
        told = {"reason": form.cleaned_data["reason"], "by": self.actor(request)}
        delivery = delivery_plans.change(self._get(request, object_id), **told, **form.told())
        return _("%(number)s is changed.") % {"number": delivery.number}

    @dialog_action(
        gettext_lazy("Mail to the customer"),
        permission="tell",
        form=TellForm,
        icon="mail",
        description=gettext_lazy("Where their goods are now. The text is a proposal."),
        submit=gettext_lazy("Send"),
    )
    def tell_by_mail(self, request: HttpRequest, form: TellForm, object_id: str) -> str:
        told = form.cleaned_data
        delivery = self._get(request, object_id)
        delivery_news.by_mail(delivery, told["recipient"], message=told["message"], by=self.actor(request))
        if not outbox.is_connected():
            return _("The mail to %(to)s is kept as a file: no mail server is set up.") % {"to": told["recipient"]}
        return _("The news goes to %(to)s.") % {"to": told["recipient"]}

    @dialog_action(
        gettext_lazy("WhatsApp to the customer"),
        permission="tell",
        icon="chat",
        description=gettext_lazy("WhatsApp opens with the text, and it is written down that you told them."),
        submit=gettext_lazy("Open WhatsApp"),
    )
    def tell_by_whatsapp(self, request: HttpRequest, form: DialogForm, object_id: str) -> HttpResponse:
        link = delivery_news.by_whatsapp(self._get(request, object_id), by=self.actor(request))
        return HttpResponse(headers={"HX-Redirect": link})

    @dialog_action(
        gettext_lazy("Print the delivery note"),
        permission="see",
        icon="print",
        description=gettext_lazy("For the parcel, on the printer for delivery notes of its shop. Without prices."),
        submit=gettext_lazy("Print"),
    )
    def print_note(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        job = delivery_papers.print_note(self._get(request, object_id), by=self.actor(request))
        return _("It prints on %(printer)s.") % {"printer": job.printer} if job.printer else job.error

    @action(description=gettext_lazy("Delivery note as PDF"), permissions=["see"], icon="picture_as_pdf", attrs=NEW_TAB)
    def open_note(self, request: HttpRequest, object_id: str) -> HttpResponse:
        delivery = self._get(request, object_id)
        return pdf_response(delivery_papers.note(delivery), delivery.number)

    @dialog_action(
        gettext_lazy("Not delivered after all"),
        permission="reopen",
        form=ReasonForm,
        icon="undo",
        is_severe=True,
        description=gettext_lazy("It waits again. Who had marked it stays in the steps below."),
        submit=gettext_lazy("Take it back"),
    )
    def reopen(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        reason = form.cleaned_data["reason"]
        delivery = deliveries.reopen(self._get(request, object_id), by=self.actor(request), reason=reason)
        return _("%(number)s waits again.") % {"number": delivery.number}
