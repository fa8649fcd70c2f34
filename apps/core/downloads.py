"""A file that is handed out, under the name that it shall have."""

from django.http import HttpResponse


def file_of(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
