"""The template of each list can be imported as it is: its example is a row like any other."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from apps.catalog import lists
from apps.core.actor import Actor
from apps.purchasing.imports import jobs, kept, template, work
from apps.purchasing.models import ImportJob
from tests.factories.catalog import make_product
from tests.factories.purchasing import make_shop_with_places

pytestmark = pytest.mark.django_db
BY = Actor.system()
Kind = ImportJob.Kind
OFFERED = {
    Kind.PRODUCTS: ["brand", "category", "color", "design", "markup_type", "shop", "size"],
    Kind.STOCK: ["place"],
    Kind.CUSTOMERS: ["frequent", "gender"],
    Kind.SUPPLIERS: [],
}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("kind", Kind.values)
def test_a_template_is_importable_as_it_is(kind: str) -> None:
    lists.set_up(by=BY)
    make_product()  # whose barcode stands in the example of the stock

    job = jobs.upload(template.workbook(kind), file_name="t.xlsx", shop=make_shop_with_places(), kind=kind, by=BY)
    work.work_on(job.pk)
    job.refresh_from_db()

    assert (job.state, list(kept.faults_of(job)), jobs.summary(job)["new"]) == (ImportJob.State.READY, [], 1)


@pytest.mark.parametrize("kind", Kind.values)
def test_a_template_offers_the_values_that_are_allowed(kind: str) -> None:
    lists.set_up(by=BY)

    sheet = openpyxl.load_workbook(BytesIO(template.workbook(kind))).worksheets[0]

    titles = {cell.column_letter: str(cell.value).rstrip("*") for cell in sheet[1]}
    rules = sheet.data_validations.dataValidation
    assert sorted(titles[str(rule.sqref).split(":")[0].rstrip("0123456789")] for rule in rules) == OFFERED[Kind(kind)]
