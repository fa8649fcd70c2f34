"""JSON in, JSON out: what every answer of the till's addresses looks like, refusals included."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from apps.core.refusals import InvalidInput, NexusError

View = Callable[..., HttpResponse]
HALF_CHARACTER = "\\ud"
STATUS = {
    "session_ended": 401,
    "not_enrolled": 403,
    "not_allowed": 403,
    "not_found": 404,
    "conflict": 409,
    "locked_out": 429,
}


def refusals_as_json(view: View) -> View:
    """What an act or a check refuses is answered as ``{ok: false, refusal}``, with a fitting status."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NexusError as refusal:
            return JsonResponse(refused(refusal), status=STATUS.get(refusal.code, 422))

    return answered


def refused(refusal: NexusError) -> dict[str, Any]:
    told = {"code": refusal.code, "sentence": str(refusal.sentence), "details": refusal.details}
    return {"ok": False, "refusal": told}


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The request's JSON object; refuses anything else."""
    return parse(request.body)


def parse(text: str | bytes) -> dict[str, Any]:
    try:
        told = text if isinstance(text, str) else text.decode()
        body = json.loads(told or "{}", parse_float=_refuse_number, parse_constant=_refuse_number)
        if HALF_CHARACTER in told.lower():
            json.dumps(body, ensure_ascii=False).encode()  # half an emoji could be neither kept nor sent back
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise InvalidInput(_("The till sent something that is not understood: reload the page."))
    return body


def text_of(body: dict[str, Any], name: str, *, most: int = 200) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise InvalidInput(
            _("“%(name)s” must be a text of at most %(most)d characters.") % {"name": name, "most": most}
        )
    return value.strip()


def number_of(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise InvalidInput(_("“%(name)s” must be a whole number.") % {"name": name})
    return value


def _refuse_number(text: str) -> None:
    """Amounts travel as text: a fraction in JSON is a mistake; NaN and Infinity are no JSON at all."""
    raise ValueError(text)
