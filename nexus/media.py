"""Pictures of goods and of the company, for people who signed in; nothing else that was uploaded is served."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils._os import safe_join

from apps.core.doors import SIGNED_IN, open_to

FOLDERS = ("styles", "products", "company")
KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif"}
A_DAY = 86_400


@open_to(SIGNED_IN)
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """A file of one of the folders, by its plain name; its kind is that of its ending, never guessed."""
    kind = KINDS.get(Path(name).suffix.lower())
    if folder not in FOLDERS or kind is None:
        raise Http404
    file = Path(safe_join(settings.MEDIA_ROOT, folder, name))
    if not file.is_file():
        raise Http404
    headers = {"Cache-Control": f"private, max-age={A_DAY}", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(file.read_bytes(), content_type=kind, headers=headers)


urlpatterns = [path("<str:folder>/<str:name>", picture, name="picture")]
