"""Pictures of goods and of the company, for people who signed in, registers and their customer displays.

Nothing else that was uploaded is served.
"""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils._os import safe_join

from apps.core.doors import REGISTER, open_to
from kiosk import displays

FOLDERS = ("styles", "products", "company")
KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif"}
A_DAY = 86_400


@open_to(REGISTER)
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """A file of one of the folders, by its plain name; its kind is that of its ending, never guessed.

    A PIN opens no page beyond the till, and a display has no session at all: those two show their device's token.
    """
    if not request.user.is_authenticated and displays.shown_register(request.COOKIES) is None:
        return redirect_to_login(request.get_full_path())
    kind = KINDS.get(Path(name).suffix.lower())
    if folder not in FOLDERS or kind is None:
        raise Http404
    file = Path(safe_join(settings.MEDIA_ROOT, folder, name))
    if not file.is_file():
        raise Http404
    headers = {"Cache-Control": f"private, max-age={A_DAY}", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(file.read_bytes(), content_type=kind, headers=headers)


urlpatterns = [path("<str:folder>/<str:name>", picture, name="picture")]
