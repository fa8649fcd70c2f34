"""What several pages of printing share: their style, which buttons they leave out, paper as a picture."""

from typing import Any

from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

STYLES = {"all": ["printing/backoffice.css"]}


def without(actions: list[Any], *names: str) -> list[Any]:
    return [action for action in actions if not action.action_name.endswith(tuple(f"_{name}" for name in names))]


def picture_of(address: str, title: str) -> SafeString:
    return format_html('<img class="paper" src="{}" alt="{}" loading="lazy">', address, title)


def png_response(png: bytes) -> HttpResponse:
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})
