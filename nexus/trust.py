"""The local authority's certificate, for the devices that shall trust this server."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from apps.core.doors import ANYONE, open_to


@open_to(ANYONE)
def authority(request: HttpRequest) -> HttpResponse:
    """The certificate alone, as a file that Windows, Android and Linux know how to install."""
    certificate = settings.TLS_DIR / "ca.crt"
    if not certificate.exists():
        raise Http404("This server has no local authority.")
    answer = HttpResponse(certificate.read_bytes(), content_type="application/x-x509-ca-cert")
    answer.headers["Content-Disposition"] = 'attachment; filename="nexus-ca.crt"'
    return answer
