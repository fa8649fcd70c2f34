"""Bytes through real sockets, processes and files."""

from pathlib import Path
from typing import Any

import pytest

from apps.printing import drivers
from apps.printing.models import PrintedSheet, Printer
from tests.factories.printing import make_printer, unsaved_printer
from tests.printing.tcp import TcpPrinter, unused_port

Connection = Printer.Connection


def network(port: int, host: str = "127.0.0.1") -> Printer:
    return unsaved_printer(connection=Connection.NETWORK, host=host, port=port)


def cups(**changes: Any) -> Printer:
    return unsaved_printer(**{"connection": Connection.CUPS, "queue": "counter", **changes})


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system whose ``lp`` writes down its words and what it was given."""
    script = tmp_path / "lp"
    script.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\ncat > {tmp_path}/given\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def test_network_printer_receives_every_byte(tcp_printer: TcpPrinter) -> None:
    content = bytes(range(256)) * 400

    drivers.send(network(tcp_printer.port), content, title="Slip")

    assert tcp_printer.printed == [content]


def test_network_printer_that_is_off_took_nothing(settings: Any) -> None:
    port = unused_port()
    settings.PRINTER_PORTS = [port]

    with pytest.raises(drivers.PrinterOff) as refused:
        drivers.send(network(port), b"x", title="Slip")

    assert refused.value.sentence == (
        "Counter printer (127.0.0.1) does not answer: is it switched on and on the network?"
    )


def test_network_printer_that_breaks_off_leaves_it_uncertain(tcp_printer: TcpPrinter) -> None:
    tcp_printer.breaks_off = True

    with pytest.raises(drivers.PrintUncertain) as refused:
        drivers.send(network(tcp_printer.port), b"x" * 10_000_000, title="Slip")

    assert "stopped in the middle" in refused.value.sentence


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 22, "Port 22 is not one for printers: use 9100, 631."),
        (
            "8.8.8.8",
            9100,
            "8.8.8.8 is not on a network for printers: "
            "PRINTER_NETWORKS allows 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 127.0.0.0/8.",
        ),
    ],
)
def test_address_beyond_the_printers_networks_is_refused(host: str, port: int, sentence: str) -> None:
    with pytest.raises(drivers.PrinterUnfit) as refused:
        drivers.permitted_address(host, port)

    assert refused.value.sentence == sentence


def test_name_that_nobody_knows_is_a_printer_that_is_off() -> None:
    with pytest.raises(drivers.PrinterOff):
        drivers.permitted_address("no such printer", 9100)


def test_cups_is_handed_raw_bytes(lp: Path) -> None:
    drivers.send(cups(), b"\x1b@\x00", title="RCP-202611-001")

    assert (lp / "words").read_text() == "-d counter -t rcp-202611-001 -o raw -- -\n"
    assert (lp / "given").read_bytes() == b"\x1b@\x00"


def test_cups_turns_pages_itself(lp: Path) -> None:
    drivers.send(cups(kind=Printer.Kind.A4), b"%PDF", title="Invoice")

    assert (lp / "words").read_text() == "-d counter -t invoice -- -\n"


def test_cups_that_refuses_says_why(lp: Path) -> None:
    (lp / "lp").write_text('#!/bin/sh\necho "lp: The printer or class does not exist." >&2\nexit 1\n')

    with pytest.raises(drivers.PrinterOff) as refused:
        drivers.send(cups(), b"x", title="Slip")

    assert refused.value.sentence == "CUPS did not take it for counter: lp: The printer or class does not exist."


def test_cups_queue_cannot_be_an_option(lp: Path) -> None:
    with pytest.raises(drivers.PrinterUnfit):
        drivers.send(cups(queue="-o landscape"), b"x", title="Slip")

    assert not (lp / "words").exists()


def test_system_without_cups_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(drivers.PrinterUnfit, match="cups-client"):
        drivers.send(cups(), b"x", title="Slip")


def test_file_printer_writes_into_the_data_directory(data_dir: Path) -> None:
    drivers.send(unsaved_printer(connection=Connection.FILE), b"\x1b@", title="../RCP-1")

    (written,) = (data_dir / "printed").iterdir()
    assert (written.read_bytes(), written.name.endswith("-counter-printer-rcp-1.bin")) == (b"\x1b@", True)


@pytest.mark.django_db
def test_virtual_printer_keeps_its_newest_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drivers, "SHEETS_KEPT", 2)
    printer = make_printer()

    for title in ("one", "two", "three"):
        drivers.send(printer, b"\x1b@", title=title)

    assert list(PrintedSheet.objects.values_list("title", flat=True)) == ["three", "two"]
