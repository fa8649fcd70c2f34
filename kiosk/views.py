"""What the till asks over HTTP: who stands there, signing in and out, enrolling, the catalogue."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.core.addresses import client_address
from apps.core.doors import ANYONE, REGISTER, open_to
from apps.core.refusals import InvalidInput, NexusError, NotFound
from apps.stores import enrolment
from apps.stores.models import Register
from apps.users import pins, reach
from apps.users.actors import actor_of
from apps.users.models import User
from kiosk import delta, displays, sessions, snapshot
from kiosk.answers import STATUS, body_of, number_of, refusals_as_json, refused, text_of
from kiosk.desk import REGISTER_COOKIE, REGISTER_COOKIE_DAYS, desk_of
from kiosk.dispatch import answer
from kiosk.identity import ENROL, display_of, session_of

BY_MODEL = "django.contrib.auth.backends.ModelBackend"


class WrongPassword(InvalidInput):
    """Name and password do not fit; which of the two is not told."""

    code = "wrong_password"


class LockedOut(NexusError):
    """Too many tries from this address with this name."""

    code = "locked_out"


@open_to(ANYONE)
@require_GET
def session(request: HttpRequest) -> HttpResponse:
    return _fresh(session_of(request))


@open_to(ANYONE)
@require_POST
@refusals_as_json
def sign_in(request: HttpRequest) -> HttpResponse:
    body = body_of(request)
    user = authenticate(request, username=text_of(body, "username"), password=text_of(body, "password", most=500))
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined]  # else the middleware answers with its page
        raise LockedOut(_("Too many wrong tries. Wait a quarter of an hour, or ask a manager."))
    if user is None:
        raise WrongPassword(_("User name and password do not fit."))
    login(request, user)
    return _fresh(session_of(request))


@open_to(ANYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The register stays enrolled; parked and unsent work stays on the till."""
    logout(request)
    return _fresh(session_of(request))


@open_to(REGISTER)
@require_POST
@refusals_as_json
def switch(request: HttpRequest) -> HttpResponse:
    """Another person takes over by PIN: second to a session, on an enrolled register only."""
    desk = desk_of(request)
    body = body_of(request)
    person = User.objects.filter(pk=number_of(body, "user_id"), is_active=True).first()
    if person is None:
        raise NotFound(_("This person cannot sign in (any more)."))
    reach.refuse_beyond_reach(person, desk.register.shop)
    pins.check_pin(person, text_of(body, "pin", most=20))
    login(request, person, backend=BY_MODEL)
    sessions.mark_opened_by_pin(request)
    return _fresh(session_of(request))


@open_to(ENROL)
@require_POST
@refusals_as_json
def enrol(request: HttpRequest) -> HttpResponse:
    body = body_of(request)
    register = Register.objects.select_related("shop__location").filter(pk=number_of(body, "register_id")).first()
    if register is None:
        raise NotFound(_("There is no such register."))
    reach.refuse_beyond_reach(actor_user(request), register.shop)
    token = enrolment.enrol(register, device=text_of(body, "device"), by=actor_of(request))
    request.COOKIES[REGISTER_COOKIE] = token
    answer = _fresh(session_of(request))
    keep_cookie(answer, REGISTER_COOKIE, token)
    return answer


@open_to(ENROL)
@require_POST
@refusals_as_json
def leave(request: HttpRequest) -> HttpResponse:
    """The device is no register any more."""
    register = enrolment.register_of(request.COOKIES.pop(REGISTER_COOKIE, ""))
    if register is not None:
        reach.refuse_beyond_reach(actor_user(request), register.shop)
        enrolment.leave(register, by=actor_of(request))
    answer = _fresh(session_of(request))
    answer.delete_cookie(REGISTER_COOKIE, samesite="Strict")
    return answer


@open_to(REGISTER)
@require_GET
@refusals_as_json
def catalogue(request: HttpRequest) -> HttpResponse:
    """The whole catalogue of the register's shop, compressed; not sent again to who has it."""
    desk = desk_of(request)
    found = snapshot.of_shop(desk.register.shop)
    if request.headers.get("If-None-Match") == found.tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(found.compressed, content_type="application/json")
        answer["Content-Encoding"] = "gzip"
    answer["ETag"] = found.tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@open_to(REGISTER)
@require_GET
@refusals_as_json
def changes(request: HttpRequest) -> HttpResponse:
    """What changed since the version that the till has."""
    desk = desk_of(request)
    known = request.GET.get("since", "")
    if not known.isdecimal() or len(known) > 18:
        raise InvalidInput(_("“since” must be a version of the catalogue."))
    return _fresh({"ok": True, **delta.since(desk.register.shop, int(known))})


@open_to(REGISTER)
@require_POST
def command(request: HttpRequest) -> HttpResponse:
    """The same as a message over the socket, for when none stands."""
    try:
        message = body_of(request)
    except InvalidInput as refusal:
        return JsonResponse(refused(refusal), status=422)
    told = answer(message, lambda former: desk_of(request, former=former))
    answered = _fresh(told)
    answered.status_code = 200 if told["ok"] else STATUS.get(told["refusal"]["code"], 422)
    return answered


@open_to(ANYONE)
@require_GET
def display_state(request: HttpRequest) -> HttpResponse:
    """What the customer's screen shows, and whether it is paired."""
    return _fresh(display_of(request, displays.shown_register(request.COOKIES)))


@open_to(ANYONE)
@require_POST
@refusals_as_json
def pair(request: HttpRequest) -> HttpResponse:
    """Make this browser the customer's screen of the register that offered the code."""
    register, token = displays.pair(text_of(body_of(request), "code", most=12), address=client_address(request))
    answered = _fresh(display_of(request, register))
    keep_cookie(answered, displays.COOKIE, token)
    return answered


def actor_user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("the door lets in people only")
    return request.user


def keep_cookie(answer: HttpResponse, name: str, token: str) -> None:
    """A device's token: out of reach of scripts and of other sites."""
    answer.set_cookie(
        name,
        token,
        max_age=REGISTER_COOKIE_DAYS * 86400,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _fresh(told: dict[str, object]) -> JsonResponse:
    answer = JsonResponse(told)
    answer["Cache-Control"] = "no-store"
    return answer
