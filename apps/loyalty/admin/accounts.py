"""Who takes part: where they stand, what they have, and adjusting it by those who may."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import RangeDateTimeFilter, RelatedDropdownFilter
from unfold.decorators import display

from apps.core.backoffice import ReadOnlyTabularInline, TradeAdmin, by_key
from apps.core.columns import NO_FIGURE, amount_html, figure_column, moment_html
from apps.core.dialogs import dialog_action
from apps.core.export_page import Exports
from apps.core.money import ZERO
from apps.customers.searching import FindsByContact
from apps.loyalty import accounts, adjusting, ledger, programme, queries
from apps.loyalty.admin.columns import document, signed, what
from apps.loyalty.forms import AdjustForm, EnrolForm
from apps.loyalty.models import Account, PointEntry, PointLot
from apps.loyalty.resources import AccountResource

LATEST = 10  # of each table on an account's page: a phone shows every row as a card


class LotInline(ReadOnlyTabularInline):
    model = PointLot
    verbose_name_plural = gettext_lazy("Points left: those that end first")
    fields = readonly_fields = ("until_shown", "left_shown", "of_shown", "document_shown")

    left_shown = figure_column("left", gettext_lazy("Left"))
    of_shown = figure_column("points", gettext_lazy("Of"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[PointLot]:
        lots: QuerySet[PointLot] = super().get_queryset(request)
        first = PointLot.objects.filter(account__in=_shown(request), left__gt=0).values_list("pk", flat=True)[:LATEST]
        return lots.filter(pk__in=list(first))

    @display(description=gettext_lazy("Good until"))
    def until_shown(self, lot: PointLot) -> Any:
        return date_format(lot.expires_on, "j M Y") if lot.expires_on else _("for ever")

    @display(description=gettext_lazy("From"))
    def document_shown(self, lot: PointLot) -> SafeString | str:
        return document(lot.document) if lot.document else _("by hand")


class EntryInline(ReadOnlyTabularInline):
    model = PointEntry
    verbose_name_plural = gettext_lazy("What happened last")
    fields = readonly_fields = (
        *("when_shown", "kind_shown", "document_shown", "points_shown", "balance_shown", "spend_shown"),
        *("user_name", "note"),
    )

    balance_shown = figure_column("balance", gettext_lazy("Balance"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[PointEntry]:
        """The latest of the account whose page it is; all stand in the list of entries."""
        entries: QuerySet[PointEntry] = super().get_queryset(request)
        newest = PointEntry.objects.filter(account__in=_shown(request)).order_by("-pk").values_list("pk", flat=True)
        newest = newest[:LATEST]
        return entries.filter(pk__in=list(newest))

    @display(description=gettext_lazy("When"))
    def when_shown(self, entry: PointEntry) -> SafeString:
        return moment_html(entry.at)

    @display(description=gettext_lazy("What"))
    def kind_shown(self, entry: PointEntry) -> str:
        return what(entry)

    @display(description=gettext_lazy("Document"))
    def document_shown(self, entry: PointEntry) -> SafeString | str:
        return document(entry.document)

    @display(description=gettext_lazy("Points"))
    def points_shown(self, entry: PointEntry) -> SafeString:
        return signed(entry.points)

    @display(description=gettext_lazy("Spent"))
    def spend_shown(self, entry: PointEntry) -> SafeString:
        return amount_html(entry.spend) if entry.spend else NO_FIGURE


@admin.register(Account)
class AccountAdmin(FindsByContact, Exports, TradeAdmin):
    resource = AccountResource
    empty_says = gettext_lazy("“Add loyalty account” lets a customer take part; the till does it while selling.")
    list_display = (
        "customer_listed",
        "tier_shown",
        "points_shown",
        "spend_shown",
        "good_until_shown",
        "enrolled_shown",
    )
    list_filter = (("tier", RelatedDropdownFilter), ("enrolled_at", RangeDateTimeFilter))
    list_select_related = ("customer", "tier")
    search_fields = ("customer__name", "customer__phone", "customer__email", "entries__document")
    search_help_text = gettext_lazy("A customer, their phone, or the number of a receipt.")
    ordering = ("-points", "-pk")
    autocomplete_fields = ("customer",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("customer_shown", "tier_since_shown"),
                    ("enrolled_at", "enrolled_by_name"),
                    "all_entries",
                )
            },
        ),
    )
    inlines = (LotInline, EntryInline)
    change_form_before_template = "loyalty/account_head.html"
    actions_detail = ("adjust_points",)

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("loyalty/loyalty.css",)}

    points_shown = figure_column("points", gettext_lazy("Points"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        rows: QuerySet[Account] = super().get_queryset(request)
        return queries.with_spend(rows)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(["loyalty.add_account", "customers.view_customer"]))

    def has_change_permission(self, request: HttpRequest, obj: Account | None = None) -> bool:
        return False

    def has_adjust_permission(self, request: HttpRequest, object_id: str) -> bool:
        there = by_key(self.get_queryset(request), object_id)
        return request.user.has_perm("loyalty.adjust_points") and there.exists()

    # Enrolling.

    def get_fieldsets(self, request: HttpRequest, obj: Account | None = None) -> Any:
        return self.fieldsets if obj else ((None, {"fields": ("customer",)}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Account | None = None) -> list[str]:
        if obj is None:
            return []
        return ["customer_shown", "tier_since_shown", "enrolled_at", "enrolled_by_name", "all_entries"]

    def get_inlines(self, request: HttpRequest, obj: Account | None) -> Any:
        return self.inlines if obj else ()

    def get_form(self, request: HttpRequest, obj: Account | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = EnrolForm
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        made = accounts.enrol(form.cleaned_data["customer"], by=self.actor(request))
        obj.__dict__.update({field.attname: getattr(made, field.attname) for field in Account._meta.concrete_fields})

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The act wrote its own audit entry."""

    def response_add(self, request: HttpRequest, obj: Account, post_url_continue: Any = None) -> HttpResponse:
        """On to the account's page."""
        if "_addanother" in request.POST:
            again: HttpResponse = super().response_add(request, obj, post_url_continue)
            return again
        self.message_user(request, _("%(name)s takes part now.") % {"name": obj.customer})
        return HttpResponseRedirect(reverse("admin:loyalty_account_change", args=[obj.pk]))

    # The page.

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        account = self.get_object(request, object_id)
        if account is not None:
            context |= _standing(account)
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    @display(description=gettext_lazy("Customer"), ordering="customer__name", header=True)
    def customer_listed(self, account: Account) -> list[str]:
        return [account.customer.name, account.customer.phone or account.customer.email]

    @display(description=gettext_lazy("Customer"))
    def customer_shown(self, account: Account) -> SafeString:
        address = reverse("admin:customers_customer_change", args=[account.customer_id])
        return format_html('<a class="text-link" href="{}">{}</a>', address, account.customer)

    @display(description=gettext_lazy("Tier"), ordering="tier__least_spend", label=True)
    def tier_shown(self, account: Account) -> str:
        return account.tier.name if account.tier else "–"

    @display(description=gettext_lazy("In the tier since"))
    def tier_since_shown(self, account: Account) -> Any:
        return date_format(account.tier_since, "j M Y") if account.tier_since else "–"

    @display(description=gettext_lazy("Spent in 12 months"), ordering="spend_12")
    def spend_shown(self, account: Account) -> SafeString:
        return amount_html(max(account.spend_12 or ZERO, ZERO))  # type: ignore[attr-defined]

    @display(description=gettext_lazy("Next points end"), ordering="good_until")
    def good_until_shown(self, account: Account) -> Any:
        return account.good_until or "–"  # type: ignore[attr-defined]

    @display(description=gettext_lazy("Enrolled"), ordering="enrolled_at", header=True)
    def enrolled_shown(self, account: Account) -> list[Any]:
        return [moment_html(account.enrolled_at), account.enrolled_by_name]

    @display(description=gettext_lazy("All entries"))
    def all_entries(self, account: Account) -> SafeString:
        address = f"{reverse('admin:loyalty_pointentry_changelist')}?account__id__exact={account.pk}"
        return format_html('<a class="text-link" href="{}">{}</a>', address, _("The whole history"))

    @dialog_action(
        gettext_lazy("Adjust points"),
        permission="adjust",
        form=AdjustForm,
        icon="exposure",
        description=gettext_lazy("Gives or takes points by hand. What is taken are the points that end first."),
        submit=gettext_lazy("Adjust"),
    )
    def adjust_points(self, request: HttpRequest, form: AdjustForm, object_id: str) -> str:
        account = Account.objects.select_related("customer").get(pk=object_id)
        points, reason = form.cleaned_data["points"], form.cleaned_data["reason"]
        adjusting.adjust(account, points, reason=reason, by=self.actor(request))
        words = {"name": account.customer.name, "points": f"{account.points:,}"}
        said = ngettext("%(name)s has %(points)s point now.", "%(name)s has %(points)s points now.", account.points)
        return said % words


def _shown(request: HttpRequest) -> QuerySet[Account]:
    """The account whose page it is."""
    key = request.resolver_match.kwargs.get("object_id", "") if request.resolver_match else ""
    return by_key(Account.objects.all(), key)


def _standing(account: Account) -> dict[str, Any]:
    """Where the customer stands: points, tier, how far the next one is, what ends next."""
    usable, rules = ledger.usable(account.pk), programme.current()
    above = queries.next_tier(account)
    spent: Decimal = account.spend_12 or ZERO  # type: ignore[attr-defined]
    return {
        "account": account,
        "usable": usable,
        "worth": programme.worth(rules, usable),
        "next_tier": above,
        "missing": max(above.least_spend - spent, ZERO) if above else ZERO,
        "times": f"{account.tier.multiplier.normalize():f}" if account.tier else "",
        "ending": queries.ending_first(account),
    }
