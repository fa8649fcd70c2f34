"""A dialog asks, then runs one act; what the act refuses stands above its fields."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urldefrag

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm

from apps.core.backoffice import by_key
from apps.core.refusals import NexusError


class DialogForm(BaseDialogForm):
    """What a dialog asks. A refusal of the act stands above the fields."""

    form_before_template = "unfold/helpers/messages/error.html"

    def get_before_template_context(self, request: HttpRequest, object_id: Any = None) -> dict[str, Any]:
        return {"errors": self.non_field_errors()}

    def about(self) -> str:
        """What the dialog speaks of, such as a product's name; it stands below the title."""
        page = getattr(self.request.resolver_match and self.request.resolver_match.func, "model_admin", None)
        row = by_key(page.get_queryset(self.request), str(self.object_id)).first() if page and self.object_id else None
        return str(row or "")


def dialog_action(
    title: Any,
    *,
    permission: str,
    description: Any = "",
    form: type[DialogForm] = DialogForm,
    submit: Any = "",
    icon: str | None = None,
    is_severe: bool = False,
    **options: Any,
) -> Callable[[Callable[..., Any]], Any]:
    """A button that opens a dialog and, on POST, runs one act; a refusal is shown in the dialog.

    The method gets ``(request, form, object_id)`` (no ``object_id`` in the list head) and returns the sentence to say
    or a response of its own. ``permission`` names the method ``has_<permission>_permission``. What takes something
    away ``is_severe``: its buttons are red.
    """
    dialog = {"title": title, "description": description, "form_class": form, "form_submit_text": submit or title}
    dialog["variant"] = "danger" if is_severe else "primary"
    if is_severe:
        options.setdefault("variant", ActionVariant.DANGER)

    def decorate(act: Callable[..., Any]) -> Any:
        @wraps(act)
        def run(page: Any, request: HttpRequest, filled: DialogForm, **keys: Any) -> HttpResponse:
            try:
                said = act(page, request, filled, **keys)
            except NexusError as refusal:
                filled.add_error(None, refusal.sentence)
                return render(request, "unfold/helpers/dialog.html", {"dialog": dialog, "form": filled})
            if isinstance(said, HttpResponse):
                return said
            messages.success(request, said)
            return HttpResponse(headers={"HX-Redirect": page_left(request)})

        options.setdefault("url_path", act.__name__.replace("_", "-"))
        return action(description=title, permissions=[permission], dialog=dialog, icon=icon, **options)(run)

    return decorate


def page_left(request: HttpRequest) -> str:
    """The page on which the dialog was opened, for going back there; the dashboard when the browser does not say.

    Without its fragment: a browser that is sent to a place on the page it shows stays there and loads nothing, and the
    phone's button of more actions leaves such a fragment behind.
    """
    address = urldefrag(request.headers.get("HX-Current-URL", "")).url
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else reverse("admin:index")
