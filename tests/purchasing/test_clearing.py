"""What an import kept of people goes when it is over; that it happened stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.actor import Actor
from apps.customers.models import Customer
from apps.purchasing.imports import clearing, jobs, kept, work
from apps.purchasing.models import ImportJob, ImportRow
from tests.factories.purchasing import make_shop_with_places

pytestmark = pytest.mark.django_db
BY = Actor(user_id=None, name="Ada", address="10.0.0.7")
State = ImportJob.State
PEOPLE = b"name,phone\nNgozi Okafor,08031234567\n"


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def job() -> ImportJob:
    shop = make_shop_with_places()
    return worked_on(jobs.upload(PEOPLE, file_name="people.csv", shop=shop, kind=ImportJob.Kind.CUSTOMERS, by=BY))


def worked_on(job: ImportJob) -> ImportJob:
    work.work_on(job.pk)
    job.refresh_from_db()
    return job


def clear_up_after(days: int) -> None:
    with clock.at(clock.now() + timedelta(days=days)):
        clearing.clear_up()


def files(folder: Path) -> int:
    return len(list(folder.rglob("*.csv")))


def test_rows_and_file_of_a_list_that_is_over_go_after_a_week_and_its_figures_stay(
    job: ImportJob, uploads: Path
) -> None:
    jobs.confirm(job, leave_out_faults=False, by=BY)
    worked_on(job)

    clear_up_after(clearing.KEPT_DAYS - 1)
    job.refresh_from_db()
    assert (job.cleared_at, job.rows.count(), files(uploads)) == (None, 1, 1)
    clear_up_after(clearing.KEPT_DAYS + 1)
    clear_up_after(clearing.KEPT_DAYS + 1)

    job.refresh_from_db()
    assert (job.cleared_at is None, job.rows.count(), files(uploads), job.file.name) == (False, 0, 0, "")
    assert (job.state, jobs.summary(job)["new"], Customer.objects.count()) == (State.DONE, 1, 1)
    assert "Ngozi" not in f"{job.columns}{job.summary}{job.result}"
    assert AuditEntry.objects.filter(act="purchasing.clear_import").count() == 1


def test_a_list_that_waits_is_put_aside_when_nobody_went_on_with_it_for_a_month(job: ImportJob, uploads: Path) -> None:
    clear_up_after(clearing.ABANDONED_DAYS - 1)
    job.refresh_from_db()
    assert (job.state, job.rows.count()) == (State.READY, 1)

    clear_up_after(clearing.ABANDONED_DAYS + 1)
    job.refresh_from_db()
    assert (job.state, job.said) == (State.CANCELLED, "Nobody went on with it for 30 days.")
    assert job.rows.count() == 1

    clear_up_after(clearing.ABANDONED_DAYS + clearing.KEPT_DAYS + 2)
    assert (ImportRow.objects.count(), files(uploads), Customer.objects.count()) == (0, 0, 0)


def test_many_rows_go_in_portions(job: ImportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PORTION", 2)
    more = [ImportRow(job=job, number=number, outcome="new", detail="{}") for number in range(5, 10)]
    ImportRow.objects.bulk_create(more)

    kept.remove_rows(job)

    assert ImportRow.objects.count() == 0
