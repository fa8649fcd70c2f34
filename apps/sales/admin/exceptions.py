"""What was odd about finished sales, until somebody answers for it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.enums import ActionVariant

from apps.core.backoffice import ReadOnlyAdmin, by_key
from apps.core.dialogs import dialog_action
from apps.core.export_page import Exports
from apps.sales import exceptions, unbooked
from apps.sales.admin.dialogs import ResolutionForm
from apps.sales.admin.filters import OpenFilter, ReceiptShopFilter, ShopFilter
from apps.sales.models import SaleException, UnbookedSale
from apps.sales.resources import SaleExceptionResource
from apps.stores.backoffice import ShopScoped


class ResolvedFilter(OpenFilter):
    title, parameter_name, path = gettext_lazy("state"), "state", "resolved_at"
    done_word = gettext_lazy("resolved")


@admin.register(SaleException)
class SaleExceptionAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = SaleExceptionResource
    waits_as = "?state=open"
    empty_says = gettext_lazy(
        "All is well. A sale that was booked although something was wrong would stand here to be looked at."
    )
    shop_path = "receipt__shop"
    list_display = ("sentence_shown", "kind", "shop_shown", "at", "state_shown")
    list_filter = (ResolvedFilter, ("kind", ChoicesDropdownFilter), ReceiptShopFilter)
    search_fields = ("receipt__number", "receipt__provisional_number", "sentence")
    search_help_text = gettext_lazy("A receipt's number, or a word of what happened.")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("sentence",),
                    ("kind", "receipt_link"),
                    ("at", "state_in_words"),
                    ("resolved_by_name", "resolved_at"),
                    ("resolution",),
                )
            },
        ),
    )
    actions_detail = ("resolve",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SaleException]:
        rows: QuerySet[SaleException] = super().get_queryset(request)
        return rows.select_related("receipt__shop")

    def get_readonly_fields(self, request: HttpRequest, obj: SaleException | None = None) -> list[str]:
        return [name for _title, part in self.fieldsets for row in part["fields"] for name in row]

    def has_resolve_permission(self, request: HttpRequest, object_id: str) -> bool:
        open_ones = self.get_queryset(request).filter(pk=object_id, resolved_at__isnull=True)
        return request.user.has_perm("sales.change_saleexception") and open_ones.exists()

    @display(description=gettext_lazy("What happened"), ordering="pk", header=True)
    def sentence_shown(self, exception: SaleException) -> list[str]:
        return [exception.sentence, exception.receipt.number]

    @display(description=gettext_lazy("Shop"), ordering="receipt__shop__name")
    def shop_shown(self, exception: SaleException) -> str:
        return exception.receipt.shop.name

    @display(description=gettext_lazy("State"), label={"open": "warning", "resolved": "success"})
    def state_shown(self, exception: SaleException) -> tuple[str, str]:
        return ("resolved", _("resolved")) if exception.resolved_at else ("open", _("open"))

    @display(description=gettext_lazy("State"))
    def state_in_words(self, exception: SaleException) -> str:
        return str(self.state_shown(exception)[1])

    @display(description=gettext_lazy("Receipt"))
    def receipt_link(self, exception: SaleException) -> SafeString:
        address = reverse("admin:sales_receipt_change", args=[exception.receipt_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, exception.receipt.number)

    @dialog_action(
        gettext_lazy("Resolve"),
        permission="resolve",
        form=ResolutionForm,
        icon="task_alt",
        description=gettext_lazy("It leaves the open list; what you write stays beside it."),
        variant=ActionVariant.PRIMARY,
    )
    def resolve(self, request: HttpRequest, form: ResolutionForm, object_id: str) -> str:
        exception = self.get_queryset(request).get(pk=object_id)
        exceptions.resolve(exception, by=self.actor(request), resolution=form.cleaned_data["resolution"])
        return _("Resolved.")


@admin.register(UnbookedSale)
class UnbookedSaleAdmin(ShopScoped, ReadOnlyAdmin):
    waits_as = "?state=open"
    empty_says = gettext_lazy(
        "All is well. A sale that a till finished, but that no receipt can hold, would be kept here whole."
    )
    list_display = ("sentence_shown", "total", "register", "at", "state_shown")
    list_filter = (ResolvedFilter, ShopFilter)
    list_select_related = ("register__shop",)
    search_fields = ("provisional_number", "key", "sentence")
    search_help_text = gettext_lazy("The number that the till gave it, or a word of why it was not booked.")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("sentence",),
                    ("provisional_number", "total"),
                    ("shop", "register"),
                    ("at", "sent_by_name"),
                    ("state_in_words", "resolved_by_name", "resolved_at"),
                    ("resolution",),
                )
            },
        ),
        (gettext_lazy("As the till sent it"), {"fields": ("body_shown",)}),
    )
    actions_detail = ("resolve",)

    def get_readonly_fields(self, request: HttpRequest, obj: UnbookedSale | None = None) -> list[str]:
        rows = [row for _title, part in self.fieldsets for row in part["fields"]]
        return [name for row in rows for name in ((row,) if isinstance(row, str) else row)]

    def has_resolve_permission(self, request: HttpRequest, object_id: str) -> bool:
        open_ones = by_key(self.get_queryset(request).filter(resolved_at__isnull=True), object_id)
        return request.user.has_perm("sales.change_unbookedsale") and open_ones.exists()

    @display(description=gettext_lazy("What happened"), ordering="pk", header=True)
    def sentence_shown(self, sale: UnbookedSale) -> list[str]:
        return [sale.sentence, str(sale)]

    @display(description=gettext_lazy("State"), label={"open": "warning", "resolved": "success"})
    def state_shown(self, sale: UnbookedSale) -> tuple[str, str]:
        return ("resolved", _("resolved")) if sale.resolved_at else ("open", _("open"))

    @display(description=gettext_lazy("State"))
    def state_in_words(self, sale: UnbookedSale) -> str:
        return str(self.state_shown(sale)[1])

    @display(description=gettext_lazy("Lines, payments and the rest"))
    def body_shown(self, sale: UnbookedSale) -> SafeString:
        return format_html('<pre class="whitespace-pre-wrap break-words text-xs">{}</pre>', sale.body)

    @dialog_action(
        gettext_lazy("Resolve"),
        permission="resolve",
        form=ResolutionForm,
        icon="task_alt",
        description=gettext_lazy(
            "Book goods and money by hand first: count the goods, sell them again at the till, or write them off. "
            "Then it leaves the open list, here and at the till."
        ),
        variant=ActionVariant.PRIMARY,
    )
    def resolve(self, request: HttpRequest, form: ResolutionForm, object_id: str) -> str:
        sale = self.get_queryset(request).get(pk=object_id)
        unbooked.resolve(sale, by=self.actor(request), resolution=form.cleaned_data["resolution"])
        return _("Resolved.")
