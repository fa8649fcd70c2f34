"""What the pages of people and roles ask."""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminPasswordWidget

from apps.core.dialogs import DialogForm
from apps.core.refusals import NexusError
from apps.users import people, pins, rights
from apps.users.models import Role, User
from apps.users.presets import MD

LABELS = {"username": _("Name to sign in with"), "email": _("E-mail")}
HELP = {
    "username": _("Letters, digits and . - _ @ +, without spaces."),
    "is_active": _("Off for somebody who has left: they cannot sign in any more, what they did stays."),
}


PASSWORD = _("At least 8 characters, not only digits, none of the usual ones.")


class Ticks(forms.CheckboxSelectMultiple):
    """A row an area, a column a tick."""

    template_name = "users/ticks.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = set(value or ())
        context["widget"] |= {"columns": [title for _verb, title in rights.TICKS.values()], "rows": _rows(chosen)}
        return context


class Switches(forms.CheckboxSelectMultiple):
    template_name = "users/switches.html"


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """The role's own fields, its ticks and its special rights; ``giver`` is set by the page."""

    giver: User
    ticked = forms.MultipleChoiceField(label=_("Areas"), required=False, widget=Ticks)
    special = forms.ModelMultipleChoiceField(
        label=_("Special rights"), required=False, widget=Switches, queryset=Permission.objects.none()
    )

    class Meta:
        model = Role
        fields = ("name", "description", "reach", "discount_limit", "store_credit_limit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "ticked" not in self.fields:  # somebody who may only look
            return
        special = rights.special_rights()
        self.fields["ticked"].choices = [(tick, tick) for tick in rights.ticks()]  # type: ignore[attr-defined]
        self.fields["special"].queryset = special  # type: ignore[attr-defined]
        self.fields["special"].label_from_instance = _right_in_words  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["ticked"] = sorted(rights.ticked(self.instance))
            self.initial["special"] = list(special.filter(group=self.instance))

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if {"reach", "discount_limit", "store_credit_limit"} <= filled.keys():
            limits = {"limit": filled["discount_limit"], "credit": filled["store_credit_limit"]}
            try:
                people.refuse_limits_above_own(self.giver, reach=filled["reach"], **limits)
            except NexusError as refusal:
                raise ValidationError(refusal.sentence) from refusal
        return filled


class RolesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The roles to choose from, each with what it is for."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Roles"),
            queryset=Role.objects.order_by("name"),
            required=False,
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )

    def label_from_instance(self, role: Any) -> str:
        return f"{role.name}: {role.description}" if role.description else str(role.name)


class PersonForm(UserChangeForm):
    """A person; refuses to lose the last MD, and roles mightier than the giver."""

    giver: User
    groups = RolesField()

    class Meta(UserChangeForm.Meta):
        labels = LABELS
        help_texts = HELP

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        roles = list(filled.get("groups", ()))
        try:
            _refuse_roles(self.giver, self.instance, roles, is_active=filled.get("is_active", True))
        except NexusError as refusal:
            raise ValidationError({"groups": refusal.sentence}) from refusal
        return filled


class NewPersonForm(UserCreationForm):
    giver: User
    usable_password = None
    groups = RolesField()

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "phone", "email", "shop")
        labels = LABELS
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_twice(self, PASSWORD)

    def clean_groups(self) -> Any:
        roles = self.cleaned_data["groups"]
        try:
            people.refuse_role_above_own(self.giver, list(roles))
        except NexusError as refusal:
            raise ValidationError(refusal.sentence) from refusal
        return roles


class PasswordForm(AdminPasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_twice(self, f"{PASSWORD} {_('Wherever the person is signed in, the new one ends it.')}")


class PinForm(DialogForm):
    pin = forms.CharField(
        label=_("New PIN"),
        widget=UnfoldAdminPasswordWidget(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
        min_length=pins.LEAST_DIGITS,
        max_length=pins.MOST_DIGITS,
    )
    again = forms.CharField(
        label=_("The same again"),
        widget=UnfoldAdminPasswordWidget(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("pin", again):
            raise ValidationError(_("The two differ. Type the same PIN twice."))
        return again


class OwnPinForm(forms.Form):
    """The password again, for whoever finds a screen unlocked; then the new PIN twice."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password"}),
    )
    pin = PinForm.base_fields["pin"]
    again = PinForm.base_fields["again"]

    clean_again = PinForm.clean_again


def _ask_twice(form: forms.BaseForm, told: str | Promise) -> None:
    form.fields["password1"].help_text = str(told)
    form.fields["password2"].label = _("The same again")
    form.fields["password2"].help_text = ""


def _right_in_words(right: Permission) -> str:
    return capfirst(right.name.removeprefix("Can "))


def _rows(chosen: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "title": area.title,
            "ticks": [
                {"value": f"{area.key}:{tick}", "title": title, "is_set": f"{area.key}:{tick}" in chosen}
                for tick, (_verb, title) in rights.TICKS.items()
            ],
        }
        for area in rights.AREAS
    ]


def _refuse_roles(giver: User, person: User, roles: list[Role], *, is_active: bool) -> None:
    had = set(Role.objects.filter(user=person).values_list("pk", flat=True))
    people.refuse_role_above_own(giver, [role for role in roles if role.pk not in had])
    people.refuse_without_md(person, stays_md=is_active and any(role.key == MD for role in roles))
