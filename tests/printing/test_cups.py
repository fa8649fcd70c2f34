"""Jobs through a real CUPS: pages onto its file device, a printer's own language to a port, by server and by agent."""

import time
from collections.abc import Callable, Iterator

import pytest

from apps.printing import drivers, finding, spool
from apps.printing.models import Printer, PrintJob, Task
from kiosk.agent.printers import cups as agent_cups
from tests.factories.printing import make_job, make_printer, unsaved_printer
from tests.printing import cups
from tests.printing.cups import Cups
from tests.printing.tcp import TcpPrinter, switched_on

pytestmark = pytest.mark.skipif(not cups.IS_THERE, reason="needs CUPS: apt-get install cups")
RAW = b"\x1b@" + bytes(range(256)) * 20
PDF = b"%PDF-1.7\n" + RAW


@pytest.fixture(scope="module")
def running() -> Iterator[Cups]:
    with cups.server() as found:
        yield found


@pytest.fixture(autouse=True)
def in_use(running: Cups, monkeypatch: pytest.MonkeyPatch) -> Cups:
    monkeypatch.setenv("CUPS_SERVER", str(running.socket))
    return running


@pytest.fixture
def port(in_use: Cups) -> Iterator[TcpPrinter]:
    with switched_on() as printer:
        in_use.add_raw("counter", printer.port)
        yield printer


def soon(what: Callable[[], object], running: Cups) -> object:
    ends = time.monotonic() + 30
    while not what():
        assert time.monotonic() < ends, running.log
        time.sleep(0.05)
    return what()


def queue(name: str, **changes: str) -> Printer:
    return unsaved_printer(**{"connection": Printer.Connection.CUPS, "queue": name, **changes})


def test_a_page_is_written_by_the_file_device(in_use: Cups) -> None:
    paper = in_use.add_file("office")

    drivers.send(queue("office", kind=Printer.Kind.A4), PDF, title="Invoice")

    assert soon(paper.read_bytes, in_use) == PDF


@pytest.mark.django_db
def test_a_job_is_printed_by_the_file_device(in_use: Cups) -> None:
    paper = in_use.add_file("office")
    printer = make_printer(connection=Printer.Connection.CUPS, queue="office", kind=Printer.Kind.A4)
    job = make_job(printer=printer, task=Task.INVOICE)

    spool.serve_job(job.pk)

    assert PrintJob.objects.get().state == PrintJob.State.DONE
    assert str(soon(paper.read_bytes, in_use)).startswith("b'%PDF-")


def test_a_printers_own_language_reaches_it_unchanged(in_use: Cups, port: TcpPrinter) -> None:
    drivers.send(queue("counter"), RAW, title="RCP-202611-001")

    assert soon(lambda: list(port.printed), in_use) == [RAW]


def test_an_agents_queues_print_the_same(in_use: Cups, port: TcpPrinter) -> None:
    paper = in_use.add_file("desk")

    found = agent_cups.queues()
    found["counter"].send(RAW, "RCP-202611-001")
    found["desk"].send(PDF, "Invoice")

    assert soon(lambda: list(port.printed), in_use) == [RAW]
    assert soon(paper.read_bytes, in_use) == PDF


def test_the_queues_are_found(in_use: Cups) -> None:
    in_use.add_file("office")

    assert finding.Found(Printer.Connection.CUPS, "office", queue="office") in finding.cups_queues()


def test_a_queue_that_is_gone_refuses(in_use: Cups) -> None:
    with pytest.raises(drivers.PrinterOff, match="CUPS did not take it for nowhere"):
        drivers.send(queue("nowhere"), RAW, title="Slip")
