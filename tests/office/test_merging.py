"""Two customers become one: every row that named the other names the one who stays, in tables of tomorrow too."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from apps.audit import personal
from apps.audit.models import AuditEntry, PersonKey
from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.credits.models import Credit
from apps.customers import merged, people
from apps.customers.models import Consent, Customer, MergedCustomer
from apps.customers.refusals import Forgotten
from apps.loyalty.models import Account
from apps.office import books, duplicates, forgetting, merging
from apps.office.belongings import belongings
from apps.office.models import DuplicatePair
from apps.office.refusals import AlreadySettled, NotMergeable, NotTwo
from apps.sales import checkout, orders
from apps.sales.models import DebtReminder, Receipt
from tests.factories.credits import make_credit
from tests.factories.customers import make_customer
from tests.factories.loyalty import make_account
from tests.factories.preorders import make_preorder
from tests.factories.returns import ask
from tests.factories.sales import Till, message, sell

BY = Actor(user_id=None, name="Ada Obi", address="10.0.0.7")


@pytest.fixture
def pair(db: None) -> tuple[Customer, Customer]:
    ada = make_customer(name="Ada Obi", phone="08031234567", email="")
    return ada, make_customer(name="Ada A. Obi", phone="08039999999", email="ada@example.com", may_be_mailed=True)


def everything() -> dict[str, Any]:
    tables = (Customer, MergedCustomer, Consent, DuplicatePair, AuditEntry, Customer.history.model)
    return {table.__name__: table._default_manager.count() for table in tables} | {
        "names": list(Customer.objects.order_by("pk").values_list("pk", "name", "phone")),
        "receipts": list(Receipt.objects.order_by("pk").values_list("pk", "customer_id")),
    }


def test_receipts_and_consents_move_and_the_rest_is_as_chosen(
    till: Till, shirt: Product, pair: tuple[Customer, Customer]
) -> None:
    ada, other = pair
    receipts = [sell(till, (shirt, 1), customer_id=each.pk) for each in pair]

    merging.merge(ada.pk, other.pk, taking=["phone", "email"], by=BY)

    kept = Customer.objects.get()
    assert (kept.pk, kept.name, kept.phone, kept.email) == (ada.pk, "Ada Obi", "+2348039999999", "ada@example.com")
    assert kept.may_be_mailed is False
    assert set(Receipt.objects.values_list("pk", "customer_id")) == {(row.pk, ada.pk) for row in receipts}
    assert list(kept.consents.values_list("channel", "is_given")) == [("may_be_mailed", True)]
    assert kept.history.latest().history_change_reason == f"Merged: {other.pk} is {ada.pk}"


def test_a_merge_is_written_down_and_names_stay_under_the_customers_key(
    till: Till, shirt: Product, pair: tuple[Customer, Customer]
) -> None:
    ada, other = pair
    sell(till, (shirt, 1), customer_id=other.pk)

    merging.merge(ada.pk, other.pk, taking=["name"], by=BY)

    entry = AuditEntry.objects.get(act="office.merge")
    facts = json.loads(entry.facts)
    assert (entry.user_name, entry.subject_key, entry.subject_name) == ("Ada Obi", str(ada.pk), "")
    assert facts["merged"] == other.pk
    assert facts["moved"] == {"customers.Consent.customer": 1, "sales.Receipt.customer": 1}
    assert personal.opened(facts["sealed"], PersonKey.objects.get(subject_key=str(ada.pk)).key) == {
        "name": "Ada A. Obi",
        "merged_name": "Ada A. Obi",
        "changes": {"name": ["Ada Obi", "Ada A. Obi"]},
    }


def test_the_old_key_leads_to_the_one_who_stayed_through_several_merges(
    till: Till, shirt: Product, pair: tuple[Customer, Customer]
) -> None:
    ada, other = pair
    third = make_customer(name="Ada Obi-Eze")

    merging.merge(ada.pk, other.pk, by=BY)
    merging.merge(third.pk, ada.pk, by=BY)
    receipt = sell(till, (shirt, 1), customer_id=other.pk)

    assert [merged.whoever_is(key) for key in (ada.pk, other.pk, third.pk, 4711)] == [third, third, third, None]
    assert (receipt.customer, receipt.customer_name) == (third, "Ada Obi-Eze")


def test_one_who_goes_takes_along_the_guesses_about_them(pair: tuple[Customer, Customer]) -> None:
    ada, other = pair
    third = make_customer(name="Bola Eze")
    for one, two in ((ada, other), (other, third), (ada, third)):
        duplicates.name(one.pk, two.pk, by=BY)

    merging.merge(ada.pk, other.pk, by=BY)

    assert [(row.first_id, row.second_id) for row in DuplicatePair.objects.all()] == [(ada.pk, third.pk)]


def test_a_second_merge_of_the_pair_is_refused(pair: tuple[Customer, Customer]) -> None:
    ada, other = pair
    merging.merge(ada.pk, other.pk, by=BY)
    before = everything()

    for stays, goes in ((ada.pk, other.pk), (other.pk, ada.pk)):
        with pytest.raises(AlreadySettled, match="in the meantime"):
            merging.merge(stays, goes, by=BY)

    assert everything() == before


def test_nobody_is_merged_with_themselves_or_with_somebody_forgotten(pair: tuple[Customer, Customer]) -> None:
    ada, other = pair
    forgetting.forget(other, by=BY)
    before = everything()

    with pytest.raises(NotTwo):
        merging.merge(ada.pk, ada.pk, by=BY)
    with pytest.raises(Forgotten):
        merging.merge(ada.pk, other.pk, by=BY)

    assert everything() == before


def test_every_table_that_names_a_customer_is_moved(pair: tuple[Customer, Customer]) -> None:
    """A table that is new here is moved by itself; one that admits a single row a customer is settled on purpose."""
    labels = {each.label for each in belongings()}
    once = {each.label for each in belongings() if each.only_once and not each.model._meta.auto_created}

    assert {
        "sales.Receipt.customer",
        "customers.Consent.customer",
        "customers.MergedCustomer.customer",
        "office.DuplicatePair.first",
        "office.DuplicatePair.second",
    } <= labels
    assert once - merging.SETTLED.keys() == set(), "say in merging.SETTLED how two rows become one"


def test_points_of_two_accounts_are_joined_and_the_better_tier_and_earlier_day_stay(till: Till) -> None:
    with clock.at(clock.now() - timedelta(days=40)):
        old = make_account(70, tier="Silver")
    kept = make_account(30, tier="Gold")

    merging.merge(kept.customer_id, old.customer_id, by=BY)

    account = Account.objects.get()
    assert (account.pk, account.points, str(account.tier)) == (kept.pk, 100, "Gold")
    assert (account.enrolled_at, account.lots.count()) == (old.enrolled_at, 2)
    entry = account.entries.latest("pk")
    assert (entry.kind, entry.points, entry.balance, entry.user_name) == ("adjust", 0, 100, "Ada Obi")
    told = AuditEntry.objects.get(act="loyalty.merge")
    assert (told.subject_key, json.loads(told.facts)["points"]) == (str(kept.customer_id), 70)
    assert books.findings() == []


def test_the_tier_of_the_one_who_goes_stays_when_it_is_better(till: Till) -> None:
    kept, gone = make_account(tier="Bronze"), make_account(tier="Platinum")

    merging.merge(kept.customer_id, gone.customer_id, by=BY)

    assert str(Account.objects.get().tier) == "Platinum"


def test_the_account_of_the_only_one_who_takes_part_moves(pair: tuple[Customer, Customer]) -> None:
    ada, other = pair
    account = make_account(70, customer=other)

    merging.merge(ada.pk, other.pk, by=BY)

    account.refresh_from_db()
    assert (account.customer, account.points, books.findings()) == (ada, 70, [])
    assert json.loads(AuditEntry.objects.get(act="office.merge").facts)["moved"]["loyalty.Account.customer"] == 1


def test_of_two_reminders_of_one_day_one_is_kept(pair: tuple[Customer, Customer]) -> None:
    ada, other = pair
    for day, customer, amount in ((1, ada, 5), (1, other, 7), (2, other, 9)):
        DebtReminder.objects.create(customer=customer, day=date(2026, 3, day), amount=amount)

    merging.merge(ada.pk, other.pk, by=BY)

    kept = DebtReminder.objects.order_by("day").values_list("customer", "day", "amount")
    assert list(kept) == [(ada.pk, date(2026, 3, 1), 5), (ada.pk, date(2026, 3, 2), 9)]


def test_what_is_promised_owed_and_brought_back_goes_on_with_the_one_who_stays(
    till: Till, shirt: Product, pair: tuple[Customer, Customer]
) -> None:
    ada, other = pair
    preorder = make_preorder(till, customer=other, paid={"cash": "10000.00"})
    credit = make_credit("5000.00", customer=other)
    goods = ask(sell(till, (shirt, 1), customer_id=other.pk), till)

    merging.merge(ada.pk, other.pk, by=BY)

    for paper in (preorder, credit, goods, Credit.objects.get(purpose="deposit")):
        paper.refresh_from_db()
        assert paper.customer == ada
    paid = message(till, (shirt, 1), customer_id=ada.pk)
    paid["tenders"] = [{"method_id": till.methods["credit"].pk, "amount": paid["total"], "reference": credit.number}]
    receipt = checkout.sell(orders.from_json(paid), by=till.actor)
    assert (receipt.due, receipt.customer, books.findings()) == (0, ada, [])


@pytest.fixture
def tomorrow(transactional_db: None) -> Iterator[tuple[type[models.Model], type[models.Model]]]:
    """A table with many rows a customer, and one that admits a single one."""

    class Wish(models.Model):
        customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")

        class Meta:
            app_label = "office"

    class Card(models.Model):
        customer = models.OneToOneField(Customer, models.PROTECT, related_name="+")

        class Meta:
            app_label = "office"

    try:
        with connection.schema_editor() as editor:
            editor.create_model(Wish)
            editor.create_model(Card)
        yield Wish, Card
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Wish)
            editor.delete_model(Card)
        for name in ("wish", "card"):
            del apps.all_models["office"][name]
        apps.clear_cache()


def test_a_table_of_tomorrow_moves_by_itself_and_two_single_rows_are_refused(
    tomorrow: tuple[Any, Any],
) -> None:
    wish, card = tomorrow
    ada, other, third = (make_customer() for _each in range(3))
    wish.objects.create(customer=other)
    card.objects.create(customer=other)
    card.objects.create(customer=third)

    merging.merge(ada.pk, other.pk, by=BY)
    with pytest.raises(NotMergeable, match="card"):
        merging.merge(ada.pk, third.pk, by=BY)

    assert [row.customer_id for row in (wish.objects.get(), card.objects.order_by("pk")[0])] == [ada.pk, ada.pk]
    assert set(Customer.objects.values_list("pk", flat=True)) == {ada.pk, third.pk}


def test_whoever_was_merged_is_changed_no_more(pair: tuple[Customer, Customer]) -> None:
    ada, other = pair
    merging.merge(ada.pk, other.pk, by=BY)

    with pytest.raises(Customer.DoesNotExist):
        people.change(other, name="Somebody", by=BY)
