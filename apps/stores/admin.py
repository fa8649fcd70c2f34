"""The company's configuration, as an MD keeps it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display

from apps.audit import chains
from apps.core import changes
from apps.core.backoffice import HistoryAdmin, ReadOnlyTabularInline, TradeAdmin, TradeTabularInline, by_key
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.money import format_money
from apps.core.pictures import LogoField
from apps.stores import company, enrolment, shops
from apps.stores.backoffice import ShopScoped, shops_of
from apps.stores.forms import CompanyForm, NewShopForm, ShopForm
from apps.stores.models import BankAccount, Company, Location, PaymentMethod, Place, Register, Shop, TaxRate


class TellsTills:
    """Pages whose rows every till holds a copy of: a save is told to them."""

    told_as: ClassVar[str]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        changes.record(changes.SETTINGS, [self.told_as])
        company.forget()


class BankAccountInline(TradeTabularInline):
    model = BankAccount
    tab = True
    fields = ("bank", "number", "name", "shop", "is_active", "position")
    ordering_field = "position"
    hide_ordering_field = True


@admin.register(Company)
class CompanyAdmin(TellsTills, HistoryAdmin):
    told_as = "company"
    reason_required = False

    form = CompanyForm
    inlines = (BankAccountInline,)
    fieldsets = (
        (
            gettext_lazy("Company"),
            {"fields": ("name", "tax_number", "address", ("phone", "email"), "logo"), "classes": ["tab"]},
        ),
        (
            gettext_lazy("Receipts and display"),
            {"fields": ("receipt_header", "receipt_footer", "display_messages"), "classes": ["tab"]},
        ),
        (
            gettext_lazy("Money"),
            {
                "fields": (
                    ("currency_code", "currency_symbol"),
                    ("cash_rounding", "price_rounding"),
                    "credit_limit",
                    ("credit_days", "return_days"),
                    "reminds_debtors",
                    "timezone",
                ),
                "classes": ["tab"],
            },
        ),
        (
            gettext_lazy("Customers"),
            {"fields": (("frequent_receipts", "frequent_days"),), "classes": ["tab"]},
        ),
        (
            gettext_lazy("Stock"),
            {
                "fields": (
                    ("low_stock", "critical_stock"),
                    "mails_low_stock",
                    "low_stock_addresses",
                    ("recount_pieces", "recount_value"),
                    "write_off_limit",
                ),
                "classes": ["tab"],
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not Company.objects.exists() and bool(super().has_add_permission(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one company: its page stands where others have a list."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        there = Company.objects.exists()
        address = reverse("admin:stores_company_change", args=[1]) if there else reverse("admin:stores_company_add")
        return HttpResponseRedirect(address)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "logo":
            kwargs["form_class"] = LogoField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(Location)
class LocationAdmin(TradeAdmin):
    list_display = ("name", "code", "shop_names")
    search_fields = ("name", "code")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("shops")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()  # it is part of the numbers of transfers

    def save_model(self, request: HttpRequest, obj: Location, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        shops.furnish_location(obj)

    @display(description=gettext_lazy("shops"))
    def shop_names(self, location: Location) -> str:
        return ", ".join(shop.name for shop in location.shops.all()) or "–"


class PlaceInline(ReadOnlyTabularInline):
    model = Place
    fields = ("name", "kind")
    readonly_fields = ("name", "kind")
    verbose_name_plural = gettext_lazy("places")


class RegisterInline(ReadOnlyTabularInline):
    model = Register
    fields = readonly_fields = ("name", "code", "device", "seen_at", "is_active")
    show_change_link = True


@admin.register(Shop)
class ShopAdmin(TellsTills, HistoryAdmin):
    told_as = "shops"
    reason_required = False

    list_display = ("name", "code", "location", "phone", "state")
    list_filter = (("location", RelatedDropdownFilter), "is_active")
    search_fields = ("name", "code")
    list_select_related = ("location",)

    inlines = (PlaceInline, RegisterInline)
    fieldsets = (
        (None, {"fields": (("name", "code"), "location", "address", "phone", ("moves_in_two_steps", "is_active"))}),
        (gettext_lazy("Stock"), {"fields": (("low_stock", "critical_stock"),)}),
    )
    add_fieldsets = ((None, {"fields": ("location", ("name", "code"), "address", "phone", "with_warehouse")}),)
    form = ShopForm
    actions_detail = ("add_warehouse",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(pk__in=shops_of(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("location",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewShopForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return super().get_inlines(request, obj) if obj else ()

    def save_model(self, request: HttpRequest, obj: Shop, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            shops.furnish_shop(obj, with_warehouse=form.cleaned_data["with_warehouse"])
        chains.entitle(obj.pk, obj.name)

    @display(description=gettext_lazy("state"), label={"yes": "success", "no": "danger"}, ordering="is_active")
    def state(self, shop: Shop) -> tuple[str, str]:
        return ("yes", _("open")) if shop.is_active else ("no", _("closed"))

    def has_add_warehouse_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        seen = by_key(self.get_queryset(request), str(object_id))
        return seen.exclude(places__kind=Place.Kind.WAREHOUSE).exists() and request.user.has_perm("stores.change_shop")

    @dialog_action(
        gettext_lazy("Add a warehouse"),
        permission="add_warehouse",
        description=gettext_lazy("Goods can then lie there besides the shop floor."),
        icon="warehouse",
    )
    def add_warehouse(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        shop = self.get_queryset(request).get(pk=object_id)
        shops.add_warehouse(shop, by=self.actor(request))
        return _("%(shop)s has a warehouse now.") % {"shop": shop}


@admin.register(Register)
class RegisterAdmin(ShopScoped, TradeAdmin):
    list_display = ("name", "shop", "code", "enrolment", "seen_at", "is_active")
    list_filter = (("shop", RelatedDropdownFilter), "is_active")
    search_fields = ("name", "code")
    list_select_related = ("shop",)

    fieldsets = (
        (None, {"fields": ("shop", ("name", "code"), "is_active")}),
        (
            gettext_lazy("Its device"),
            {
                "fields": (("device", "seen_at"), ("enrolled_at", "enrolled_by")),
                "description": gettext_lazy(
                    "To make a device this register: open the till on it, sign in as somebody who may enrol devices, "
                    "and choose this register."
                ),
            },
        ),
    )
    actions_detail = ("release",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        told = ("device", "enrolled_at", "enrolled_by", "seen_at")
        return (*told, "shop", "code") if obj else told

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        told = _("The numbers that the till gives without a connection begin with it, such as wuse1-00017.")
        return super().get_form(request, obj, change=change, help_texts={"code": told}, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else [(None, {"fields": ("shop", ("name", "code"))})]

    @display(description=gettext_lazy("device"), label={"yes": "success", "no": "warning"})
    def enrolment(self, register: Register) -> tuple[str, str]:
        return ("yes", register.device or _("enrolled")) if register.token_hash else ("no", _("none yet"))

    def has_release_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        enrolled = by_key(self.get_queryset(request), str(object_id)).exclude(token_hash="").exists()
        return enrolled and request.user.has_perm("stores.enrol_register")

    @dialog_action(
        gettext_lazy("Release the device"),
        permission="release",
        is_severe=True,
        description=gettext_lazy(
            "The device is no till any more until one is enrolled again. Sales that it still holds arrive when it is."
        ),
        icon="phonelink_erase",
    )
    def release(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        register = self.get_queryset(request).get(pk=object_id)
        enrolment.leave(register, by=self.actor(request))
        return _("%(register)s waits for a device.") % {"register": register}


@admin.register(PaymentMethod)
class PaymentMethodAdmin(TellsTills, HistoryAdmin):
    told_as = "methods"
    reason_required = False

    list_display = ("name", "kind", "needs_reference", "awaits_confirmation", "is_active")
    ordering_field = "position"
    hide_ordering_field = True
    ordering = ("position",)
    fields = (("name", "kind"), ("needs_reference", "awaits_confirmation"), "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("kind",) if obj else ()

    def save_model(self, request: HttpRequest, obj: PaymentMethod, form: Any, change: bool) -> None:
        obj.key = obj.key or _free_key(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(TaxRate)
class TaxRateAdmin(TellsTills, HistoryAdmin):
    told_as = "taxes"
    reason_required = False

    list_display = ("name", "kind", "rate_shown", "is_inclusive", "is_active")
    fields = ("name", "kind", "rate", "amount", ("is_inclusive", "is_active"))
    conditional_fields: ClassVar[dict[str, str]] = {"rate": "kind == 'percentage'", "amount": "kind == 'fixed'"}

    @display(description=gettext_lazy("rate"))
    def rate_shown(self, tax: TaxRate) -> str:
        if tax.kind == TaxRate.Kind.FIXED:
            return format_money(tax.amount, company.current().currency_symbol)
        return f"{tax.rate.normalize():f} %"


def _free_key(name: str) -> str:
    """The name as a key; numbered when a method of that name was there before."""
    wanted = slugify(name)[:34] or "method"
    taken = set(PaymentMethod.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    return next(key for key in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if key not in taken)
