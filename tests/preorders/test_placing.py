"""A pre-order is taken once, with its deposit, and changed while the shop waits."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.refusals import Conflict, InvalidInput
from apps.credits.models import Credit
from apps.preorders import cancelling, placing, queries
from apps.preorders.models import PreOrder
from apps.preorders.refusals import TooMuchLeft, WrongState
from apps.printing.models import PrintJob, Task
from apps.sales import shifts
from apps.sales.models import Receipt
from apps.sales.orders import ApprovalInput
from apps.sales.refusals import BeyondLimit, NoOpenShift
from apps.users import approvals
from apps.users.reach import BeyondReach
from tests.factories.catalog import make_product
from tests.factories.kiosk import PIN, give_pin
from tests.factories.preorders import arrived, leave, make_preorder, wish_of
from tests.factories.sales import Till, make_cashier, make_till
from tests.factories.users import make_manager
from tests.preorders.conftest import books, refused

pytestmark = pytest.mark.django_db


def steps_of(preorder: PreOrder) -> list[tuple[str, Decimal]]:
    return list(preorder.steps.values_list("kind", "amount"))


def test_a_preorder_is_numbered_by_month_and_prints_its_slip(till: Till) -> None:
    first, second = make_preorder(till), make_preorder(till)

    assert (first.number, second.number) == ("PRE-202603-001", "PRE-202603-002")
    assert (first.state, first.words, first.total) == ("pending", "2 × Red agbada", Decimal("60000.00"))
    assert list(PrintJob.objects.order_by("pk").values_list("task", "title")) == [
        (Task.PREORDER, f"Pre-order {number}") for number in (first.number, second.number)
    ]
    assert AuditEntry.objects.filter(act="preorders.place").count() == 2
    assert books() == []


def test_its_deposit_is_taken_with_it(till: Till) -> None:
    preorder = make_preorder(till, paid={"cash": "20000.00", "transfer": "5000.00"})

    receipt = Receipt.objects.get()
    assert (receipt.kind, receipt.preorder, receipt.total) == ("deposit", preorder.number, Decimal("25000.00"))
    assert (queries.held(preorder), Credit.objects.get().customer) == (Decimal("25000.00"), preorder.customer)
    assert steps_of(preorder) == [("placed", 0), ("deposit", Decimal("25000.00"))]
    assert shifts.expected_cash(till.shift) == Decimal("25000.00")
    assert books() == []


def test_sent_twice_it_is_one_and_with_other_content_refused(till: Till) -> None:
    wish = wish_of(till, paid={"cash": "20000.00"})
    first, again = (placing.place(wish, by=till.actor) for _turn in range(2))

    with refused(Conflict):
        placing.place(replace(wish, quantity=3), by=till.actor)

    assert (first, PreOrder.objects.count(), Receipt.objects.count()) == (again, 1, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"what": "  "}, "Say what is ordered"),
        ({"quantity": 0}, "Between 1 and 10,000"),
        ({"unit_price": Decimal("0.00")}, "Say what a piece will cost"),
        ({"unit_price": Decimal("1.005")}, "Say what a piece will cost"),
        ({"expected_on": date(2026, 3, 13)}, "has passed"),
    ],
)
def test_what_makes_no_sense_is_refused(till: Till, changes: dict[str, Any], sentence: str) -> None:
    wish = wish_of(till, **changes)

    with refused(InvalidInput) as caught:
        placing.place(wish, by=till.actor)

    assert sentence in str(caught[0])


def test_a_deposit_above_the_price_writes_nothing_at_all(till: Till) -> None:
    wish = wish_of(till, paid={"cash": "60000.01"})

    with refused(TooMuchLeft):
        placing.place(wish, by=till.actor)


def test_without_an_open_shift_a_preorder_is_taken_without_a_deposit_only(till: Till) -> None:
    shifts.close(till.shift, counted=Decimal("5000.00"), by=till.actor)
    wish = wish_of(till, paid={"cash": "5000.00"})

    with refused(NoOpenShift):
        placing.place(wish, by=till.actor)

    assert make_preorder(till).state == "pending"


def test_somebody_of_another_shop_takes_none_here(till: Till) -> None:
    elsewhere = make_till(code="LA1", city="Lagos", name="Ikeja")
    wish = wish_of(till)

    with refused(BeyondReach):
        placing.place(wish, by=elsewhere.actor)


def test_below_the_shelf_price_it_needs_the_limit_or_a_managers_word(till: Till) -> None:
    shirt = make_product()
    wish = wish_of(till, product=shirt, what="", quantity=1, unit_price=Decimal("8000.00"))
    chief = give_pin(make_manager(till.shop))

    with refused(BeyondLimit) as caught:
        placing.place(wish, by=till.actor)

    assert caught[0].details == {"action": "discount", "percent": "20", "limit": "10"}
    token = approvals.grant(
        chief, PIN, action="discount", subject=str(wish.key), limit=Decimal(20), asked_by=till.cashier,
        register=till.register,
    )  # fmt: skip
    preorder = placing.place(wish, by=till.actor, approval=ApprovalInput(token, "discount"))
    assert (preorder.what, preorder.unit_price) == (shirt.name, Decimal("8000.00"))


def test_further_deposits_add_up_to_the_price_and_no_further(till: Till) -> None:
    preorder = make_preorder(till, paid={"cash": "20000.00"})

    leave(till, preorder, "40000.00")
    with refused(TooMuchLeft):
        leave(till, preorder, "0.01")

    assert (queries.held(preorder), books()) == (Decimal("60000.00"), [])


def test_a_cancelled_preorder_takes_no_deposit(till: Till) -> None:
    preorder = make_preorder(till)
    cancelling.cancel(preorder, reason="Changed her mind", by=till.actor)

    with refused(WrongState):
        leave(till, preorder, "1.00")


def test_a_change_tells_before_and_after(till: Till) -> None:
    preorder = make_preorder(till)
    later = clock.today() + timedelta(days=20)

    placing.change(preorder, quantity=3, expected_on=later, note="", by=till.actor)

    preorder.refresh_from_db()
    assert (preorder.quantity, preorder.expected_on) == (3, later)
    assert preorder.steps.last().note == "pieces: 2 → 3; expected on: 2026-03-24 → 2026-04-03"


def test_a_change_that_changes_nothing_leaves_no_step(till: Till) -> None:
    preorder = make_preorder(till)

    placing.change(preorder, quantity=2, by=till.actor)

    assert preorder.steps.count() == 1


def test_it_is_not_made_cheaper_than_its_deposit_nor_changed_once_it_is_here(till: Till) -> None:
    preorder = make_preorder(till, paid={"cash": "40000.00"})

    with refused(InvalidInput):
        placing.change(preorder, quantity=1, by=till.actor)
    with refused(InvalidInput):
        placing.change(preorder, state="arrived", by=till.actor)
    here = arrived(till)
    with refused(WrongState):
        placing.change(here, quantity=1, by=till.actor)


def test_a_price_is_not_lowered_beyond_the_limit_afterwards(till: Till) -> None:
    shirt = make_product()
    preorder = make_preorder(till, product=shirt, unit_price=Decimal("10000.00"))

    with refused(BeyondLimit):
        placing.change(preorder, unit_price=Decimal("8000.00"), by=till.actor)


def test_a_key_of_somebody_else_is_no_way_in(till: Till) -> None:
    colleague = make_cashier("colleague", till.shop)
    wish = wish_of(till, key=uuid4())

    preorder = placing.place(wish, by=replace(till.actor, user_id=colleague.pk, name=str(colleague)))

    assert preorder.created_by_name == "Colleague"
