"""What the agent is told: the shop's address and its token, and printers that the system does not know.

[agent]
address = https://shop.example
token = …
authority = nexus-ca.crt        (when the server signs its own certificates)

[printers]
Counter = usb:/dev/usb/lp0
"""

from configparser import ConfigParser, Error
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.agent.printers import devices
from kiosk.agent.printers.faults import Unfit

PATH = "/ws/agent/"
SOCKETS = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}
LONGEST_NAME = 120


class Unusable(Exception):
    """The settings lack something, or say it in a way that cannot work."""


@dataclass(frozen=True)
class Settings:
    """``file`` is where they stand; paths in it are meant from there."""

    file: Path
    address: str
    token: str = field(repr=False)
    authority: str = ""
    printers: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.file.absolute().parent


def read(file: Path, *, address: str = "", token: str = "") -> Settings:
    """From the file, which may be missing when ``address`` and ``token`` are given; refuses with Unusable."""
    written = _parsed(file)
    agent = dict(written["agent"]) if written.has_section("agent") else {}
    printers = dict(written["printers"]) if written.has_section("printers") else {}
    address, token = address or agent.get("address", ""), token or agent.get("token", "")
    if not address or not token:
        raise Unusable(
            f"Say where the shop is and what the token is: write address and token under [agent] in {file.absolute()}."
        )
    settings = Settings(file, _socket_address(address), token.strip(), _authority(file, agent), printers)
    _refuse_unfit(settings)
    return settings


def _parsed(file: Path) -> ConfigParser:
    written = ConfigParser(interpolation=None, delimiters=("=",), inline_comment_prefixes=None)
    written.optionxform = str  # type: ignore[assignment,method-assign]  # names of printers keep their capitals
    try:
        written.read_string(file.read_text(encoding="utf-8-sig") if file.exists() else "", str(file))
    except (Error, OSError, UnicodeDecodeError) as wrong:
        raise Unusable(f"{file.absolute()} cannot be read: {str(wrong).splitlines()[0]}") from wrong
    return written


def _socket_address(address: str) -> str:
    try:
        there = urlsplit(address.strip())
        is_one = there.scheme in SOCKETS and there.hostname and (there.port or True) and "@" not in there.netloc
    except ValueError:
        is_one = False
    if not is_one:
        raise Unusable(
            f"“{address}” is no address of a shop. Write it as in the browser, such as https://shop.example."
        )
    return f"{SOCKETS[there.scheme]}://{there.netloc}{PATH}"


def _authority(file: Path, agent: dict[str, str]) -> str:
    named = agent.get("authority", "").strip()
    if not named:
        return ""
    certificate = file.absolute().parent / named
    if not certificate.is_file():
        raise Unusable(f"The certificate {certificate} is missing: get it from the shop's address with /trust/ca.crt.")
    return str(certificate)


def _refuse_unfit(settings: Settings) -> None:
    for name, where in settings.printers.items():
        try:
            devices.printer_of(where, settings.folder)
        except Unfit as unfit:
            raise Unusable(f"{name}: {unfit}") from unfit
        if len(name) > LONGEST_NAME:
            raise Unusable(f"{name}: a printer's name has at most {LONGEST_NAME} characters.")
