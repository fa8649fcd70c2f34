from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.printing import cleaning, jobs, searches
from apps.printing.document import Document, Drawer, Text, from_json
from apps.printing.models import PrinterSearch, PrintJob, Task
from tests.conftest import NOON
from tests.factories.printing import (
    BY,
    make_job,
    make_printer,
    make_route,
    printing_shop,
    sample_receipt,
    short_document,
)

pytestmark = pytest.mark.django_db
State = PrintJob.State


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


def test_queue_is_one_insert_when_the_printer_is_known() -> None:
    shop, printer = printing_shop(), make_printer()

    with CaptureQueriesContext(
        connection,
    ) as asked:
        jobs.queue(sample_receipt(), task=Task.RECEIPT, shop=shop, by=BY, printer=printer)

    assert [query["sql"].split()[0] for query in asked] == ["INSERT"]


def test_queue_keeps_the_document_and_finds_the_printer() -> None:
    shop, printer = printing_shop(), make_printer()
    make_route(printer, shop=shop)

    job = jobs.queue(sample_receipt(), task=Task.RECEIPT, shop=shop, by=BY, copies=2)

    job.refresh_from_db()
    assert (job.printer, job.state, job.copies, job.title) == (printer, State.QUEUED, 2, "RCP-202611-042")
    assert (job.created_by_name, from_json(job.document)) == ("Ngozi Okafor", sample_receipt())


def test_queue_without_a_route_waits_and_says_so() -> None:
    job = make_job()

    assert (job.printer, job.state) == (None, State.QUEUED)
    assert job.error == "No printer serves receipts here yet: choose one under Printers."


def test_queue_of_an_act_that_failed_is_gone_with_it() -> None:
    with transaction.atomic():
        make_job()
        transaction.set_rollback(True)

    assert PrintJob.objects.count() == 0


def test_queue_wakes_the_background_after_commit(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as woken:
        make_job()

    assert len(woken) == 1


def test_reprint_is_a_job_of_its_own_marked_as_a_copy() -> None:
    first = make_job(document=Document("Slip", [Text("Hello"), Drawer()]))
    printer = make_printer()
    make_route(printer)

    again = jobs.reprint(first, by=BY)

    assert (again.reprint_of, again.printer, again.state) == (first, printer, State.QUEUED)
    assert from_json(again.document) == Document(
        "Slip", [Text("COPY", align="center", size="large", bold=True), Text("Hello")]
    )
    assert acts() == ["printing.reprint"]


def test_reprint_of_labels_bears_no_mark() -> None:
    first = make_job(task=Task.BARCODE)

    assert jobs.reprint(first, by=BY).document == first.document


@pytest.mark.parametrize("state", [State.QUEUED, State.FAILED])
def test_cancel_gives_up_a_job_that_waits_or_failed(state: PrintJob.State) -> None:
    job = make_job()
    PrintJob.objects.update(state=state)

    jobs.cancel(job, by=BY)

    assert (job.state, job.finished_at is None) == (State.CANCELLED, False)
    assert acts() == ["printing.cancel"]


@pytest.mark.parametrize("act", [jobs.cancel, jobs.retry])
@pytest.mark.parametrize("state", [State.PRINTING, State.DONE, State.CANCELLED])
def test_cancel_and_retry_leave_a_job_that_went_on(act: Any, state: PrintJob.State) -> None:
    job = make_job(document=short_document())
    PrintJob.objects.update(state=state)

    with pytest.raises(jobs.WrongState) as refused:
        act(job, by=BY)

    assert refused.value.sentence == f"“Slip” is {state.label}: that cannot be done any more."
    assert (PrintJob.objects.get().state, acts()) == (state, [])


def test_retry_starts_again_on_the_printer_of_today() -> None:
    job = make_job()
    PrintJob.objects.update(state=State.FAILED, tries=9, error="It was off.")
    printer = make_printer()
    make_route(printer)

    jobs.retry(job, by=BY)

    assert (job.state, job.tries, job.error, job.printer) == (State.QUEUED, 0, "", printer)
    assert acts() == ["printing.retry"]


def test_reassigned_job_stays_on_its_new_printer() -> None:
    make_route(make_printer(name="Of the route"))
    job, other = make_job(), make_printer(name="Other")
    PrintJob.objects.update(state=State.FAILED, tries=3, error="Out of paper.")

    jobs.reassign(job, printer=other, by=BY)
    jobs.retry(job, by=BY)

    assert (job.state, job.printer, job.tries, job.error) == (State.QUEUED, other, 0, "")
    assert jobs.reprint(job, by=BY).printer == other
    assert acts() == ["printing.reassign", "printing.retry", "printing.reprint"]


@pytest.mark.parametrize("state", [State.PRINTING, State.DONE, State.CANCELLED])
def test_job_that_went_on_is_not_reassigned(state: PrintJob.State) -> None:
    job = make_job()
    PrintJob.objects.update(state=state)

    with pytest.raises(jobs.WrongState):
        jobs.reassign(job, printer=make_printer(), by=BY)

    assert (PrintJob.objects.get().state, PrintJob.objects.get().printer, acts()) == (state, None, [])


def test_several_jobs_leave_alone_what_went_on() -> None:
    first, second = make_job(), make_job()
    PrintJob.objects.filter(pk=first.pk).update(state=State.DONE)

    assert jobs.for_each([first, second], lambda job: jobs.cancel(job, by=BY)) == 1
    assert set(PrintJob.objects.values_list("state", flat=True)) == {State.DONE, State.CANCELLED}


def test_old_jobs_that_are_over_leave_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "BATCH", 2)
    with clock.at(NOON):
        old = [make_job() for _ in range(5)]
        waiting = make_job()
    for job, state in zip(old, [State.DONE, State.DONE, State.FAILED, State.CANCELLED, State.DONE], strict=True):
        PrintJob.objects.filter(pk=job.pk).update(state=state, finished_at=NOON)
    with clock.at(NOON + timedelta(days=1)):
        recent = make_job()
        PrintJob.objects.filter(pk=recent.pk).update(
            state=State.DONE, finished_at=NOON + timedelta(days=1), reprint_of=old[0]
        )

    with clock.at(NOON + timedelta(days=90, seconds=1)):
        assert [cleaning.clean_up(), cleaning.clean_up()] == [5, 0]

    assert list(PrintJob.objects.order_by("pk").values_list("pk", "reprint_of")) == [
        (waiting.pk, None),
        (recent.pk, None),
    ]


def test_old_searches_for_printers_go_too() -> None:
    with clock.at(NOON):
        searches.begin("", by=BY)

    with clock.at(NOON + timedelta(days=91)):
        searches.begin("", by=BY)
        cleaning.clean_up()

    assert PrinterSearch.objects.values_list("created_at").get() == (NOON + timedelta(days=91),)
