"""The page of an empty house: one form, and the shop can sell."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth import login, password_validation
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.catalog import lists
from apps.core import throttle
from apps.core.addresses import client_address
from apps.core.doors import ANYONE, open_to
from apps.core.inputs import NumberField
from apps.core.refusals import NexusError
from apps.printing import presets as printers
from apps.stores.forms import zone_of
from apps.stores.models import two_letters
from apps.users import actors, set_up
from apps.users.models import User
from nexus import set_up_code

FIRST_SALE = "/sell/"
TRIES, TRIES_SECONDS = 10, 300


class SetUpForm(forms.Form):
    company = forms.CharField(label=gettext_lazy("Name of the company"), max_length=120)
    address = forms.CharField(label=gettext_lazy("Address, as on the receipt"), required=False, widget=forms.Textarea)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    tax_number = forms.CharField(label=gettext_lazy("TIN"), max_length=40, required=False)
    currency_code = forms.CharField(label=gettext_lazy("Currency"), max_length=3, initial="NGN")
    currency_symbol = forms.CharField(label=gettext_lazy("Its sign"), max_length=4, initial="₦")
    timezone = forms.CharField(label=gettext_lazy("Time zone"), max_length=50, initial="Africa/Lagos")
    vat = NumberField(
        label=gettext_lazy("VAT in %, included in prices"),
        min_value=0,
        max_value=Decimal(100),
        max_digits=6,
        decimal_places=3,
        initial=Decimal("7.5"),
        help_text=gettext_lazy("0 for none. Other taxes can come later."),
    )

    city = forms.CharField(label=gettext_lazy("City"), max_length=60, initial="Abuja")
    city_code = forms.CharField(
        label=gettext_lazy("Its two letters"),
        max_length=2,
        initial="AB",
        validators=[two_letters],
        help_text=gettext_lazy("They stand in the numbers of transfers."),
    )
    shop = forms.CharField(label=gettext_lazy("Name of the shop"), max_length=80)
    register = forms.CharField(label=gettext_lazy("Name of its till"), max_length=60, initial=gettext_lazy("Till 1"))
    with_warehouse = forms.BooleanField(label=gettext_lazy("It has a warehouse too"), required=False, initial=True)

    with_lists = forms.BooleanField(
        label=gettext_lazy("Begin with the usual categories, colours, designs and sizes of clothes"),
        required=False,
        initial=True,
    )

    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=150)
    username = forms.CharField(
        label=gettext_lazy("Name to sign in with"),
        max_length=150,
        validators=[User.username_validator],
        error_messages={"invalid": gettext_lazy("Only letters, digits and . - _ @ + go into this name, no spaces.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 8 characters, not only digits, none of the usual ones."),
    )
    again = forms.CharField(
        label=gettext_lazy("The same again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    code = forms.CharField(
        label=gettext_lazy("Set-up code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("The server wrote it on its console when it started, and into set-up-code.txt."),
    )

    parts = (
        (gettext_lazy("From another machine"), ("code",)),
        (
            gettext_lazy("The company"),
            ("company", "address", "phone", "tax_number", "currency_code", "currency_symbol", "timezone", "vat"),
        ),
        (gettext_lazy("The first shop"), ("city", "city_code", "shop", "register", "with_warehouse", "with_lists")),
        (gettext_lazy("You, the MD"), ("first_name", "last_name", "username", "password", "again")),
    )

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]

    def sections(self) -> list[dict[str, Any]]:
        shown = [(title, [self[name] for name in names if name in self.fields]) for title, names in self.parts]
        return [{"title": title, "fields": fields} for title, fields in shown if fields]

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if not set_up_code.is_right(typed):
            raise forms.ValidationError(_("This is not the code. Read it on the server's console and type it again."))
        return typed

    def clean_timezone(self) -> str:
        return zone_of(self.cleaned_data["timezone"])

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, User(username=self.cleaned_data.get("username", "")))
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two differ. Type the same password twice."))
        return again


@require_http_methods(["GET", "POST"])
@never_cache
@open_to(ANYONE)
def set_up_page(request: HttpRequest) -> HttpResponse:
    """Open only while nobody works here; then it leads to the till. From another machine it asks for the code."""
    if not set_up.is_open():
        return redirect("/")
    asks_code = set_up_code.is_needed(request)
    if asks_code and request.method == "POST":
        throttle.count("set-up", client_address(request), most=TRIES, seconds=TRIES_SECONDS)
    form = SetUpForm(request.POST or None, asks_code=asks_code)
    if request.method == "POST" and form.is_valid():
        try:
            user = _open_house(form.cleaned_data, client_address(request))
        except NexusError as refusal:
            form.add_error(None, refusal.sentence)
        else:
            set_up_code.forget()
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return redirect(FIRST_SALE)
    return render(request, "nexus/set_up.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _open_house(told: dict[str, Any], address: str) -> User:
    """The shop, and what the first goods and the first receipt need: lists to choose from, something to print on."""
    user = _open(told, address)
    by = actors.actor_for(user, address=address)
    if told["with_lists"]:
        lists.set_up(by=by)
    printers.ensure_virtual(by=by)
    return user


def _open(told: dict[str, Any], address: str) -> User:
    company = ("address", "phone", "tax_number", "currency_code", "currency_symbol", "timezone")
    person = ("username", "password", "first_name", "last_name")
    return set_up.open_house(
        set_up.NewCompany(name=told["company"], **{name: told[name] for name in company}),
        set_up.NewShop(
            city_code=told["city_code"],
            city=told["city"],
            name=told["shop"],
            register=told["register"],
            with_warehouse=told["with_warehouse"],
        ),
        set_up.NewMd(**{name: told[name] for name in person}),
        vat=told["vat"],
        address=address,
    )
