"""Debts by customer: how much, how old, and paid, printed and mailed from one page."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from apps.core import clock, masks
from apps.core.backoffice import ReadOnlyAdmin
from apps.core.columns import NO_FIGURE, amount_html, figure_column
from apps.core.dialogs import dialog_action
from apps.core.downloads import file_of
from apps.core.export_page import Exports
from apps.customers import contacts
from apps.customers.searching import FindsByContact
from apps.mail import outbox
from apps.sales import ageing, debts, documents, instalments, queries, statements
from apps.sales.admin.dialogs import DebtForm, StatementForm
from apps.sales.admin.filters import Lookups, ShopFilter
from apps.sales.models import Debtor
from apps.sales.resources import DebtorResource
from apps.stores.backoffice import shops_of


class AgeFilter(DropdownFilter):
    title, parameter_name = gettext_lazy("age"), "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(bucket.name, bucket.title) for bucket in ageing.BUCKETS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Debtor]) -> QuerySet[Debtor]:
        bucket = ageing.BUCKET_OF.get(self.value() or "")
        return queryset.filter(**{f"{bucket.name}__gt": 0}) if bucket else queryset


class DebtShopFilter(ShopFilter):
    """The page asks it for the shops whose debts count; it leaves the rows alone."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


def _age_column(bucket: ageing.Bucket) -> Any:
    @display(description=bucket.title, ordering=bucket.name)
    def column(_page: Any, debtor: Debtor) -> SafeString:
        due = getattr(debtor, bucket.name)
        return amount_html(due) if due else NO_FIGURE

    return column


@admin.register(Debtor)
class DebtorAdmin(FindsByContact, Exports, ReadOnlyAdmin):
    resource = DebtorResource
    empty_says = gettext_lazy("Nobody owes anything. A part payment at the till would put its customer here.")
    list_display = ("name_shown", "owed_shown", "days_30", "days_60", "days_90", "days_more", "oldest_shown", "pieces")
    list_filter = (AgeFilter, DebtShopFilter)
    list_before_template = "sales/debtors_head.html"
    search_fields = ("name", "phone", "email", "receipts__number")
    search_help_text = gettext_lazy("A customer, their phone, or a receipt's number.")
    change_form_after_template = "sales/debtor_page.html"
    fieldsets = ((None, {"fields": (("name", "phone_shown"), ("email", "customer_link"))}),)
    actions_detail = ("take_payment", "statement_pdf", "mail_statement")

    class Media:
        css = {"all": ("sales/backoffice.css",)}

    days_30, days_60, days_90, days_more = (_age_column(bucket) for bucket in ageing.BUCKETS)
    pieces = figure_column("open_receipts", gettext_lazy("Receipts"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Debtor]:
        return ageing.debtors(self._shops(request), on=clock.today())

    def get_list_display(self, request: HttpRequest) -> list[str]:
        if contacts.are_seen_by(request.user):
            return list(self.list_display)
        return ["name_alone", *self.list_display[1:]]

    def get_fieldsets(self, request: HttpRequest, obj: Debtor | None = None) -> Any:
        if contacts.are_seen_by(request.user):
            return self.fieldsets
        return ((None, {"fields": (("name", "phone_masked"), ("email_masked", "customer_link"))}),)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return "-owed", "pk"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for _title, part in self.get_fieldsets(request, obj) for row in part["fields"] for name in row]

    def has_owing_permission(self, request: HttpRequest, object_id: str) -> bool:
        is_here = str(object_id).isdecimal() and self.get_queryset(request).filter(pk=object_id).exists()
        return self.has_view_permission(request) and is_here

    def has_pay_permission(self, request: HttpRequest, object_id: str) -> bool:
        return request.user.has_perm("sales.sell") and self.has_owing_permission(request, object_id)

    def has_mail_permission(self, request: HttpRequest, object_id: str) -> bool:
        return request.user.has_perm("sales.mail_debtor") and self.has_owing_permission(request, object_id)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """With the sums of what is filtered."""
        response: HttpResponse = super().changelist_view(request, extra_context)
        page = getattr(response, "context_data", None) or {}
        if "cl" in page:
            sums = ageing.sums(page["cl"].queryset, self._shops(request), on=clock.today())
            page |= {"sums": sums, "ages": [(bucket.title, sums[bucket.name]) for bucket in ageing.BUCKETS]}
        return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        debtor = self.get_object(request, object_id)
        context = {"statement": statements.statement_of(debtor)} if debtor else {}
        response: HttpResponse = super().change_view(request, object_id, form_url, context | (extra_context or {}))
        return response

    @display(description=gettext_lazy("Customer"), ordering="name", header=True)
    def name_shown(self, debtor: Debtor) -> list[str]:
        return [debtor.name, debtor.phone or debtor.email]

    @display(description=gettext_lazy("Customer"), ordering="name")
    def name_alone(self, debtor: Debtor) -> str:
        return debtor.name

    @display(description=gettext_lazy("Phone"))
    def phone_shown(self, debtor: Debtor) -> str:
        return debtor.phone or "–"

    @display(description=gettext_lazy("Phone"))
    def phone_masked(self, debtor: Debtor) -> str:
        return masks.phone(debtor.phone)

    @display(description=gettext_lazy("E-mail"))
    def email_masked(self, debtor: Debtor) -> str:
        return masks.email(debtor.email)

    @display(description=gettext_lazy("Owes"), ordering="owed")
    def owed_shown(self, debtor: Debtor) -> SafeString:
        return amount_html(debtor.owed)  # type: ignore[attr-defined]

    @display(description=gettext_lazy("Oldest"), ordering="oldest")
    def oldest_shown(self, debtor: Debtor) -> Any:
        return debtor.oldest  # type: ignore[attr-defined]

    @display(description=gettext_lazy("Customer's page"))
    def customer_link(self, debtor: Debtor) -> SafeString:
        address = reverse("admin:customers_customer_change", args=[debtor.pk])
        receipts = f"{reverse('admin:sales_receipt_changelist')}?{urlencode({'customer__id__exact': debtor.pk})}"
        return format_html(
            '<a class="text-link" href="{}">{}</a>, <a class="text-link" href="{}">{}</a>',
            *(address, debtor.name, receipts, _("all receipts")),
        )

    @dialog_action(
        gettext_lazy("Take a payment"),
        permission="pay",
        form=DebtForm,
        icon="payments",
        description=gettext_lazy("It pays the oldest debt first, and goes on with the next."),
        variant=ActionVariant.PRIMARY,
    )
    def take_payment(self, request: HttpRequest, form: DebtForm, object_id: str) -> Any:
        debtor, values = self.get_queryset(request).get(pk=object_id), form.cleaned_data
        paid = debts.pay(debtor, form.tender(), key=values["key"], by=self.actor(request), shift=values["shift"])
        left, change = queries.owed_by(debtor.pk), instalments.change_of(paid)
        if change:
            self.message_user(request, _("%(change)s is change: give it back.") % {"change": documents.money(change)})
        if left:
            return _("Paid. %(due)s is still due.") % {"due": documents.money(left)}
        self.message_user(request, _("Paid. %(name)s owes nothing any more.") % {"name": debtor.name})
        return HttpResponse(headers={"HX-Redirect": reverse("admin:sales_debtor_changelist")})

    @action(description=gettext_lazy("Statement"), permissions=["owing"], icon="picture_as_pdf")
    def statement_pdf(self, request: HttpRequest, object_id: str) -> HttpResponse:
        debtor = self.get_queryset(request).get(pk=object_id)
        return file_of(statements.pdf(debtor), f"statement-{clock.today()}.pdf", "application/pdf")

    @dialog_action(
        gettext_lazy("Mail the statement"),
        permission="mail",
        form=StatementForm,
        icon="mail",
        description=gettext_lazy("All that is open, as a PDF."),
        submit=gettext_lazy("Send"),
    )
    def mail_statement(self, request: HttpRequest, form: StatementForm, object_id: str) -> str:
        recipient = form.cleaned_data["recipient"]
        statements.mail(self.get_queryset(request).get(pk=object_id), recipient, by=self.actor(request))
        if not outbox.is_connected():
            return _("The statement for %(to)s is kept as a file: no mail server is set up.") % {"to": recipient}
        return _("The statement goes to %(to)s.") % {"to": recipient}

    def _shops(self, request: HttpRequest) -> Any:
        """The shops whose debts count: all within reach, or the one that the list is filtered by."""
        shops, chosen = shops_of(request), request.GET.get(DebtShopFilter.parameter_name, "")
        return shops.filter(pk=chosen) if chosen.isdecimal() and len(chosen) < 19 else shops
