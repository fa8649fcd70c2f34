"""Everybody sets their own PIN, with their password, from the menu under their name."""

from django.contrib import admin, messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.core.doors import SIGNED_IN, open_to
from apps.core.refusals import NexusError, NotAllowed
from apps.users import pins
from apps.users.actors import actor_of
from apps.users.forms import OwnPinForm


class WrongPassword(NotAllowed):
    code = "wrong_password"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@never_cache
@open_to(SIGNED_IN)
def own_pin(request: HttpRequest) -> HttpResponse:
    """A wrong password counts like one at the sign-in page, and locks out like there."""
    form = OwnPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _set(request, form.cleaned_data["password"], form.cleaned_data["pin"])
        except WrongPassword as refusal:
            form.add_error("password", refusal.sentence)
        except NexusError as refusal:
            form.add_error("pin", refusal.sentence)
        else:
            messages.success(request, _("You have a new PIN."))
            return redirect("admin:index")
    context = admin.site.each_context(request) | {"title": _("Your PIN"), "form": form}
    return render(request, "nexus/own_pin.html", context, status=422 if form.errors else 200)


def _set(request: HttpRequest, password: str, pin: str) -> None:
    user = authenticate(request, username=request.user.get_username(), password=password)
    if user is None or user != request.user:
        raise WrongPassword(_("That is not your password."))
    pins.set_pin(user, pin, by=actor_of(request))
