"""What waits for a person's word, on the phone: who asks what, where and why; a tap allows or refuses it."""

from dataclasses import dataclass
from typing import cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apps.core import clock
from apps.core.doors import open_to
from apps.core.refusals import NexusError
from apps.credits import asking, issuing
from apps.customers import merged
from apps.sales import credit
from apps.users import badges, requests
from apps.users.actors import actor_of
from apps.users.approvals import APPROVE
from apps.users.models import ApprovalRequest, User
from apps.users.resources import allowed

MOST_ANSWERED = 5
ANSWERS = {"allow": requests.grant, "refuse": requests.refuse}


@dataclass(frozen=True)
class Card:
    """A question as it is shown; ``seconds`` are left to answer it, ``whom`` is the customer whom it is about."""

    request: ApprovalRequest
    title: str
    seconds: int
    percent: str
    whom: str


@open_to(APPROVE)
@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Works without a script, too: then it is loaded anew by hand."""
    context = _context(request) | {"title": _("Waiting for you"), "answered": _answered(_user(request))}
    return render(request, "nexus/waiting.html", admin.site.each_context(request) | context)


@open_to(APPROVE)
@require_safe
@never_cache
def cards(request: HttpRequest) -> HttpResponse:
    """The cards alone, for the open page that hears of a change."""
    return render(request, "nexus/waiting_cards.html", _context(request))


@open_to(APPROVE)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap answers this one question; what is refused to the one who taps is said on the page."""
    user, act = _user(request), ANSWERS.get(request.POST.get("answer", ""))
    asked = ApprovalRequest.objects.select_related("asked_by", "register__shop", "shop")
    question = asked.filter(pk=pk, shop__in=user.reachable_shops()).first()
    if act is None or question is None:
        raise Http404
    try:
        act(question, approver=user, by=actor_of(request), note=request.POST.get("note", ""))
    except NexusError as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _said(question))
    return redirect("approvals")


def _said(question: ApprovalRequest) -> str:
    words = {"name": question.asked_by, "what": question.what.rstrip(".")}
    if question.state == ApprovalRequest.State.GRANTED:
        return _("Allowed: %(name)s may go on (%(what)s).") % words
    return _("Refused: %(name)s is told (%(what)s).") % words


def _context(request: HttpRequest) -> dict[str, object]:
    return {"cards": [_card(question) for question in badges.waiting_of(request)]}


def _card(question: ApprovalRequest) -> Card:
    left = (question.expires_at - clock.now()).total_seconds()
    percent = "" if question.limit is None else f"{question.limit.normalize():f}"
    return Card(question, allowed(question.action), max(0, int(left)), percent, _whom(question))


def _whom(question: ApprovalRequest) -> str:
    """The name is looked up, not kept with the question, so that nobody reads it there when it is forgotten."""
    if question.action == issuing.ACTION:
        customer = asking.customer_of(question.subject)
    elif question.action == credit.ACTION:
        customer = merged.whoever_is(credit.debt_of(question.subject)[0])
    else:
        return ""
    return customer.name if customer else ""


def _answered(user: User) -> list[ApprovalRequest]:
    mine = ApprovalRequest.objects.filter(answered_by=user).select_related("asked_by", "shop")
    return list(mine.order_by("-answered_at")[:MOST_ANSWERED])


def _user(request: HttpRequest) -> User:
    """The door let in nobody else."""
    return cast(User, request.user)
