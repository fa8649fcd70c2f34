"""The print agent as a file for a shop's PC: one program, and with a token all that it needs to start."""

import io
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import websockets
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.core.doors import open_to
from apps.core.refusals import InvalidInput
from apps.printing import agents

PROGRAM = "nexus-agent.pyz"
SOURCES = settings.BASE_DIR / "kiosk" / "agent"
BESIDE_IT = settings.BASE_DIR / "nexus" / "deploy" / "agent"
SETTINGS = "nexus-agent.ini"
AUTHORITY = "nexus-ca.crt"
LIBRARY = Path(websockets.__file__).parent
BEYOND_A_CLIENT = (
    *("__main__.py", "auth.py", "cli.py", "connection.py", "*router.py", "*server.py"),
    *("legacy/*", "sync/*", "trio/*"),
)
START = "import sys\n\nfrom kiosk.agent.__main__ import main\n\nsys.exit(main())\n"
OWNER_ONLY, EVERYBODY = 0o100600, 0o100644
SAME_MOMENT = (2026, 1, 1, 0, 0, 0)  # so that the same sources are the same file


@open_to("printing.view_agent")
def agent_file(request: HttpRequest) -> HttpResponse:
    """The program alone; sent a token, the program with settings and what starts it with the PC."""
    if request.method != "POST":
        return _attached(program(), PROGRAM)
    token = request.POST.get("token", "")
    agent = agents.agent_of(token)
    if agent is None:
        raise InvalidInput(_("This token is not valid any more: renew it on the page of the print agent."))
    address = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    return _attached(bundle(address, token), "nexus-agent.zip")


def program() -> bytes:
    """The agent's modules, and the library it dials with, as one file that Python runs as it is."""
    sources = {
        f"kiosk/agent/{path.relative_to(SOURCES).as_posix()}": path.read_bytes() for path in SOURCES.rglob("*.py")
    }
    packed = _zipped({"__main__.py": START.encode(), "kiosk/__init__.py": b"", **sources, **_library()})
    return b"#!/usr/bin/env python3\n" + packed


def bundle(address: str, token: str) -> bytes:
    """With settings filled in; the house's own authority goes with it where the server signs for itself."""
    authority = _authority()
    written = (
        (BESIDE_IT / SETTINGS)
        .read_text()
        .format(address=address, token=token, authority=f"authority = {AUTHORITY}\n" if authority else "")
    )
    files = {path.name: path.read_bytes() for path in BESIDE_IT.iterdir() if path.name != SETTINGS}
    files = {name: _for_its_system(name, content) for name, content in files.items()}
    files |= {PROGRAM: program(), SETTINGS: written.encode()}
    return _zipped(files | ({AUTHORITY: authority} if authority else {}))


def _library() -> dict[str, bytes]:
    """The modules of websockets that an asyncio client needs, and the licence; without its C part it works the same."""
    (licence,) = LIBRARY.parent.glob("websockets-*.dist-info/licenses/LICENSE")
    parts = [part for part in LIBRARY.rglob("*.py") if not _is_beyond_a_client(part.relative_to(LIBRARY).as_posix())]
    return {part.relative_to(LIBRARY.parent).as_posix(): part.read_bytes() for part in [licence, *parts]}


def _is_beyond_a_client(part: str) -> bool:
    return any(fnmatch(part, pattern) for pattern in BEYOND_A_CLIENT)


def _authority() -> bytes:
    certificate: Path = settings.TLS_DIR / "ca.crt"
    signs_itself = settings.HTTPS and not settings.TRUSTED_PROXIES and certificate.exists()
    return certificate.read_bytes() if signs_itself else b""


def _for_its_system(name: str, content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n") if name.endswith(".bat") else content


def _zipped(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, SAME_MOMENT)
            entry.external_attr = (OWNER_ONLY if name == SETTINGS else EVERYBODY) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _attached(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)
