"""Credit is spent by entries and never below zero."""

from datetime import timedelta
from decimal import Decimal

import pytest

from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.credits import integrity, ledger
from apps.credits.ledger import Grant
from apps.credits.models import Credit, CreditEntry
from apps.credits.refusals import CreditUnusable
from tests.factories.credits import make_credit
from tests.factories.customers import make_customer

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
Kind = CreditEntry.Kind


def spend(credit: Credit, amount: str, document: str = "RCP-202603-001") -> None:
    ledger.take({credit.number: Decimal(amount)}, customer_id=credit.customer_id).write(document=document, by=SYSTEM)
    credit.refresh_from_db()


def entries(credit: Credit) -> list[tuple[str, Decimal, str]]:
    return list(credit.entries.values_list("kind", "amount", "document"))


def test_an_issued_credit_has_its_value_left_and_a_number_of_its_own() -> None:
    credit = make_credit("5000.00")

    assert (credit.number, credit.left) == (f"SC-{clock.today():%Y%m}-001", Decimal("5000.00"))
    assert entries(credit) == [("issue", Decimal("5000.00"), "")]


@pytest.mark.parametrize("value", ["0.00", "-1.00"])
def test_a_credit_of_nothing_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput, match="above zero"):
        make_credit(value)

    assert not Credit.objects.exists()


def test_a_credit_that_ended_before_it_began_is_refused() -> None:
    with pytest.raises(InvalidInput, match="good for a day"):
        make_credit(expires_on=clock.today() - timedelta(days=1))

    assert not Credit.objects.exists()


def test_a_part_is_spent_and_the_rest_is_left() -> None:
    credit = make_credit("5000.00")

    spend(credit, "1999.99")

    assert credit.left == Decimal("3000.01")
    assert entries(credit)[1:] == [("spend", Decimal("-1999.99"), "RCP-202603-001")]
    assert integrity.findings() == []


def test_more_than_is_left_is_refused_and_nothing_is_taken() -> None:
    customer = make_customer()
    first, second = make_credit("10.00", customer=customer), make_credit("20.00", customer=customer)

    wanted = {first.number: Decimal("10.00"), second.number: Decimal("20.01")}
    with pytest.raises(CreditUnusable, match=r"Only ₦20\.00 is left") as refusal:
        ledger.take(wanted, customer_id=customer.pk)

    assert refusal.value.details == {"number": second.number, "left": "20.00"}
    assert list(Credit.objects.order_by("pk").values_list("left", flat=True)) == [Decimal("10.00"), Decimal("20.00")]


def test_somebody_elses_credit_is_refused() -> None:
    credit = make_credit()

    with pytest.raises(CreditUnusable, match="belongs to"):
        ledger.take({credit.number: Decimal(1)}, customer_id=make_customer().pk)


def test_an_unknown_credit_is_refused() -> None:
    with pytest.raises(CreditUnusable, match="There is no store credit"):
        ledger.take({"SC-202603-999": Decimal(1)}, customer_id=None)


def test_a_credit_is_good_on_its_last_day_and_refused_on_the_next() -> None:
    credit = make_credit(expires_on=clock.today())

    spend(credit, "1.00")
    with clock.at(clock.now() + timedelta(days=1)), pytest.raises(CreditUnusable, match="was good until"):
        ledger.take({credit.number: Decimal(1)}, customer_id=credit.customer_id)


def test_what_ends_first_is_offered_first_and_deposits_are_not_offered() -> None:
    customer = make_customer()
    forever = make_credit(customer=customer)
    later = make_credit(customer=customer, expires_on=clock.today() + timedelta(days=9))
    sooner = make_credit(customer=customer, expires_on=clock.today() + timedelta(days=2))
    make_credit(customer=customer, purpose=Credit.Purpose.DEPOSIT, number="RCP-202603-007")
    spend(make_credit("1.00", customer=customer), "1.00")

    assert list(ledger.usable(customer.pk)) == [sooner, later, forever]


def test_what_a_document_took_comes_back_to_the_same_credit() -> None:
    credit = make_credit("100.00")
    spend(credit, "60.00")

    holders = ledger.give_back("RCP-202603-001", document="RET-202603-001", by=SYSTEM)

    assert (holders, holders[0].left) == ([credit], Decimal("100.00"))
    assert ledger.held_by("RCP-202603-001") == Decimal("0.00")


def test_a_part_comes_back_from_what_was_taken_last() -> None:
    customer = make_customer()
    first, second = make_credit("10.00", customer=customer), make_credit("20.00", customer=customer)
    wanted = {first.number: Decimal("10.00"), second.number: Decimal("20.00")}
    ledger.take(wanted, customer_id=customer.pk).write(document="RCP-1", by=SYSTEM)

    ledger.give_back("RCP-1", Decimal("25.00"), document="RET-1", by=SYSTEM)

    assert list(Credit.objects.order_by("pk").values_list("left", flat=True)) == [Decimal("5.00"), Decimal("20.00")]
    assert ledger.held_by("RCP-1") == Decimal("5.00")


def test_nothing_comes_back_twice() -> None:
    credit = make_credit("100.00")
    spend(credit, "60.00")
    ledger.give_back("RCP-202603-001", Decimal("60.00"), document="RET-1", by=SYSTEM)

    with pytest.raises(InvalidInput, match="less from credits"):
        ledger.give_back("RCP-202603-001", Decimal("0.01"), document="RET-2", by=SYSTEM)

    credit.refresh_from_db()
    assert credit.left == Decimal("100.00")


def test_what_belonged_to_an_expired_credit_comes_back_as_a_new_one() -> None:
    credit = make_credit("100.00", expires_on=clock.today())
    spend(credit, "60.00")

    with clock.at(clock.now() + timedelta(days=3)):
        [holder] = ledger.give_back("RCP-202603-001", document="RET-1", by=SYSTEM)

        assert (holder.left, holder.purpose, holder.expires_on) == (
            Decimal("60.00"),
            Credit.Purpose.REFUND,
            ledger.usual_expiry(),
        )
    credit.refresh_from_db()
    assert (holder == credit, credit.left) == (False, Decimal("40.00"))
    assert (ledger.held_by("RCP-202603-001"), integrity.findings()) == (Decimal("0.00"), [])


def test_ending_a_credit_takes_what_is_left_once() -> None:
    credit = make_credit("100.00")
    spend(credit, "60.00")

    taken = [ledger.end(credit, Kind.VOID, note="Issued twice", by=SYSTEM) for _again in range(2)]

    assert taken == [Decimal("40.00"), Decimal("0.00")]
    assert (credit.left, integrity.findings()) == (Decimal("0.00"), [])


def test_integrity_names_a_credit_whose_entries_do_not_make_it() -> None:
    credit = make_credit("100.00")
    Credit.objects.update(left=Decimal("99.00"))

    assert integrity.findings() == [f"{credit.number} has ₦99.00 left, its entries make ₦100.00"]


def test_a_grant_holds_what_the_credit_says() -> None:
    credit = ledger.issue(
        Grant(make_customer(), Credit.Purpose.DEPOSIT, Decimal(5), "PRE-1", number="RCP-9"), by=Actor.system("till")
    )

    assert (credit.number, credit.document, credit.is_deposit) == ("RCP-9", "PRE-1", True)
