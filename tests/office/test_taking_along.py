"""All that is stored about one person as a workbook, and nothing that is the shop's own."""

from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.credits import asking
from apps.credits.issuing import Wish
from apps.credits.models import Credit
from apps.customers import people
from apps.office import merging, taking_along
from apps.office.belongings import belongings
from apps.preorders import telling
from apps.sales import mailing, parking
from apps.users.actors import actor_for
from tests.factories.credits import make_credit
from tests.factories.customers import make_customer
from tests.factories.loyalty import make_account
from tests.factories.preorders import arrived
from tests.factories.returns import completed
from tests.factories.sales import Till, sell
from tests.factories.users import make_manager, make_md

TOLD = {
    *("sales.ReceiptLine", "sales.Tender", "sales.Delivery", "sales.Void", "sales.SaleException"),
    *("credits.CreditEntry", "preorders.PreOrderStep", "returns.ReturnLine", "returns.ReturnStep"),
    *("loyalty.PointLot", "loyalty.PointEntry"),
}
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


def test_what_was_promised_owed_brought_back_and_earned_is_told_with_every_step(till: Till, shirt: Product) -> None:
    ada = make_account(300, customer=make_customer(name="Ada Obi", email="ada@example.com")).customer
    preorder = arrived(till, customer=ada, paid={"cash": "10000.00"}, what="Red agbada")
    telling.by_mail(preorder, "sister@example.com", by=BY)
    completed(sell(till, (shirt, 2), customer_id=ada.pk), till, reason="Too small")
    make_credit(customer=ada, reason="The zip was broken")
    make_credit(customer=make_customer(name="Bola"), reason="Bola's own")

    book = load_workbook(BytesIO(taking_along.workbook_of(ada, by=BY)))

    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    assert set(sheets) == {
        *(
            "Customer",
            "Versions",
            "Receipts",
            "Lines",
            "Tenders",
            "Mail",
            "Loyalty accounts",
            "Points that came at once",
        ),
        *("Entries of points", "Pre-orders", "Steps of pre-orders", "Store credits", "Entries of store credits"),
        *("Returns", "Lines of returns", "Steps of returns"),
    }
    for sheet, word in (
        *(("Pre-orders", "Red agbada"), ("Steps of pre-orders", "sister@example.com"), ("Mail", "sister@example.com")),
        *(("Returns", "Too small"), ("Store credits", "The zip was broken"), ("Entries of points", "For the test")),
    ):
        assert word in str(sheets[sheet])
    assert "Bola" not in str(sheets)


def test_what_an_approver_was_asked_about_the_customer_is_told(till: Till) -> None:
    ada, bola = make_customer(name="Ada Obi"), make_customer(name="Bola")
    make_md()
    manager = make_manager(till.shop)
    for customer, reason in ((ada, "The zip was broken"), (bola, "Bola's own")):
        wish = Wish(customer, Credit.Purpose.GOODWILL, Decimal("50000.00"), reason, None, uuid4())
        asking.ask(wish, by=actor_for(manager))

    book = load_workbook(BytesIO(taking_along.workbook_of(ada, by=BY)))

    told = str(list(book["Requests for approval"].iter_rows(values_only=True)))
    assert ("The zip was broken" in told, "Bola's own" in told) == (True, False)


def test_every_table_that_hangs_on_a_customers_rows_is_told_or_left_out_on_purpose() -> None:
    """Of a table of tomorrow somebody decides here whether it is about the person."""
    hanging = {
        field.related_model._meta.label
        for each in belongings()
        if each.model not in taking_along.NOT_THEIRS
        for field in each.model._meta.related_objects
        if field.related_model not in {other.model for other in belongings()}
    }

    assert hanging == TOLD


def test_taking_it_along_is_on_record_without_the_name_in_clear() -> None:
    ada = make_customer(name="Ada Obi")

    taking_along.workbook_of(ada, by=BY)

    entry = AuditEntry.objects.get(act="office.take_along")
    assert (entry.user_name, entry.subject_key, "Ada" in entry.facts) == ("Musa Bello", str(ada.pk), False)


def test_every_table_that_names_a_customer_is_told_or_left_out_on_purpose() -> None:
    left_out = {each.model._meta.label for each in belongings() if each.model in taking_along.NOT_THEIRS}

    assert left_out == {"office.DuplicatePair"}
