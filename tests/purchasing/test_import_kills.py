"""A process killed in the midst of an import, as by a power cut: the list is whole once, or not there at all."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.models import Hold
from apps.inventory.models import StockMove
from apps.purchasing.imports import jobs
from apps.purchasing.models import ImportJob, PurchaseInvoice
from tests.browser import ROOT, Site, empty_shop
from tests.factories.catalog import make_category
from tests.factories.purchasing import make_shop_with_places
from tests.purchasing import workbooks

__all__ = ["empty_shop"]

ROWS = 2_000
ADA = Actor(user_id=None, name="Ada", address="10.0.0.7")
State = ImportJob.State


class Importer:
    """A shop on a file, and processes that work on its lists."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.minutes = 0

    def begin(self, what: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DATA_DIR": str(self.site.data_dir),
        }
        self.minutes += 1
        command = [sys.executable, "-m", "tests.purchasing.importer", what, str(self.minutes)]
        return subprocess.Popen(command, cwd=ROOT, env=environment)

    def work(self, what: str = "again") -> None:
        assert self.begin(what).wait(240) == 0

    def kill_when(self, what: str, is_in_the_midst: Callable[[], bool]) -> None:
        process = self.begin(what)
        deadline = time.monotonic() + 120
        while not self.site.do(is_in_the_midst):
            assert process.poll() is None, "it was over before it was killed"
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
        process.wait(20)

    def job(self) -> ImportJob:
        return self.site.do(ImportJob.objects.get)


@pytest.fixture
def importer(empty_shop: Path, tmp_path: Path, settings: Any, django_db_blocker: DjangoDbBlocker) -> Iterator[Importer]:
    (tmp_path / "nexus.sqlite3").write_bytes(empty_shop.read_bytes())
    settings.MEDIA_ROOT = tmp_path / "media"
    with django_db_blocker.unblock():
        site = Site(tmp_path, 0)
        yield Importer(site)
        site.close()


def upload() -> int:
    make_category("Shirts")
    shop = make_shop_with_places()
    job = jobs.upload(workbooks.long_list(ROWS), file_name="long.xlsx", shop=shop, by=ADA)
    return int(job.pk)


def confirm() -> None:
    jobs.confirm(ImportJob.objects.get(), leave_out_faults=False, by=ADA)


def is_half_written() -> bool:
    return 0 < ImportJob.objects.get().written_to < ROWS


def is_half_read() -> bool:
    return ImportJob.objects.get().rows.exists() and ImportJob.objects.get().state == State.READING


def books() -> dict[str, Any]:
    invoices = PurchaseInvoice.objects.values_list("number", "units")
    return {
        "invoices": [(number[:7], units) for number, units in invoices],
        "lines": sum(invoice.lines.count() for invoice in PurchaseInvoice.objects.all()),
        "products": Product.objects.count(),
        "versions": Product.history.count(),
        "moves": StockMove.objects.count(),
        "imported": AuditEntry.objects.filter(act="purchasing.import").count(),
        "holder": "".join(Hold.objects.values_list("holder", flat=True)),
    }


@pytest.mark.prove
def test_a_process_killed_in_mid_write_is_followed_by_one_that_makes_the_list_whole_once(importer: Importer) -> None:
    key = importer.site.do(upload)
    importer.work(str(key))
    importer.site.do(confirm)

    importer.kill_when(str(key), is_half_written)
    midst = importer.job()
    assert (midst.state, 0 < midst.written_to < ROWS) == (State.WRITING, True)
    importer.site.do(call_command, "check_integrity")  # in order in the midst of it, too
    importer.kill_when("again", lambda: ImportJob.objects.get().written_to > midst.written_to)
    importer.work()
    importer.work()

    pieces = sum(number % 9 + 1 for number in range(ROWS))
    assert (importer.job().state, importer.job().tries) == (State.DONE, 0)
    assert importer.site.do(books) == {
        "invoices": [("INV001/", pieces)],
        **dict.fromkeys(("lines", "products", "versions", "moves"), ROWS),
        "imported": 1,
        "holder": "",
    }
    importer.site.do(call_command, "check_integrity")
    importer.site.do(call_command, "verify_audit")


def test_a_process_killed_in_mid_preview_is_followed_by_one_that_reads_the_list(importer: Importer) -> None:
    key = importer.site.do(upload)

    importer.kill_when(str(key), is_half_read)
    importer.work()

    job = importer.job()
    assert (job.state, jobs.summary(job)["new"]) == (State.READY, ROWS)
    assert importer.site.do(lambda: job.rows.count()) == ROWS


@pytest.mark.prove
def test_a_file_that_kills_its_reader_is_tried_three_times(importer: Importer) -> None:
    key = importer.site.do(upload)

    for number, what in enumerate((str(key), "again", "again"), 1):
        importer.kill_when(what, lambda number=number: ImportJob.objects.get().tries == number)  # type: ignore[misc]
    importer.work()

    assert (importer.job().state, "ended its reader 3 times" in importer.job().said) == (State.UNREADABLE, True)
    assert importer.site.do(books)["products"] == 0
