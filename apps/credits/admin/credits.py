"""Store credits in the back office: what the shop owes by them, each with its story, issued, printed and voided."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import F, QuerySet, Sum, Window
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import RangeDateFilter, RangeDateTimeFilter
from unfold.decorators import action, display

from apps.core.backoffice import ReadOnlyTabularInline, TradeAdmin, by_key
from apps.core.columns import moment_html, money_column
from apps.core.dialogs import dialog_action
from apps.core.export_page import Exports
from apps.core.fields import MoneyField
from apps.core.money import ZERO
from apps.credits import issuing, queries, slips, voiding
from apps.credits.admin.asked import AskedPage
from apps.credits.admin.filters import EndFilter, PurposeFilter, StateFilter
from apps.credits.forms import IssueForm, ReasonForm, SlipForm
from apps.credits.models import Credit, CreditEntry
from apps.credits.resources import STATES, CreditResource
from apps.customers.searching import FindsByContact
from apps.inventory import documents
from apps.printing import pdf
from apps.stores import enrolment
from apps.users import requests
from apps.users.limits import NO_CREDIT_LIMIT, store_credit_limit

COLOURS = {queries.OPEN: "success", queries.SPENT: "info", queries.EXPIRED: "warning", queries.VOID: "danger"}


class EntryInline(ReadOnlyTabularInline):
    model = CreditEntry
    verbose_name_plural = gettext_lazy("History")
    fields = readonly_fields = (
        *("when_shown", "kind_shown", "document_shown", "amount_shown", "left_shown", "user_name", "note"),
    )

    amount_shown = money_column("amount", gettext_lazy("Amount"))
    left_shown = money_column("left_then", gettext_lazy("Left then"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[CreditEntry]:
        """With what was left of the credit after each."""
        entries: QuerySet[CreditEntry] = super().get_queryset(request)
        so_far = Sum("amount", output_field=MoneyField())
        return entries.annotate(left_then=Window(so_far, partition_by=F("credit"), order_by=F("pk").asc()))

    @display(description=gettext_lazy("When"))
    def when_shown(self, entry: CreditEntry) -> SafeString:
        return moment_html(entry.at)

    @display(description=gettext_lazy("What"))
    def kind_shown(self, entry: CreditEntry) -> str:
        if entry.kind == CreditEntry.Kind.GIVE_BACK and entry.document == entry.restores:
            return _("given back: the sale is void")
        return entry.get_kind_display()

    @display(description=gettext_lazy("Document"))
    def document_shown(self, entry: CreditEntry) -> SafeString | str:
        if not entry.document:
            return "–"
        address = documents.address_of(entry.document)
        return format_html('<a class="text-link" href="{}">{}</a>', address, entry.document)


@admin.register(Credit)
class CreditAdmin(FindsByContact, Exports, TradeAdmin):
    resource = CreditResource
    empty_says = gettext_lazy("“Add store credit” owes a customer something: a refund, a promotion, goodwill.")
    list_display = (
        *("number_shown", "customer_shown", "state_shown", "value_shown", "left_shown", "expires_on", "issued_shown"),
    )
    list_filter = (
        StateFilter,
        EndFilter,
        PurposeFilter,
        ("issued_at", RangeDateTimeFilter),
        ("expires_on", RangeDateFilter),
    )
    list_select_related = ("customer",)
    list_before_template = "credits/list_head.html"
    search_fields = ("number", "customer__name", "customer__phone", "reason", "entries__document")
    search_help_text = gettext_lazy("A number of a credit or receipt, a customer or their phone, a word of the reason.")
    ordering = ("-pk",)
    autocomplete_fields = ("customer",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("number_alone", "state_in_words"),
                    ("customer_shown", "purpose"),
                    ("value_shown", "left_shown"),
                    ("expires_on", "issued_at"),
                    ("issued_by_name", "approver_name"),
                    "reason",
                )
            },
        ),
    )
    add_fieldsets = (
        (None, {"fields": (("customer", "purpose"), ("value", "expires_on"), "reason", "printed_at", "form_key")}),
    )
    ABOVE = gettext_lazy("Above your limit")
    afar_fieldset = (
        ABOVE,
        {
            "fields": ("from_afar",),
            "description": gettext_lazy("Somebody who may issue as much allows it. Both are written down."),
        },
    )
    word_fieldset = (
        ABOVE,
        {
            "fields": (("approver", "pin"), "from_afar"),
            "description": gettext_lazy(
                "Somebody who may issue as much allows it with their PIN, or from afar. Both are written down."
            ),
        },
    )
    inlines = (EntryInline,)
    actions_detail = ("print_slip", "open_pdf", "void_credit")

    class Media:
        css = {"all": ("credits/credits.css",)}

    value_shown = money_column("value", gettext_lazy("Value"))
    left_shown = money_column("left", gettext_lazy("Left"))

    # Who sees and may do what.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credit]:
        """Deposits stand with their pre-orders."""
        rows: QuerySet[Credit] = super().get_queryset(request).exclude(purpose=Credit.Purpose.DEPOSIT)
        return queries.with_state(rows)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms([issuing.RIGHT, "customers.view_customer"]))

    def has_change_permission(self, request: HttpRequest, obj: Credit | None = None) -> bool:
        return False

    def has_slip_permission(self, request: HttpRequest, object_id: str) -> bool:
        return bool(self.has_view_permission(request)) and by_key(self.get_queryset(request), object_id).exists()

    def has_void_permission(self, request: HttpRequest, object_id: str) -> bool:
        left = by_key(self.get_queryset(request), object_id).filter(left__gt=ZERO)
        return request.user.has_perm(voiding.RIGHT) and left.exists()

    # The list.

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """With what is owed by the credits that are listed, and what the reader asked for and has not finished."""
        response: HttpResponse = super().changelist_view(request, extra_context)
        page = getattr(response, "context_data", None) or {}
        if "cl" in page:
            page["totals"] = queries.totals(page["cl"].queryset)
            page["asked"] = requests.open_of(request.user, issuing.ACTION)  # type: ignore[arg-type]
        return response

    @display(description=gettext_lazy("Store credit"), ordering="pk", header=True)
    def number_shown(self, credit: Credit) -> list[str]:
        return [credit.number, " · ".join(filter(None, (credit.get_purpose_display(), credit.reason)))]

    @display(description=gettext_lazy("Number"))
    def number_alone(self, credit: Credit) -> str:
        return credit.number

    @display(description=gettext_lazy("Customer"), ordering="customer__name")
    def customer_shown(self, credit: Credit) -> SafeString:
        address = reverse("admin:customers_customer_change", args=[credit.customer_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, credit.customer)

    @display(description=gettext_lazy("State"), label=COLOURS)
    def state_shown(self, credit: Credit) -> tuple[str, str]:
        return credit.state, str(STATES[credit.state])  # type: ignore[attr-defined]

    @display(description=gettext_lazy("State"))
    def state_in_words(self, credit: Credit) -> str:
        return str(STATES[credit.state])  # type: ignore[attr-defined]

    @display(description=gettext_lazy("Issued"), ordering="issued_at", header=True)
    def issued_shown(self, credit: Credit) -> list[Any]:
        return [moment_html(credit.issued_at), credit.issued_by_name]

    # Issuing.

    def get_fieldsets(self, request: HttpRequest, obj: Credit | None = None) -> Any:
        if obj is not None:
            return self.fieldsets
        is_limited = store_credit_limit(request.user) < NO_CREDIT_LIMIT  # type: ignore[arg-type]
        if not is_limited:
            return self.add_fieldsets
        is_at_till = self._register(request) is not None
        return (*self.add_fieldsets, self.word_fieldset if is_at_till else self.afar_fieldset)

    def get_readonly_fields(self, request: HttpRequest, obj: Credit | None = None) -> list[str]:
        if obj is None:
            return []
        rows = [row for _title, part in self.fieldsets for row in part["fields"]]
        return [name for row in rows for name in ([row] if isinstance(row, str) else row)]

    def get_inlines(self, request: HttpRequest, obj: Credit | None) -> Any:
        return self.inlines if obj else ()

    def get_form(self, request: HttpRequest, obj: Credit | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        form = super().get_form(request, obj, change=change, form=IssueForm, **kwargs)
        knows = {"asked": request, "by": self.actor(request), "register": self._register(request)}
        return type(form.__name__, (form,), knows)

    def save_model(self, request: HttpRequest, obj: Credit, form: Any, change: bool) -> None:
        """What is asked from afar is issued on the page of the question, when somebody has said yes."""
        if form.asked_for is not None:
            return
        shop = form.cleaned_data["printed_at"]
        issued = issuing.issue(form.wish(), by=self.actor(request), approval=form.approval, slip_at=shop)
        obj.__dict__.update({field.attname: getattr(issued, field.attname) for field in Credit._meta.concrete_fields})

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The act wrote its own audit entry."""

    def response_add(self, request: HttpRequest, obj: Credit, post_url_continue: Any = None) -> HttpResponse:
        """On to its page, where its slip can be printed; or to where the answer is waited for."""
        if not obj.number:
            question = requests.of_key(UUID(request.POST["form_key"]), request.user)  # type: ignore[arg-type]
            return HttpResponseRedirect(reverse("admin:credits_credit_asked", args=[question.pk if question else 0]))
        if "_addanother" in request.POST:
            answer: HttpResponse = super().response_add(request, obj, post_url_continue)
            return answer
        said = _("%(number)s is issued to %(name)s.") % {"number": obj.number, "name": obj.customer}
        self.message_user(request, said)
        return HttpResponseRedirect(reverse("admin:credits_credit_change", args=[obj.pk]))

    def _register(self, request: HttpRequest) -> Any:
        """The till that this device is, within the person's reach: only there an approver's PIN counts."""
        register = enrolment.register_of(request.COOKIES.get(enrolment.COOKIE, ""))
        in_reach = register is not None and request.user.reachable_shops().filter(pk=register.shop_id).exists()  # type: ignore[union-attr]
        return register if in_reach else None

    # Pages and actions.

    def get_urls(self) -> list[URLPattern]:
        asked = self.admin_site.admin_view(AskedPage.as_view(model_admin=self))
        return [path("asked/<int:asked_id>/", asked, name="credits_credit_asked"), *super().get_urls()]

    @dialog_action(
        gettext_lazy("Print the slip"),
        permission="slip",
        form=SlipForm,
        icon="print",
        description=gettext_lazy("On the receipt printer of a shop. Its bars choose customer and credit at the till."),
    )
    def print_slip(self, request: HttpRequest, form: SlipForm, object_id: str) -> str:
        credit = self.get_queryset(request).get(pk=object_id)
        job = slips.print_slip(credit, shop=form.cleaned_data["shop"], by=self.actor(request))
        if job.printer is None:
            return job.error
        return _("It prints on %(printer)s.") % {"printer": job.printer}

    @action(description=gettext_lazy("PDF"), permissions=["slip"], icon="picture_as_pdf", attrs={"target": "_blank"})
    def open_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        credit = self.get_queryset(request).get(pk=object_id)
        headers = {"Content-Disposition": f'inline; filename="{credit.number}.pdf"'}
        return HttpResponse(pdf.receipt_pdf(slips.slip(credit)), content_type="application/pdf", headers=headers)

    @dialog_action(
        gettext_lazy("Void"),
        permission="void",
        is_severe=True,
        form=ReasonForm,
        icon="block",
        description=gettext_lazy("What is left of it is gone for good. What was spent stays spent."),
        submit=gettext_lazy("Void the credit"),
    )
    def void_credit(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        credit = self.get_queryset(request).get(pk=object_id)
        voiding.void(credit, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(number)s is void.") % {"number": credit.number}
