"""Printers are found on real sockets of this machine and by a real process that stands where lpstat does."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.core import background, clock
from apps.printing import finding, searches
from apps.printing.finding import Found
from apps.printing.models import Printer, PrinterSearch
from apps.printing.profiles import PROFILES
from tests.factories.printing import BY, make_printer
from tests.factories.stores import make_shop
from tests.factories.users import make_manager, make_md, signed_in

pytestmark = pytest.mark.django_db
PRINTERS = "/admin/printing/printer/"
CUPS, NETWORK = Printer.Connection.CUPS, Printer.Connection.NETWORK


@contextmanager
def listening(*hosts: str) -> Iterator[int]:
    """Printers on one port of several addresses of this machine."""
    doors: list[socket.socket] = []
    try:
        for host in hosts:
            door = socket.create_server((host, doors[0].getsockname()[1] if doors else 0))
            doors.append(door)
        yield doors[0].getsockname()[1]
    finally:
        for door in doors:
            door.close()


@pytest.fixture
def no_cups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def lpstat(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "lpstat"
    script.write_text('#!/bin/sh\n[ "$1" = -e ] && printf "counter\\noffice-a4\\n-o\\n"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def searched(addresses: str) -> PrinterSearch:
    search = searches.begin(addresses, by=BY)
    finding.carry_out(search.pk)
    search.refresh_from_db()
    return search


@pytest.mark.usefixtures("no_cups")
def test_search_finds_what_listens_in_the_range_and_nothing_beyond(settings: Any) -> None:
    with listening("127.0.0.2", "127.0.0.9", "127.0.0.30") as port:
        settings.PRINTER_PORTS = [port, 631]
        search = searched("127.0.0.1-20")

    assert finding.found_in(search) == [
        Found(NETWORK, "Printer at 127.0.0.2", "127.0.0.2", port),
        Found(NETWORK, "Printer at 127.0.0.9", "127.0.0.9", port),
    ]
    assert (search.error, search.finished_at is None) == ("", False)
    assert background.progress_of(finding.work_of(search)) is None
    entry = AuditEntry.objects.get(act="printing.find_printers")
    assert (entry.subject_name, json.loads(entry.facts)["addresses"]) == ("127.0.0.1-20", 20)


@pytest.mark.usefixtures("lpstat")
def test_search_lists_the_queues_of_the_system() -> None:
    search = searched("")

    assert finding.found_in(search) == [Found(CUPS, name, queue=name) for name in ("counter", "office-a4")]


@pytest.mark.parametrize(
    ("written", "first", "last", "count"),
    [
        ("192.168.1.0/24", "192.168.1.1", "192.168.1.254", 254),
        ("192.168.1.7/24", "192.168.1.1", "192.168.1.254", 254),
        (" 10.0.0.5 - 10.0.1.4 ", "10.0.0.5", "10.0.1.4", 256),
        ("10.0.0.5-9", "10.0.0.5", "10.0.0.9", 5),
        ("10.0.0.5", "10.0.0.5", "10.0.0.5", 1),
        ("10.0.0.4/31", "10.0.0.4", "10.0.0.5", 2),
        ("10.0.0.0/22", "10.0.0.1", "10.0.3.254", 1022),
        ("10.0.0.0-10.0.3.255", "10.0.0.0", "10.0.3.255", 1024),
    ],
)
def test_range_is_read_as_people_write_it(written: str, first: str, last: str, count: int) -> None:
    found = finding.addresses_of(written)

    assert (str(found[0]), str(found[-1]), len(found)) == (first, last, count)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("8.8.8.0/24", "8.8.8.0/24 is not on a network for printers: PRINTER_NETWORKS allows 10.0.0.0/8,"),
        ("9.255.255.250-10.0.0.5", "9.255.255.250-10.0.0.5 is not on a network for printers"),
        ("10.0.0.0/21", "That range has more than 1,024 addresses: search a part of it, such as 192.168.1.0/24."),
        ("10.0.0.0-10.0.4.0", "That range has more than 1,024 addresses"),
        ("::/0", "That range has more than 1,024 addresses"),
        ("the shop", "“the shop” is no range of addresses. Write 192.168.1.0/24 or 192.168.1.10-50."),
        ("10.0.0.9-5", "“10.0.0.9-5” is no range of addresses."),
        ("10.0.0.9-fd00::1", "“10.0.0.9-fd00::1” is no range of addresses."),
        ("10.0.0.1-999", "“10.0.0.1-999” is no range of addresses."),
    ],
)
def test_range_that_may_not_be_searched_is_refused(written: str, sentence: str) -> None:
    with pytest.raises(finding.RangeUnfit) as refused:
        searches.begin(written, by=BY)

    assert refused.value.sentence.startswith(sentence)
    assert (PrinterSearch.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.usefixtures("no_cups")
def test_search_that_is_stopped_keeps_what_it_found(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    search = searches.begin("127.0.0.2-40", by=BY)
    with listening("127.0.0.2", "127.0.0.40") as port:
        settings.PRINTER_PORTS = [port]
        tell = background.Work.tell

        def told(work: background.Work, done: int, total: int, stage: str = "") -> None:
            if done == 3:
                searches.stop(search)
            tell(work, done, total, stage)

        monkeypatch.setattr(background.Work, "tell", told)
        finding.carry_out(search.pk)

    search.refresh_from_db()
    assert search.error == "It was stopped: only a part of the range was searched."
    assert [found.host for found in finding.found_in(search)] == ["127.0.0.2"]


@pytest.mark.usefixtures("lpstat")
def test_search_of_a_server_that_stopped_is_begun_anew() -> None:
    search = searches.begin("", by=BY)

    finding.resume()
    assert PrinterSearch.objects.get().finished_at is None
    with clock.at(clock.now() + timedelta(minutes=3)):
        finding.resume()

    search.refresh_from_db()
    assert len(finding.found_in(search)) == 2


@pytest.mark.usefixtures("lpstat")
def test_found_printer_is_added_once_as_the_model_it_is() -> None:
    search = searched("")

    printer = searches.add(search, 1, profile="generic-a4", by=BY)
    with pytest.raises(searches.NotFound) as refused:
        searches.add(search, 1, profile="generic-a4", by=BY)

    assert (printer.name, printer.connection, printer.queue, printer.kind) == ("office-a4", CUPS, "office-a4", "a4")
    assert refused.value.sentence == "office-a4 is among the printers already."
    assert Printer.objects.count() == 1
    assert AuditEntry.objects.filter(act="printing.add_printer").count() == 1


@pytest.mark.usefixtures("lpstat")
def test_found_printer_takes_a_name_that_is_free() -> None:
    make_printer(name="COUNTER")

    assert searches.add(searched(""), 0, profile="generic-80", by=BY).name == "counter 2"


@pytest.mark.usefixtures("lpstat")
@pytest.mark.parametrize(("number", "profile"), [(2, "generic-80"), (-1, "generic-80"), (0, "laser")])
def test_what_was_not_found_is_not_added(number: int, profile: str) -> None:
    with pytest.raises(searches.NotFound):
        searches.add(searched(""), number, profile=profile, by=BY)

    assert Printer.objects.count() == 0


@pytest.mark.parametrize("key", PROFILES)
def test_every_model_is_a_printer_that_can_be_saved(key: str) -> None:
    printer = Printer(name=key, **PROFILES[key].values())  # type: ignore[arg-type]

    printer.full_clean()

    assert printer.dots <= printer.paper_mm / 25.4 * printer.dpi + 1


@pytest.mark.usefixtures("lpstat")
def test_search_through_the_pages() -> None:
    md = signed_in(make_md(make_shop()))
    sent = md.post(f"{PRINTERS}find/", {"_form_submitted": "on", "addresses": ""})
    search = PrinterSearch.objects.get()
    page = f"{PRINTERS}search/{search.pk}/"
    assert sent.headers["HX-Redirect"] == page
    assert f"{page}progress/" in md.get(page).content.decode()
    assert md.get(f"{page}progress/").json() == {"is_over": False, "stage": ""}

    finding.carry_out(search.pk)
    added = md.post(f"{page}add/", {"number": "0", "profile": "xprinter-58"}, follow=True).content.decode()

    assert md.get(f"{page}progress/").json()["is_over"] is True
    assert "counter is added. Try it with a test print." in added
    assert Printer.objects.values_list("name", "columns").get() == ("counter", 32)
    assert "added as counter" in md.get(page).content.decode()


def test_refused_range_is_told_in_the_dialog() -> None:
    md = signed_in(make_md(make_shop()))

    answer = md.post(f"{PRINTERS}find/", {"_form_submitted": "on", "addresses": "8.8.8.8"})

    assert "8.8.8.8 is not on a network for printers" in answer.content.decode()
    assert PrinterSearch.objects.count() == 0


@pytest.mark.parametrize("who", [make_manager, None])
def test_search_needs_the_right_to_add_printers(client: Client, who: Any) -> None:
    browser = signed_in(who(make_shop())) if who else client
    search = searches.begin("", by=BY)
    pages = [f"{PRINTERS}search/{search.pk}/{act}" for act in ("", "progress/", "add/", "stop/")]

    answers = [browser.get(page).status_code for page in pages[:2]]
    answers += [browser.post(page).status_code for page in [*pages[2:], f"{PRINTERS}find/"]]

    assert answers == [403 if who else 302] * 5
    assert (Printer.objects.count(), PrinterSearch.objects.count()) == (0, 1)
