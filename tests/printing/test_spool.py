"""A job is printed once: not lost when the printer is off or the server stops, never printed again by itself."""

from datetime import timedelta
from typing import Any

import pytest

from apps.core import clock, notify
from apps.printing import escpos, jobs, spool, tasks
from apps.printing.document import Document, Drawer, Picture, Text
from apps.printing.models import PrintedSheet, Printer, PrintJob
from tests.conftest import NOON
from tests.factories.printing import BY, make_job, make_printer, make_route, printing_shop, short_document
from tests.printing.tcp import TcpPrinter, unused_port

pytestmark = pytest.mark.django_db
State = PrintJob.State


def network_printer(port: int, **changes: Any) -> Printer:
    values = {"connection": Printer.Connection.NETWORK, "host": "127.0.0.1", "port": port}
    return make_printer(**{**values, **changes})


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What the tills were told: stands where the socket server would."""
    heard: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(spool, "notify", lambda group, message: heard.append((group, message)))
    return heard


def story(job: PrintJob) -> tuple[str, int, str]:
    job.refresh_from_db()
    return job.state, job.tries, job.error


def test_job_prints_on_its_printer(tcp_printer: TcpPrinter) -> None:
    printer = network_printer(tcp_printer.port)
    job = make_job(printer=printer, copies=2)

    assert spool.serve_job(job.pk) is None

    assert story(job) == (State.DONE, 1, "")
    assert tcp_printer.printed == [escpos.render(short_document(), printer, copies=2)]
    printer.refresh_from_db()
    assert (printer.seen_at == job.finished_at, printer.last_error) == (True, "")


def test_job_prints_once_however_often_it_is_served(tcp_printer: TcpPrinter) -> None:
    job = make_job(printer=network_printer(tcp_printer.port))

    spool.serve_job(job.pk)
    spool.serve_job(job.pk)
    tasks.print_due.call_local()

    assert len(tcp_printer.printed) == 1


def test_jobs_print_in_their_order() -> None:
    printer = make_printer()
    for title in ("one", "two", "three"):
        make_job(printer=printer, document=Document(title, [Text(title)]))

    spool.serve(printer.pk)

    assert list(PrintedSheet.objects.order_by("pk").values_list("title", flat=True)) == ["one", "two", "three"]


def test_job_waits_for_a_printer_that_is_off_and_prints_when_it_is_on(
    settings: Any, tcp_printer: TcpPrinter, told: list[tuple[str, dict[str, Any]]]
) -> None:
    off, shop = unused_port(), printing_shop()
    settings.PRINTER_PORTS = [off, tcp_printer.port]
    printer = network_printer(off)
    with clock.at(NOON):
        first, second = (make_job(printer=printer, shop=shop) for _ in range(2))
        again = spool.serve_job(first.pk)
    sentence = "Counter printer (127.0.0.1) does not answer: is it switched on and on the network?"
    assert again == NOON + timedelta(seconds=5)
    assert [story(job) for job in (first, second)] == [(State.QUEUED, 1, sentence), (State.QUEUED, 0, sentence)]

    Printer.objects.update(port=tcp_printer.port)
    with clock.at(NOON + timedelta(seconds=5)):
        spool.serve_job(first.pk)

    assert [story(job) for job in (first, second)] == [(State.DONE, 2, ""), (State.DONE, 1, "")]
    assert len(tcp_printer.printed) == 2
    assert [(group, message["state"], message["sentence"]) for group, message in told] == [
        (notify.shop_group(shop.pk), "off", sentence),
        (notify.shop_group(shop.pk), "ready", "Counter printer prints again."),
    ]


def test_waits_grow_to_a_minute() -> None:
    printer = make_printer(is_enabled=False)
    with clock.at(NOON):
        job = make_job(printer=printer)
    moment, waits = NOON, []
    for _ in range(7):
        with clock.at(moment):
            again = spool.serve_job(job.pk)
        assert again is not None
        waits.append((again - moment).seconds)
        moment = again

    assert waits == [5, 10, 20, 40, 60, 60, 60]


def test_job_of_yesterday_fails_rather_than_surprise_anyone() -> None:
    with clock.at(NOON):
        job = make_job(printer=make_printer(is_enabled=False))

    with clock.at(NOON + timedelta(hours=25)):
        spool.serve_all()

    assert story(job) == (State.FAILED, 1, "Counter printer is disabled: enable it under Printers.")


def test_print_that_broke_off_is_never_repeated_by_itself(
    tcp_printer: TcpPrinter, told: list[tuple[str, dict[str, Any]]]
) -> None:
    tcp_printer.breaks_off = True
    large = Document("Long", [Text("x" * 48)] * 8000)
    job = make_job(printer=network_printer(tcp_printer.port), document=large, shop=printing_shop())

    spool.serve_job(job.pk)
    tcp_printer.breaks_off = False
    spool.serve_all()

    job.refresh_from_db()
    assert (job.state, "stopped in the middle" in job.error, tcp_printer.printed) == (State.FAILED, True, [])
    assert [message["state"] for _group, message in told] == ["failed"]


def test_job_that_was_printing_when_the_server_stopped_asks_a_person() -> None:
    with clock.at(NOON):
        job = make_job(printer=make_printer())
        PrintJob.objects.update(state=State.PRINTING, started_at=NOON)

    with clock.at(NOON + timedelta(minutes=1)):
        spool.serve_all()
    assert story(job)[0] == State.PRINTING
    with clock.at(NOON + timedelta(minutes=3)):
        spool.serve_all()

    assert story(job) == (
        State.FAILED,
        0,
        "The server stopped while “Slip” was printing. Look whether it lies at the printer, "
        "then print it again or cancel it.",
    )
    assert PrintedSheet.objects.count() == 0


def test_job_without_a_printer_prints_once_its_task_is_routed() -> None:
    with clock.at(NOON):
        job = make_job()
        spool.serve_job(job.pk)
    assert story(job)[0] == State.QUEUED

    make_route(make_printer())
    with clock.at(NOON + timedelta(minutes=1)):
        spool.serve_all()

    assert story(job) == (State.DONE, 1, "")


def test_document_that_cannot_be_drawn_fails_and_the_next_prints() -> None:
    printer = make_printer()
    broken = make_job(printer=printer, document=Document("Bad", [Picture.of(b"\x89PNG\r\n\x1a\nnothing")]))
    good = make_job(printer=printer)

    spool.serve(printer.pk)

    assert story(broken) == (State.FAILED, 1, "A picture in this document cannot be read.")
    assert story(good)[0] == State.DONE


def test_a4_printer_gets_pages() -> None:
    job = make_job(printer=make_printer(kind=Printer.Kind.A4))

    spool.serve_job(job.pk)

    assert bytes(PrintedSheet.objects.get().content).startswith(b"%PDF")


def test_cancelled_job_never_prints() -> None:
    job = make_job(printer=make_printer())
    jobs.cancel(job, by=BY)

    spool.serve_job(job.pk)
    spool.serve_all()

    assert PrintedSheet.objects.count() == 0


def test_drawer_of_a_receipt_that_had_to_wait_stays_shut() -> None:
    printer = make_printer()
    with clock.at(NOON):
        receipt = make_job(printer=printer, document=Document("Slip", [Text("Hello"), Drawer()]))
        drawer = make_job(printer=printer, document=Document("Drawer opened", [Drawer()]))

    with clock.at(NOON + timedelta(seconds=61)):
        spool.serve(printer.pk)

    assert escpos.OPEN_DRAWER not in bytes(PrintedSheet.objects.get().content)
    assert story(receipt)[0] == State.DONE
    assert story(drawer) == (
        State.FAILED,
        1,
        "The drawer stayed shut because the printer was off: open it again from the till.",
    )


def test_drawer_opens_while_somebody_waits() -> None:
    printer = make_printer()
    job = make_job(printer=printer, document=Document("Drawer opened", [Drawer()]))

    spool.serve_job(job.pk)

    assert escpos.OPEN_DRAWER in bytes(PrintedSheet.objects.get().content)
