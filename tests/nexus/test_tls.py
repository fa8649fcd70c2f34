"""The shop's own HTTPS: certificates that a device accepts once it trusts the authority, renewed when they must be."""

import socket
import ssl
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from nexus import tls

HOSTS = ["localhost", "127.0.0.1", "shop.local"]


def speak(certificates: tls.Certificates, name: str) -> str:
    """What a client that trusts the authority is told by a server with the certificate, asked for as ``name``."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificates.certificate, certificates.key)
    trusting = ssl.create_default_context(cafile=str(certificates.authority))
    here, there = socket.socketpair()

    def greet() -> None:
        with served.wrap_socket(there, server_side=True) as session:
            session.sendall(b"welcome")

    server = threading.Thread(target=greet, daemon=True)
    server.start()
    with trusting.wrap_socket(here, server_hostname=name) as session:
        said = session.recv(7).decode()
    server.join(5)
    return said


@pytest.mark.parametrize("name", HOSTS)
def test_a_device_that_trusts_the_authority_trusts_the_server(tmp_path: Path, name: str) -> None:
    assert speak(tls.ensure(tmp_path / "tls", HOSTS), name) == "welcome"


def test_certificates_are_kept_from_start_to_start(tmp_path: Path) -> None:
    first = tls.ensure(tmp_path, HOSTS)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert tls.ensure(tmp_path, HOSTS) == first
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_new_address_renews_the_server_and_keeps_the_authority(tmp_path: Path) -> None:
    before = tls.ensure(tmp_path, HOSTS)
    authority, certificate = before.authority.read_bytes(), before.certificate.read_bytes()

    after = tls.ensure(tmp_path, [*HOSTS, "10.0.0.9"])

    assert after.authority.read_bytes() == authority
    assert after.certificate.read_bytes() != certificate
    assert speak(after, "10.0.0.9") == "welcome"


def test_a_certificate_near_its_end_is_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tls, "SERVER_DAYS", timedelta(days=tls.RENEWAL_DAYS - 1).days)
    old = tls.ensure(tmp_path, HOSTS).certificate.read_bytes()
    monkeypatch.undo()

    assert tls.ensure(tmp_path, HOSTS).certificate.read_bytes() != old


def test_a_lost_authority_is_made_anew_with_what_it_signed(tmp_path: Path) -> None:
    tls.ensure(tmp_path, HOSTS).authority.unlink()

    assert speak(tls.ensure(tmp_path, HOSTS), "localhost") == "welcome"


def test_keys_are_for_the_owner_only(tmp_path: Path) -> None:
    tls.ensure(tmp_path / "tls", HOSTS)

    assert {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "tls").glob("*.key")} == {
        "ca.key": "0o600",
        "server.key": "0o600",
    }
