"""All that is stored about one person as a workbook, and nothing that is the shop's own."""

from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.customers import people
from apps.office import merging, taking_along
from apps.office.belongings import belongings
from apps.sales import mailing, parking
from tests.factories.customers import make_customer
from tests.factories.sales import Till, sell

pytestmark = pytest.mark.django_db
BY = Actor(user_id=None, name="Musa Bello")


def test_a_customers_workbook_has_a_sheet_for_every_table_that_knows_them(till: Till, shirt: Product) -> None:
    ada = make_customer(name="Ada Obi", phone="0803 765 4321", email="ada@example.com", may_be_mailed=True)
    twin = make_customer(name="=Ada()", phone="0803 111 1111")
    people.change(ada, name="Ada Eze", by=BY)
    mailing.mail(sell(till, (shirt, 2), customer_id=ada.pk), "ada@example.com", by=till.actor)
    sell(till, (shirt, 1), customer_id=make_customer(name="Bola").pk)
    parking.park({"lines": []}, key=uuid4(), units=1, by=till.actor)
    merging.merge(ada.pk, twin.pk, by=BY)

    book = load_workbook(BytesIO(taking_along.workbook_of(ada, by=BY)))

    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    assert set(sheets) == {
        *("Customer", "Versions", "Consents", "Merged customers", "Receipts", "Lines", "Tenders", "Mail"),
    }
    assert (len(sheets["Receipts"]), len(sheets["Lines"]), len(sheets["Versions"])) == (2, 2, 6)
    assert "Ada Eze" in sheets["Customer"][1]
    assert not any("cost" in str(title).lower() for title in sheets["Lines"][0])
    assert "Bola" not in str(sheets)


def test_taking_it_along_is_on_record_without_the_name_in_clear() -> None:
    ada = make_customer(name="Ada Obi")

    taking_along.workbook_of(ada, by=BY)

    entry = AuditEntry.objects.get(act="office.take_along")
    assert (entry.user_name, entry.subject_key, "Ada" in entry.facts) == ("Musa Bello", str(ada.pk), False)


def test_every_table_that_names_a_customer_is_told_or_left_out_on_purpose() -> None:
    left_out = {each.model._meta.label for each in belongings() if each.model in taking_along.NOT_THEIRS}

    assert left_out == {"office.DuplicatePair"}
