"""Where somebody waits for another's word on a store credit, and issues it with one press when it came."""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core import clock
from apps.core.buttons import ButtonPage
from apps.core.refusals import InvalidInput
from apps.credits import asking, issuing
from apps.credits.issuing import Wish
from apps.credits.models import Credit
from apps.stores.backoffice import shops_of
from apps.stores.models import Shop
from apps.users import requests
from apps.users.models import ApprovalRequest

LIST = "admin:credits_credit_changelist"


class AskedPage(ButtonPage):
    """One question, for who asked it. ``?progress`` says whether it was answered, for the page that waits."""

    title = gettext_lazy("Store credit above your limit")
    permission_required = issuing.RIGHT
    template_name = "credits/asked.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "progress" in request.GET:
            return JsonResponse({"is_over": not self.is_waiting, "stage": self._stage()})
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {"finish": self._finish, "withdraw": self._withdraw}

    def way_back(self) -> str:
        """The credit, once it is issued; the list, when it is not wanted any more."""
        if self.credit is not None:
            return reverse("admin:credits_credit_change", args=[self.credit.pk])
        self.asked.refresh_from_db()
        is_gone = self.asked.state == ApprovalRequest.State.WITHDRAWN
        return reverse(LIST) if is_gone else str(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "title": self.title,
            "asked": self.asked,
            "wish": self.wish,
            "credit": self.credit,
            "state": requests.state_in_words(self.asked),
            "is_waiting": self.is_waiting,
            "is_usable": self.is_usable,
            "progress_address": f"{self.request.path}?progress" if self.is_waiting else "",
            "stage": self._stage(),
            "shops": shops_of(self.request).filter(is_active=True).order_by("name"),
            "home": getattr(self.request.user, "shop_id", None),
            "again": f"{reverse('admin:credits_credit_add')}?{urlencode(self._typed())}",
            "list": reverse(LIST),
        }

    @cached_property
    def asked(self) -> ApprovalRequest:
        rows = ApprovalRequest.objects.select_related("answered_by", "approval", "shop")
        mine = rows.filter(asked_by=self.request.user.pk, action=issuing.ACTION, register=None)
        found = mine.filter(pk=self.kwargs["asked_id"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def wish(self) -> Wish | None:
        """None when the customer is gone."""
        try:
            return asking.wish_of(self.asked)
        except InvalidInput:
            return None

    @property
    def credit(self) -> Credit | None:
        return Credit.objects.filter(key=self.wish.key).first() if self.wish else None

    @property
    def is_waiting(self) -> bool:
        return self.asked.state == ApprovalRequest.State.WAITING and not requests.is_lapsed(self.asked)

    @property
    def is_usable(self) -> bool:
        word = self.asked.approval
        return word is not None and word.used_at is None and word.expires_at > clock.now() and self.wish is not None

    def _stage(self) -> str:
        seconds = max(0, int((self.asked.expires_at - clock.now()).total_seconds()))
        return _("Waiting for an answer, %(minutes)d:%(seconds)02d left") % {
            "minutes": seconds // 60,
            "seconds": seconds % 60,
        }

    def _typed(self) -> dict[str, str]:
        """What the form begins with when it is filled in again."""
        if self.wish is None:
            return {}
        until = self.wish.expires_on.isoformat() if self.wish.expires_on else ""
        typed = {"customer": str(self.wish.customer.pk), "purpose": str(self.wish.purpose), "expires_on": until}
        return typed | {"value": f"{self.wish.value:.2f}", "reason": self.wish.reason}

    # What the buttons do.

    def _finish(self) -> str:
        issued = asking.finish(self.asked, by=self.model_admin.actor(self.request), slip_at=self._shop())
        return _("%(number)s is issued to %(name)s.") % {"number": issued.number, "name": issued.customer}

    def _withdraw(self) -> str:
        by = self.model_admin.actor(self.request)
        requests.withdraw(self.asked.key, asked_by=self.asked.asked_by, by=by)
        return _("The question is taken back: nothing was issued.")

    def _shop(self) -> Shop | None:
        """Where the slip is printed, if anywhere."""
        key = self.request.POST.get("printed_at", "")
        return shops_of(self.request).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
