"""The printers of a PC: real sockets, processes, files and terminals; what stands for Windows is told below."""

import os
import sys
import tty
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import pytest

from kiosk.agent.printers import at_this_pc, cups, devices, windows
from kiosk.agent.printers.faults import BrokeOff, NotTaken, Unfit
from tests.printing.tcp import TcpPrinter, switched_on, unused_port

HERE = Path("/srv/agent")


def a_system_with(folder: Path, **scripts: str) -> None:
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system that knows the queues ``counter`` and ``office``."""
    a_system_with(
        tmp_path, lpstat='printf "counter\\noffice\\n-o\\n"', lp=f'echo "$@" > {tmp_path}/words; cat > {tmp_path}/given'
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


@pytest.fixture
def serial_line() -> Any:
    """A terminal's two ends: the printer's, and the name of the port."""
    printer, port = os.openpty()
    tty.setraw(port)
    yield printer, os.ttyname(port)
    os.close(printer)
    os.close(port)


@pytest.mark.parametrize(
    ("written", "printer"),
    [
        ("usb:/dev/usb/lp0", devices.Device("/dev/usb/lp0")),
        ("serial:COM3", devices.SerialPort("COM3", 9600)),
        ("serial: /dev/ttyS0 @ 19200", devices.SerialPort("/dev/ttyS0", 19200)),
        ("network:192.168.1.50", devices.NetworkPrinter("192.168.1.50", 9100)),
        ("Network:192.168.1.50:9101", devices.NetworkPrinter("192.168.1.50", 9101)),
        ("folder:printed", devices.Folder(HERE / "printed")),
        ("folder:/var/printed", devices.Folder(Path("/var/printed"))),
    ],
)
def test_a_printer_is_named_as_people_write_it(written: str, printer: Any) -> None:
    assert devices.printer_of(written, HERE) == printer


@pytest.mark.parametrize("written", ["", "usb", "usb:", "lpt:1", "serial:COM3@fast", "network:printer:port"])
def test_what_names_no_printer_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(Unfit, match="Write "):
        devices.printer_of(written, HERE)


def test_the_systems_queues_and_the_named_ones_are_offered(system: Path) -> None:
    found = at_this_pc({"office": "folder:printed", "Labels": "usb:/dev/usb/lp1"}, HERE)

    assert {name: printer.kind for name, printer in found.items()} == {
        "counter": "cups",
        "office": "folder",
        "Labels": "usb",
    }


def test_cups_gets_raw_bytes_and_turns_pages_itself(system: Path) -> None:
    cups.Queue("counter").send(b"\x1b@\x00", "RCP-202611-001 ₦")
    raw = (system / "words").read_text()
    cups.Queue("counter").send(b"%PDF-1.7", "-o landscape")

    assert raw == "-d counter -t RCP-202611-001 -o raw -- -\n"
    assert (system / "words").read_text() == "-d counter -t o-landscape -- -\n"
    assert (system / "given").read_bytes() == b"%PDF-1.7"


def test_cups_that_refuses_says_why(system: Path) -> None:
    a_system_with(system, lp='echo "lp: no such queue" >&2; exit 1')

    with pytest.raises(NotTaken, match="lp: no such queue"):
        cups.Queue("counter").send(b"x", "Slip")


def test_a_pc_without_cups_has_no_queues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert cups.queues() == {}
    with pytest.raises(NotTaken, match="cups-client"):
        cups.Queue("counter").send(b"x", "Slip")


def test_a_device_gets_every_byte(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reading = Thread(target=lambda: received.append(pipe.read_bytes()))
    reading.start()
    content = bytes(range(256)) * 2000

    while not received and reading.is_alive():  # a pipe that nobody reads yet is no device
        try:
            devices.Device(str(pipe)).send(content, "Slip")
            break
        except NotTaken:
            continue
    reading.join(10)

    assert received == [content]


def test_a_device_that_is_unplugged_took_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotTaken, match="No such file or directory"):
        devices.Device(str(tmp_path / "lp0")).send(b"x", "Slip")


@pytest.mark.parametrize(("length", "fault"), [(0, NotTaken), (200_000, BrokeOff)])
def test_a_device_without_paper_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int, fault: type[Exception]
) -> None:
    monkeypatch.setattr(devices, "SEND_SECONDS", 0.1)
    os.mkfifo(tmp_path / "lp0")
    reader = os.open(tmp_path / "lp0", os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(tmp_path / "lp0", os.O_WRONLY | os.O_NONBLOCK)
    os.write(writer, b"x" * (0 if length else 65536))

    with pytest.raises(fault, match="with paper"):
        devices.Device(str(tmp_path / "lp0")).send(b"x" * (length or 1), "Slip")

    os.close(reader)
    os.close(writer)


def test_a_device_that_is_out_of_paper_says_so() -> None:
    with pytest.raises(NotTaken, match="it is out of paper"):
        devices.Device("/dev/full").send(b"x", "Slip")


def test_a_serial_printer_gets_every_byte(serial_line: tuple[int, str]) -> None:
    printer, port = serial_line
    content = bytes(range(256))

    devices.SerialPort(port, 19200).send(content, "Slip")

    assert os.read(printer, 1000) == content


def test_a_serial_port_that_is_not_there_took_nothing() -> None:
    with pytest.raises(NotTaken):
        devices.SerialPort("/dev/no-such-port").send(b"x", "Slip")


def test_a_printer_in_the_shops_network_gets_every_byte() -> None:
    with switched_on() as printer:
        devices.NetworkPrinter("127.0.0.1", printer.port).send(b"\x1b@" * 1000, "Slip")
        received = printed_by(printer)

    assert received == [b"\x1b@" * 1000]


def printed_by(printer: TcpPrinter) -> list[bytes]:
    return list(printer.printed)


def test_a_network_printer_that_is_off_took_nothing() -> None:
    with pytest.raises(NotTaken, match=r"127\.0\.0\.1"):
        devices.NetworkPrinter("127.0.0.1", unused_port()).send(b"x", "Slip")


def test_a_network_printer_that_breaks_off_leaves_it_uncertain() -> None:
    with switched_on() as printer:
        printer.breaks_off = True

        with pytest.raises(BrokeOff):
            devices.NetworkPrinter("127.0.0.1", printer.port).send(b"x" * 10_000_000, "Slip")


def test_a_folder_keeps_each_job_as_a_file(tmp_path: Path) -> None:
    folder = devices.Folder(tmp_path / "printed")

    folder.send(b"\x1b@", "../RCP-1 ₦")
    folder.send(b"%PDF-1.7", "Invoice")

    kept = sorted((tmp_path / "printed").iterdir())
    assert [path.name.partition("-")[2].split("-", 2)[2] for path in kept] == ["RCP-1.bin", "Invoice.pdf"]
    assert [path.read_bytes() for path in kept] == [b"\x1b@", b"%PDF-1.7"]


class Win32Print(ModuleType):
    """The module of pywin32 as its documentation has it: Windows itself is not here."""

    class error(Exception):  # noqa: N801 - as pywin32 calls it
        pass

    def __init__(self) -> None:
        super().__init__("win32print")
        self.spooled: list[tuple[Any, ...]] = []
        self.short_by = 0
        self.is_stopped = False

    def EnumPrinters(self, flags: int, name: None, level: int) -> list[dict[str, Any]]:
        if self.is_stopped:
            raise self.error(1722, "EnumPrinters", "The RPC server is unavailable.")
        return [{"pPrinterName": "EPSON TM-T20II Receipt", "pServerName": None, "Attributes": 0}] if level == 4 else []

    def OpenPrinter(self, name: str) -> str:
        if name != "EPSON TM-T20II Receipt":
            raise self.error(1801, "OpenPrinter", "The printer name is invalid.")
        return name

    def StartDocPrinter(self, printer: str, level: int, document: tuple[str, None, str]) -> int:
        self.spooled.append((printer, *document))
        return 1

    def StartPagePrinter(self, printer: str) -> None: ...

    def WritePrinter(self, printer: str, content: bytes) -> int:
        self.spooled.append((content,))
        return len(content) - self.short_by

    def EndPagePrinter(self, printer: str) -> None: ...

    def EndDocPrinter(self, printer: str) -> None: ...

    def ClosePrinter(self, printer: str) -> None: ...


@pytest.fixture
def pywin32(monkeypatch: pytest.MonkeyPatch) -> Win32Print:
    module = Win32Print()
    monkeypatch.setitem(sys.modules, "win32print", module)
    return module


def test_windows_lists_its_printers_and_gets_raw_bytes(pywin32: Win32Print) -> None:
    found = windows.queues()
    found["EPSON TM-T20II Receipt"].send(b"\x1b@", "RCP-1")

    assert [*found] == ["EPSON TM-T20II Receipt"]
    assert pywin32.spooled == [("EPSON TM-T20II Receipt", "RCP-1", None, "RAW"), (b"\x1b@",)]


def test_windows_that_refuses_says_why(pywin32: Win32Print) -> None:
    with pytest.raises(NotTaken, match="The printer name is invalid"):
        windows.WindowsPrinter("Gone").send(b"x", "Slip")

    assert pywin32.spooled == []


def test_windows_that_takes_less_leaves_it_uncertain(pywin32: Win32Print) -> None:
    pywin32.short_by = 1

    with pytest.raises(BrokeOff, match="1 of 2 bytes"):
        windows.WindowsPrinter("EPSON TM-T20II Receipt").send(b"\x1b@", "Slip")


def test_windows_whose_spooler_is_stopped_has_no_printers(pywin32: Win32Print) -> None:
    pywin32.is_stopped = True

    assert windows.queues() == {}


def test_without_pywin32_there_are_no_printers_of_windows() -> None:
    assert windows.queues() == {}
    with pytest.raises(NotTaken, match="pip install pywin32"):
        windows.WindowsPrinter("EPSON").send(b"x", "Slip")
