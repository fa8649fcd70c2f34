"""The shells of till and display: pages without data, the worker that keeps them, and the manifest."""

import json

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from apps.core.doors import ANYONE, SIGNED_IN, open_to
from apps.printing import pdf
from kiosk import cards, shell, words

# A string becomes code or markup nowhere in these pages; one policy admits the worker's own path.
strict = csp_update({"require-trusted-types-for": ["'script'"], "trusted-types": ["nexus-worker"]})


@open_to(ANYONE)
@strict
@require_safe
@ensure_csrf_cookie
def till(request: HttpRequest) -> HttpResponse:
    return _shell(request, "kiosk/till.html")


@open_to(ANYONE)
@strict
@require_safe
@ensure_csrf_cookie
def display(request: HttpRequest) -> HttpResponse:
    return _shell(request, "kiosk/display.html")


@open_to(ANYONE)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, headed by the list of what it keeps: a new version of anything is a new worker."""
    kept = {"version": shell.version(), "files": shell.files(), "pages": ["/sell/", "/customer-display/"]}
    head = f"self.SHELL = {json.dumps(kept)};\n"
    answer = HttpResponse(head + shell.WORKER.read_text(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


@open_to(SIGNED_IN)
@require_safe
def commands(request: HttpRequest) -> HttpResponse:
    """The barcodes that press the till's buttons, on A4."""
    answer = HttpResponse(pdf.a4_pdf(cards.sheet()), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="till-commands.pdf"'
    return answer


@open_to(ANYONE)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    sizes = [("192", "any"), ("512", "any"), ("512", "maskable")]
    icons = [
        {
            "src": f"{shell.assets()}icons/{'maskable' if purpose == 'maskable' else 'till'}-{size}.png",
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in sizes
    ]
    told = {
        "name": "Nexus till",
        "short_name": "Till",
        "id": "/sell/",
        "start_url": "/sell/",
        "scope": "/sell/",
        "display": "standalone",
        "orientation": "any",
        "background_color": "#f6f5f2",
        "theme_color": "#1f4d3f",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _shell(request: HttpRequest, template: str) -> HttpResponse:
    told = words.of_page()
    answer = render(request, template, {"assets": shell.assets(), "words": json.dumps(told) if told else ""})
    answer["Cache-Control"] = "no-cache"
    return answer
