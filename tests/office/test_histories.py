"""Whatever two customers did, once they are one the books are in order and nothing that they had is lost."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.credits.models import Credit
from apps.customers.models import Customer
from apps.loyalty import accounts
from apps.loyalty.models import Account
from apps.loyalty.refusals import PointsSpent
from apps.office import books, merging
from apps.preorders.models import PreOrder
from apps.returns import completion, decisions
from apps.returns.models import Return
from apps.sales import voids
from apps.sales.models import DebtReminder, Receipt, Void
from tests.factories.credits import make_credit
from tests.factories.customers import make_customer
from tests.factories.inventory import make_goods, stock
from tests.factories.loyalty import give, make_account
from tests.factories.preorders import arrived, make_preorder
from tests.factories.returns import ask, completed, in_cash
from tests.factories.sales import Till, make_till, sell

BY = Actor.system()
Act = Callable[[Till, Product, Customer], Any]


def takes_part(till: Till, shirt: Product, customer: Customer) -> None:
    if accounts.of(customer.pk) is None:
        make_account(customer=customer)


def is_given_points(till: Till, shirt: Product, customer: Customer) -> None:
    if account := accounts.of(customer.pk):
        give(account, 300, until=clock.today() + timedelta(days=30))


def redeems(till: Till, shirt: Product, customer: Customer) -> None:
    account = accounts.of(customer.pk)
    if account is not None and account.points >= 200:
        sell(till, (shirt, 1), customer_id=customer.pk, points=200, total=str(shirt.price - 200))


def is_reminded(till: Till, shirt: Product, customer: Customer) -> None:
    DebtReminder.objects.get_or_create(customer=customer, day=clock.today(), defaults={"amount": 5})


ACTS: dict[str, Act] = {
    "takes part": takes_part,
    "is given points": is_given_points,
    "redeems": redeems,
    "buys": lambda till, shirt, customer: sell(till, (shirt, 2), customer_id=customer.pk),
    "owes": lambda till, shirt, customer: sell(till, (shirt, 1), paid={"cash": "1.00"}, customer_id=customer.pk),
    "is reminded": is_reminded,
    "brings back": lambda till, shirt, customer: completed(sell(till, (shirt, 2), customer_id=customer.pk), till),
    "would bring back": lambda till, shirt, customer: ask(sell(till, (shirt, 2), customer_id=customer.pk), till),
    "is owed": lambda till, shirt, customer: make_credit("5000.00", customer=customer),
    "orders": lambda till, shirt, customer: make_preorder(till, customer=customer, paid={"cash": "10000.00"}),
    "may pick up": lambda till, shirt, customer: arrived(till, customer=customer, paid={"cash": "10000.00"}),
}


def had() -> dict[str, Any]:
    """What belongs to whomever."""
    sums = {
        "points": Account.objects.aggregate(sum=Sum("points"))["sum"] or 0,
        "credit": Credit.objects.aggregate(sum=Sum("left"))["sum"] or Decimal(0),
    }
    counts = {table.__name__: table._default_manager.count() for table in (Receipt, PreOrder, Return, Credit)}
    return sums | counts


class Histories(TestCase):
    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.tuples(st.booleans(), st.sampled_from(sorted(ACTS))), max_size=8))
    def test_two_who_become_one_keep_what_they_had_and_the_books_are_in_order(
        self, history: list[tuple[bool, str]]
    ) -> None:
        till, shirt = make_till(), make_goods("Oxford M", price=Decimal("9000.00"))
        stock(shirt, till.floor, 50)
        ada, twin = make_customer(name="Ada Obi"), make_customer(name="Ada A. Obi")
        for is_twin, act in history:
            ACTS[act](till, shirt, twin if is_twin else ada)
        before = had()

        merging.merge(ada.pk, twin.pk, by=BY)

        assert (had(), books.findings()) == (before, [])
        self.go_on(till)
        assert books.findings() == []

    def go_on(self, till: Till) -> None:
        """What was begun by either is finished by the one who stays."""
        for goods in Return.objects.filter(state=Return.State.PENDING):
            finish(goods, till)
        brought_back = Return.objects.values("receipt")
        whole = Receipt.objects.filter(kind=Receipt.Kind.SALE, void=None).exclude(pk__in=brought_back)
        for receipt in whole.order_by("-pk"):
            with suppress(PointsSpent):
                voids.void(receipt, by=BY, reason="They thought better of it")
        assert set(Void.objects.values_list("receipt__customer__name", flat=True)) <= {"Ada Obi"}


def finish(goods: Return, till: Till) -> None:
    completion.complete(decisions.approve(goods, by=BY), in_cash(till), by=till.actor)
