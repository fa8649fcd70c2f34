"""A page of several buttons: each posts its own name, runs one act, and the page comes again with what it said."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from apps.core.refusals import InvalidInput, NexusError


class ButtonPage(UnfoldModelAdminViewMixin, TemplateView):
    def buttons(self) -> Mapping[str, Callable[[], str]]:
        """The name that each posts, and what it does; the answer is said to people."""
        raise NotImplementedError

    def way_back(self) -> str:
        """The address that is shown afterwards."""
        return str(self.request.path)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        buttons = self.buttons()
        pressed = next((name for name in buttons if name in request.POST), "")
        try:
            if not pressed:
                raise InvalidInput(_("Press one of the buttons."))
            messages.success(request, buttons[pressed]())
        except NexusError as refusal:
            messages.error(request, refusal.sentence)
        return redirect(self.way_back())


def filled(form: forms.Form) -> dict[str, Any]:
    """What the form holds; InvalidInput with its first sentence when it is not right."""
    if form.is_valid():
        return form.cleaned_data
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise InvalidInput(f"{label}: {errors[0]}" if label else str(errors[0]))
