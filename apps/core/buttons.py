"""A page of several buttons: each posts its own name, runs one act, and the page comes again with what it said."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from apps.core.refusals import InvalidInput, NexusError


class ButtonPage(UnfoldModelAdminViewMixin, TemplateView):
    """``kept`` is what was typed in the boxes named by ``KEEPS`` when it was refused: it stands there still."""

    KEEPS: ClassVar[frozenset[str]] = frozenset({"rows"})

    kept: dict[str, str] = {}

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
            if kept := {name: str(request.POST[name]) for name in self.KEEPS & request.POST.keys()}:
                return self._again(request, kept, args, kwargs)
        return redirect(self.way_back())

    def _again(self, request: HttpRequest, kept: dict[str, str], args: Any, kwargs: Any) -> HttpResponse:
        """The page as it is now, with what was typed; a refused act may have left half of it in memory."""
        page = type(self)(model_admin=self.model_admin)
        page.setup(request, *args, **kwargs)
        page.kept = kept
        response: HttpResponse = page.get(request, *args, **kwargs)
        return response


def filled(form: forms.Form) -> dict[str, Any]:
    """What the form holds; InvalidInput with its first sentence when it is not right."""
    if form.is_valid():
        return form.cleaned_data
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise InvalidInput(f"{label}: {errors[0]}" if label else str(errors[0]))
