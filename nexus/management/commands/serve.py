"""The whole of Nexus in one process: pages, sockets and background tasks."""

import socket
from importlib import import_module
from pathlib import Path
from typing import Any

from daphne.server import Server, reactor  # first: it chooses the reactor that everything else finds
from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from twisted.internet.endpoints import quoteStringArgument
from twisted.internet.task import LoopingCall

from apps.core import notify
from apps.users import set_up
from nexus import collected, machine, occupancy, set_up_code, tls, worker

SECONDS_BETWEEN_WORKER_CHECKS = 10


class Command(BaseCommand):
    help = "Serve the till, the customer display and the back office, and work on background tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="Where to listen; 0.0.0.0 for the shop's network.")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--no-worker", action="store_true", help="Leave background tasks to `run_huey` processes.")

    def handle(self, *args: Any, host: str, port: int, no_worker: bool, **options: Any) -> None:
        with occupancy.data_directory():
            self._serve(host, port, works=not no_worker)
        self.stdout.write("Nexus is closed.")

    def _serve(self, host: str, port: int, *, works: bool) -> None:
        _refuse_unexpected_host(host)
        _refuse_taken_port(host, port)
        if settings.REDIS_URL:
            cache.get("is Redis there?")  # else its absence shows with the first page only
        self.check_migrations()
        collected.collect(self.stdout.write)
        code = set_up_code.current() if set_up.is_open() else ""
        connection.close()
        certificates = _certificates(host)
        from nexus.asgi import application  # not before: it lists the static files when it is made

        server = Server(
            application=application,
            endpoints=[_endpoint(host, port, certificates)],
            ready_callable=lambda: self._announce(host, port, certificates, code),
        )
        reactor.callWhenRunning(_open_for_threads)
        if works:
            worker.start()
            LoopingCall(worker.revive).start(SECONDS_BETWEEN_WORKER_CHECKS, now=False)
        try:
            server.run()
        finally:
            worker.stop()

    def _announce(self, host: str, port: int, certificates: tls.Certificates | None, code: str) -> None:
        scheme = "https" if certificates else "http"
        bases = [f"{scheme}://{shown}:{port}" for shown in _shown_hosts(host)]
        lines = ["Nexus is open.", ""]
        for base in bases:
            lines += [f"  Back office       {base}/", f"  Till              {base}/sell/"]
            lines += [f"  Customer display  {base}/customer-display/", ""]
        lines += [f"  Data              {settings.DATA_DIR}"]
        if certificates:
            lines += ["", *_how_to_trust(bases[-1], certificates.authority)]
        if code:
            lines += ["", f"  Nobody works here yet. Open {bases[-1]}/set-up/", f"  Set-up code       {code}"]
        if settings.DEMO_NOTE.exists():
            lines += ["", settings.DEMO_NOTE.read_text().rstrip()]
        self.stdout.write("\n".join([*lines, "", "Stop with Ctrl-C."]))
        self.stdout.flush()
        reactor.callInThread(import_module, "apps.printing.typesetting")  # the first PDF need not wait for it


def _open_for_threads() -> None:
    notify.serve_from(reactor._asyncioEventloop)


def _refuse_unexpected_host(host: str) -> None:
    """Which names are answered, and whether cookies want HTTPS, was settled by ``HOST`` before."""
    if machine.is_loopback(host) == settings.IS_ON_NETWORK:
        raise CommandError(f"The settings expect HOST={settings.HOST}: write HOST={host} instead of --host {host}.")


def _refuse_taken_port(host: str, port: int) -> None:
    """Say so before anything starts: the server itself would only log it and end."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Nexus cannot listen on {host} port {port}: {error.strerror}. Choose another with PORT= or HOST=."
            ) from error


def _certificates(host: str) -> tls.Certificates | None:
    """Certificates where the shop's network reaches the server itself, not through a proxy that has its own."""
    if machine.is_loopback(host) or settings.TRUSTED_PROXIES or not settings.HTTPS:
        return None
    return tls.ensure(settings.TLS_DIR, [*machine.names(), *machine.addresses(), "localhost", "127.0.0.1"])


def _endpoint(host: str, port: int, certificates: tls.Certificates | None) -> str:
    where = f"port={port}:interface={quoteStringArgument(host)}"
    if certificates is None:
        return f"tcp:{where}"
    key, certificate = (quoteStringArgument(str(path)) for path in (certificates.key, certificates.certificate))
    return f"ssl:{where}:privateKey={key}:certKey={certificate}"


def _shown_hosts(host: str) -> list[str]:
    if host in ("0.0.0.0", "::"):  # noqa: S104
        return machine.addresses() or machine.names()
    return [f"[{host}]" if ":" in host else host]


def _how_to_trust(base: str, authority: Path) -> list[str]:
    return [
        "  Each device must trust this server once:",
        f"    1. Open {base}/trust/ca.crt there (accept the warning this one time) and save the file.",
        "    2. Windows: open it, Install Certificate, Local Machine, Trusted Root Certification Authorities.",
        "       Android: Settings, Security, Install a certificate, CA certificate.",
        "       Chromium on Linux: chrome://certificate-manager, Installed by you, Trusted certificates, Import.",
        f"    The same file lies here: {authority}",
    ]
