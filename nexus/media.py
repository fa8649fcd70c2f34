"""Pictures of goods for people who signed in, registers and their customer displays; the logo for anyone.

Nothing else that was uploaded is served.
"""

from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils._os import safe_join

from apps.core import pictures
from apps.core.doors import ANYONE, REGISTER, open_to
from kiosk import displays

FOLDERS = ("styles", "products")
LOGOS = "company"
KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif"}
A_DAY = 86_400


@open_to(REGISTER)
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """A PIN opens no page beyond the till, and a display has no session at all: those two show their device's token."""
    return _shown(request, folder, name)


@open_to(REGISTER)
def small_picture(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """For lists and tiles; drawn when it is first asked for, and kept."""
    return _shown(request, folder, name, is_small=True)


def _shown(request: HttpRequest, folder: str, name: str, *, is_small: bool = False) -> HttpResponseBase:
    if not request.user.is_authenticated and displays.shown_register(request.COOKIES) is None:
        return redirect_to_login(request.get_full_path())
    if folder not in FOLDERS:
        raise Http404
    if is_small:
        _draw_small(folder, name)
    return _file(f"{folder}/{pictures.SMALL}" if is_small else folder, name, "private")


@open_to(ANYONE)
def logo(request: HttpRequest, name: str) -> HttpResponse:
    """It stands on the receipts that customers open by their link."""
    return _file(LOGOS, name, "public")


def _draw_small(folder: str, name: str) -> None:
    whole = Path(safe_join(settings.MEDIA_ROOT, folder, name))
    kept = Path(safe_join(settings.MEDIA_ROOT, folder, pictures.SMALL, name))
    if kept.is_file() or not whole.is_file():
        return
    try:
        drawn = pictures.small(whole.read_bytes())
    except pictures.InvalidPicture as refusal:
        raise Http404 from refusal
    kept.parent.mkdir(exist_ok=True)
    with NamedTemporaryFile(dir=kept.parent, delete=False) as half:
        half.write(drawn)
    Path(half.name).replace(kept)  # two that ask at once draw the same


def _file(folder: str, name: str, reach: str) -> HttpResponse:
    """By its plain name; its kind is that of its ending, never guessed."""
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        raise Http404
    file = Path(safe_join(settings.MEDIA_ROOT, folder, name))
    if not file.is_file():
        raise Http404
    headers = {"Cache-Control": f"{reach}, max-age={A_DAY}", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(file.read_bytes(), content_type=kind, headers=headers)


urlpatterns = [
    path(f"{LOGOS}/<str:name>", logo, name="logo"),
    path(f"<str:folder>/{pictures.SMALL}/<str:name>", small_picture, name="small-picture"),
    path("<str:folder>/<str:name>", picture, name="picture"),
]
