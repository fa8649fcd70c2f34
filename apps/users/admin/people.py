"""People and roles, as an MD keeps them."""

from datetime import datetime
from typing import Any

from axes.utils import reset as unlock_sign_in
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import action, display

from apps.audit import log
from apps.core import changes
from apps.core.backoffice import HistoryAdmin, TradeAdmin, by_key, once_a_request
from apps.core.columns import amount_html
from apps.core.dialogs import DialogForm, dialog_action
from apps.core.export_page import Exports
from apps.stores.backoffice import ShopScoped
from apps.users import limits, people, pins, rights
from apps.users.forms import NewPersonForm, PasswordForm, PersonForm, PinForm, RoleForm
from apps.users.models import Role, User
from apps.users.resources import UserResource

admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(Exports, ShopScoped, DjangoUserAdmin, HistoryAdmin):  # type: ignore[misc, type-arg]
    resource = UserResource
    may_lack_shop = True
    reason_required = False

    list_display = ("person", "roles", "shop", "is_at_work", "pin_state", "signed_in")
    list_filter = (("shop", RelatedDropdownFilter), ("groups", RelatedDropdownFilter), "is_active")
    search_fields = ("username", "first_name", "last_name", "phone", "email")
    search_help_text = gettext_lazy("A name, a phone or an e-mail address.")
    list_select_related = ("shop",)
    ordering = ("username",)

    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    change_password_form = PasswordForm
    filter_horizontal = ()
    readonly_fields = ("signed_in", "date_joined")
    fieldsets = (
        (None, {"fields": (("first_name", "last_name"), "username", ("phone", "email"))}),
        (gettext_lazy("Work"), {"fields": ("shop", "groups", ("is_active", "is_staff"))}),
        (gettext_lazy("Seen"), {"fields": (("signed_in", "date_joined"),), "classes": ("collapse",)}),
    )
    add_fieldsets = (
        (None, {"fields": (("first_name", "last_name"), "username", ("phone", "email"))}),
        (gettext_lazy("Work"), {"fields": ("shop", "groups")}),
        (gettext_lazy("Password"), {"fields": ("password1", "password2")}),
    )

    actions_detail = ("set_pin", "set_password", "unlock")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"giver": request.user})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        changes.record(changes.SETTINGS, ["cashiers"])

    @display(description=gettext_lazy("person"), header=True, ordering="first_name")
    def person(self, user: User) -> list[str]:
        return [str(user), user.username, user.initials]

    @display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "–"

    @display(description=gettext_lazy("state"), ordering="is_active", label={"yes": "success", "no": "danger"})
    def is_at_work(self, user: User) -> tuple[str, str]:
        return ("yes", _("active")) if user.is_active else ("no", _("left"))

    @display(description=gettext_lazy("PIN"), label={"set": "success", "locked": "danger", "none": "info"})
    def pin_state(self, user: User) -> tuple[str, str]:
        if not user.has_pin:
            return "none", _("none")
        return ("locked", _("locked")) if pins.is_locked(user) else ("set", _("set"))

    @display(description=gettext_lazy("last sign-in"), ordering="last_login")
    def signed_in(self, user: User) -> datetime | None:
        return user.last_login

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever sets the password or PIN of somebody mightier is mightier: such people are out of reach."""
        if obj is not None and once_a_request(request, people.is_mightier, obj, request.user):
            return False
        return bool(super().has_change_permission(request, obj))

    def has_set_pin_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        person = by_key(self.get_queryset(request), str(object_id)).first()
        return person is not None and self.has_change_permission(request, person)

    @dialog_action(
        gettext_lazy("Set PIN"),
        permission="set_pin",
        description=gettext_lazy(
            "The PIN switches people at an enrolled till and signs approvals. A locked one opens again."
        ),
        form=PinForm,
        icon="pin",
    )
    def set_pin(self, request: HttpRequest, form: PinForm, object_id: str) -> str:
        user = self.get_queryset(request).get(pk=object_id)
        pins.set_pin(user, form.cleaned_data["pin"], by=self.actor(request))
        return _("%(name)s has a new PIN.") % {"name": user}

    @action(description=gettext_lazy("Set password"), permissions=["set_pin"], icon="password", url_path="set-password")
    def set_password(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:auth_user_password_change", args=[object_id]))

    @dialog_action(
        gettext_lazy("Unlock sign-in"),
        permission="set_pin",
        description=gettext_lazy("Forgets the wrong passwords, so that the person can sign in again at once."),
        icon="lock_open",
    )
    def unlock(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        user = self.get_queryset(request).get(pk=object_id)
        unlock_sign_in(username=user.username)
        log.write("users.unlocked", by=self.actor(request), subject="user", key=user.pk, name=str(user))
        return _("%(name)s can sign in again.") % {"name": user}


@admin.register(Role)
class RoleAdmin(TradeAdmin):
    may_be_deleted = True

    list_display = ("role", "reach", "limit", "credit_shown", "members")
    search_fields = ("name",)

    form = RoleForm
    fieldsets = (
        (
            None,
            {"fields": (("name", "description"), ("reach", "discount_limit"), "store_credit_limit")},
        ),
        (gettext_lazy("What people with this role may do"), {"fields": ("ticked",)}),
        (gettext_lazy("Special rights"), {"fields": ("special",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        rows: QuerySet[Role] = super().get_queryset(request)
        return rows.annotate(people=Count("user"))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"giver": request.user})

    def has_change_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        """A role above one's own is changed by those who have as much."""
        if obj is not None and once_a_request(request, people.is_above, request.user, obj):
            return False
        return bool(super().has_change_permission(request, obj))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj is None or self.has_change_permission(request, obj) else fieldsets[:1]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Presets and roles that somebody has stay."""
        if obj is not None and once_a_request(request, people.is_above, request.user, obj):
            return False
        is_free = obj is None or (obj.key is None and not User.objects.filter(groups=obj).exists())
        return is_free and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        rights.give(
            form.instance,
            ticked_now=form.cleaned_data["ticked"],
            special=form.cleaned_data["special"],
            giver=request.user,  # type: ignore[arg-type]
            by=self.actor(request),
        )
        changes.record(changes.SETTINGS, ["cashiers"])

    @display(description=gettext_lazy("role"), header=True, ordering="name")
    def role(self, role: Role) -> list[str]:
        return [role.name, role.description]

    @display(description=gettext_lazy("discount limit"), ordering="discount_limit")
    def limit(self, role: Role) -> str:
        return f"{role.discount_limit:g} %"

    @display(description=gettext_lazy("store credit limit"), ordering="store_credit_limit")
    def credit_shown(self, role: Role) -> SafeString:
        if role.store_credit_limit >= limits.NO_CREDIT_LIMIT:
            return format_html('<span class="money">{}</span>', _("no limit"))
        return amount_html(role.store_credit_limit)

    @display(description=gettext_lazy("people"), ordering="people")
    def members(self, role: Any) -> int:
        return int(role.people)
