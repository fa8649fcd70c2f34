"""Two people confirm one list, two workers take it up, two lists bring the same goods: it happens once."""

from pathlib import Path
from typing import Any

import pytest

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.purchasing.imports import jobs, work, writing
from apps.purchasing.models import ImportJob, PurchaseInvoice
from tests.databases import in_threads
from tests.factories.catalog import make_category
from tests.factories.purchasing import make_shop_with_places
from tests.purchasing import workbooks

pytestmark = pytest.mark.usefixtures("real_database")
ADA, BOLA = Actor(user_id=None, name="Ada Obi"), Actor(user_id=None, name="Bola Ade")
State = ImportJob.State
ROWS = 12


@pytest.fixture(autouse=True)
def _short_portions(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for name in ("FIRST_ROWS", "FEWEST_ROWS", "MOST_ROWS"):
        monkeypatch.setattr(writing, name, 5)


@pytest.fixture
def job(real_database: None) -> ImportJob:
    make_category("Shirts")
    return read("first.xlsx", make_shop_with_places())


def read(name: str, shop: Any) -> ImportJob:
    content = workbooks.workbook(*(workbooks.row(size=f"{number}") for number in range(100, 100 + ROWS)))
    job = jobs.upload(content, file_name=name, shop=shop, by=ADA)
    work.work_on(job.pk)
    return ImportJob.objects.get(pk=job.pk)


def confirm(job: ImportJob, by: Actor) -> None:
    jobs.confirm(ImportJob.objects.get(pk=job.pk), leave_out_faults=False, by=by)


def test_a_list_that_two_confirm_at_once_is_confirmed_by_one(job: ImportJob) -> None:
    outcomes = in_threads([lambda: confirm(job, ADA), lambda: confirm(job, BOLA)])
    work.work_on(job.pk)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "PreviewOutdated"]
    assert (Product.objects.count(), PurchaseInvoice.objects.count()) == (ROWS, 1)


def test_a_list_that_four_workers_take_up_at_once_is_written_by_one(job: ImportJob) -> None:
    confirm(job, ADA)

    outcomes = in_threads([lambda: work.work_on(job.pk)] * 4)

    assert outcomes == [None] * 4
    assert ImportJob.objects.get().state == State.DONE
    assert (Product.objects.count(), PurchaseInvoice.objects.get().units) == (ROWS, 3 * ROWS)


def test_of_two_lists_with_the_same_goods_one_is_written_and_the_other_must_be_looked_at_again(job: ImportJob) -> None:
    other = read("second.xlsx", job.shop)
    confirm(job, ADA)
    confirm(other, BOLA)

    in_threads([lambda: work.work_on(job.pk), lambda: work.work_on(other.pk)])
    while waiting := ImportJob.objects.filter(state=State.WRITING).first():
        work.work_on(waiting.pk)

    states = sorted(ImportJob.objects.values_list("state", flat=True))
    assert states == [State.DONE, State.READY]
    assert (Product.objects.count(), PurchaseInvoice.objects.count()) == (ROWS, 1)
