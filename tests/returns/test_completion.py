"""A completed return brings the goods home, and what they were paid with back."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.credits.models import Credit
from apps.inventory.models import StockMove
from apps.printing.document import QR, Drawer
from apps.printing.models import PrintJob, Task
from apps.returns import completion, decisions, papers
from apps.returns.models import Return
from apps.returns.refusals import WrongState
from apps.sales import instalments, shifts
from apps.sales.models import Receipt, ReceiptLine, Tender
from apps.sales.orders import TenderInput
from apps.sales.refusals import NoOpenShift, NotYetPaid, WrongRegister
from tests.factories.credits import make_credit
from tests.factories.inventory import level_of
from tests.factories.returns import Damaged, Good, approved, as_credit, ask, completed, in_cash
from tests.factories.sales import Till, actor_at, make_cashier, make_customer, make_till, more_tills, sell
from tests.returns.conftest import books, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def tenders(receipt: Receipt) -> list[tuple[str, Decimal, str]]:
    return list(receipt.tenders.order_by("pk").values_list("method_name", "amount", "reference"))


def test_a_part_comes_back_in_cash_from_the_open_drawer(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 3))

    goods = completed(receipt, till, (1, 2))

    receipt.refresh_from_db()
    assert (goods.state, goods.refund, goods.paid_back, goods.shift) == (
        "completed",
        "cash",
        Decimal(49000),
        till.shift,
    )
    assert (receipt.returned, receipt.due) == (Decimal(49000), Decimal(0))
    assert tenders(receipt) == [("Cash", Decimal(73500), ""), ("Cash", Decimal(-49000), goods.number)]
    assert shifts.expected_cash(till.shift) == Decimal(29500)
    assert level_of(jeans, till.floor) == (9, Decimal(135000))
    assert list(ReceiptLine.objects.values_list("claimed", "returned", "returned_net")) == [(2, 2, Decimal(49000))]
    assert PrintJob.objects.filter(task=Task.RETURN, title__contains=goods.number).count() == 1
    assert books() == []


def test_goods_come_back_at_the_cost_frozen_on_the_line(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 2))
    Product.objects.update(cost=Decimal(99000))

    goods = completed(receipt, till)

    move = StockMove.objects.get(reason=StockMove.Reason.RETURN)
    assert (move.value, move.document, move.target) == (Decimal(15000), goods.number, till.floor)


def test_damaged_goods_go_to_the_loss_and_not_to_the_floor(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 3))

    goods = completed(receipt, till, (1, 1, Good), (1, 2, Damaged))

    moved = (
        StockMove.objects.filter(document=goods.number).order_by("pk").values_list("target__kind", "quantity", "value")
    )
    assert list(moved) == [("floor", 1, Decimal(15000)), ("loss", 2, Decimal(30000))]
    assert level_of(jeans, till.floor) == (8, Decimal(120000))
    assert books() == []


def test_only_damaged_goods_touch_no_level(till: Till, jeans: Product) -> None:
    completed(sell(till, (jeans, 1)), till, (1, 1, Damaged))

    assert (level_of(jeans, till.floor)[0], books()) == (9, [])


def test_a_credit_is_issued_to_the_customer(till: Till, jeans: Product) -> None:
    ngozi = make_customer()
    receipt = sell(till, (jeans, 1), customer_id=ngozi.pk)

    goods = completed(receipt, till, way=as_credit(till))

    credit = Credit.objects.get()
    assert (credit.number, credit.customer, credit.left) == (goods.credit_number, ngozi, Decimal(24500))
    assert (credit.purpose, credit.document) == (Credit.Purpose.REFUND, goods.number)
    assert tenders(receipt)[1:] == [("Credit", Decimal(-24500), credit.number)]
    assert (shifts.expected_cash(till.shift), books()) == (Decimal(29500), [])


def test_the_slip_of_the_credit_can_be_scanned(till: Till, jeans: Product) -> None:
    goods = completed(sell(till, (jeans, 1), customer_id=make_customer().pk), till, way=as_credit(till))

    blocks = papers.slip(goods).blocks
    assert [block.data for block in blocks if isinstance(block, QR)] == [goods.credit_number]
    assert not any(isinstance(block, Drawer) for block in blocks)


def test_cash_opens_the_drawer_once(till: Till, jeans: Product) -> None:
    goods = completed(sell(till, (jeans, 1)), till)

    drawers = [
        any(isinstance(block, Drawer) for block in papers.slip(goods, copy=copy).blocks) for copy in (False, True)
    ]
    assert drawers == [True, False]


def test_a_credit_of_nobody_is_refused_until_somebody_is_named(till: Till, jeans: Product) -> None:
    goods = approved(sell(till, (jeans, 1)), till)

    with refused(InvalidInput, "name whose it is"):
        completion.complete(goods, as_credit(till), by=till.actor)

    goods.refresh_from_db()
    completion.complete(goods, as_credit(till, customer=make_customer()), by=till.actor)
    assert (Credit.objects.get().left, books()) == (Decimal(24500), [])


def test_the_debt_is_reduced_first(till: Till, jeans: Product) -> None:
    """§18.6: a refund respects order discounts and unpaid balances."""
    discount = {"order_discount": {"kind": "amount", "value": "4900.00"}, "total": "44100.00"}
    receipt = sell(till, (jeans, 2), customer_id=make_customer().pk, paid={"cash": "30000.00"}, **discount)

    first, second = completed(receipt, till), completed(receipt, till)

    receipt.refresh_from_db()
    assert [(goods.value, goods.debt, goods.paid_back) for goods in (first, second)] == [
        (Decimal(22050), Decimal(14100), Decimal(7950)),
        (Decimal(22050), Decimal(0), Decimal(22050)),
    ]
    assert (receipt.due, receipt.returned, books()) == (Decimal(0), Decimal(44100), [])


def test_a_return_that_only_lowers_the_debt_needs_no_shift(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 2), customer_id=make_customer().pk, paid={"cash": "10000.00"})

    goods = completed(receipt, till, way=replace(in_cash(till), shift=None))

    receipt.refresh_from_db()
    assert (goods.debt, goods.refund, receipt.due, receipt.tenders.count()) == (Decimal(24500), "", Decimal(14500), 1)
    assert books() == []


def test_what_a_credit_paid_goes_back_to_it_before_money_does(till: Till, jeans: Product) -> None:
    ngozi = make_customer()
    credit = make_credit("10000.00", customer=ngozi)
    receipt = sell(till, (jeans, 1), customer_id=ngozi.pk, paid={"cash": "14500.00"}, due_on=None)
    instalments.pay(receipt, [TenderInput(till.methods["credit"].pk, Decimal(10000), credit.number)], key=uuid4(),
                    by=till.actor)  # fmt: skip

    goods = completed(receipt, till)

    credit.refresh_from_db()
    assert (goods.credit, goods.paid_back, credit.left) == (Decimal(10000), Decimal(14500), Decimal(10000))
    assert tenders(receipt)[2:] == [
        ("Credit", Decimal(-10000), credit.number),
        ("Cash", Decimal(-14500), goods.number),
    ]
    assert books() == []


def test_the_delivery_fee_stays(till: Till, jeans: Product) -> None:
    delivery = {"kind": "delivery", "address": "1 Lake Road", "fee": "1500.00"}
    receipt = sell(till, (jeans, 1), delivery=delivery, total="26000.00")

    goods = completed(receipt, till)

    assert (goods.paid_back, books()) == (Decimal(24500), [])


def test_gifts_come_back_at_nothing(till: Till, jeans: Product) -> None:
    cashier = make_cashier("giver", till.shop, permissions=("sell", "give_gift"))
    giver = replace(till, actor=actor_at(till.register, cashier), cashier=cashier)
    receipt = sell(giver, (jeans, 1, {"gift_reason": "Loyal"}), total="0.00", paid={})

    goods = completed(receipt, till)

    assert (goods.value, goods.refund, receipt.tenders.count(), level_of(jeans, till.floor)[0]) == (0, "", 0, 10)
    assert books() == []


def test_a_second_completion_is_refused(till: Till, jeans: Product) -> None:
    goods = completed(sell(till, (jeans, 2)), till)

    with refused(WrongState, "is completed already"):
        completion.complete(Return.objects.get(pk=goods.pk), in_cash(till), by=till.actor)


def test_what_waits_or_was_rejected_is_not_completed(till: Till, jeans: Product, chief: Actor) -> None:
    receipt = sell(till, (jeans, 2))
    waiting, rejected = ask(receipt, till), ask(receipt, till)
    decisions.reject(rejected, by=chief, reason="Worn")

    for goods, sentence in ((waiting, "still waits for approval"), (rejected, "is rejected already")):
        with refused(WrongState, sentence):
            completion.complete(goods, in_cash(till), by=till.actor)


def test_cash_needs_an_open_shift_of_the_till(till: Till, jeans: Product) -> None:
    goods = approved(sell(till, (jeans, 1)), till)
    other = more_tills(till, 1)[0]

    with refused(WrongRegister, "give back there"):
        completion.complete(goods, in_cash(other), by=till.actor)
    with refused(NoOpenShift, "needs an open shift"):
        completion.complete(goods, replace(in_cash(till), shift=None), by=till.actor)
    shifts.close(till.shift, counted=Decimal(29500), by=till.actor)
    with refused(NoOpenShift, "is closed"):
        completion.complete(goods, in_cash(till), by=till.actor)


def test_money_that_nobody_has_confirmed_is_not_given_out(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1), paid={"transfer": "24500.00"})
    goods = approved(receipt, till)
    receipt.tenders.update(state=Tender.State.AWAITED)

    with refused(NotYetPaid, "let the transfer be confirmed first"):
        completion.complete(goods, in_cash(till), by=till.actor)


def test_another_shop_pays_from_its_own_drawer_and_keeps_the_goods(till: Till, jeans: Product) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    receipt = sell(till, (jeans, 1))

    goods = approved(receipt, lagos, by=lagos.actor)
    completion.complete(goods, in_cash(lagos), by=lagos.actor)

    assert (level_of(jeans, till.floor)[0], level_of(jeans, lagos.floor)) == (9, (1, Decimal(15000)))
    assert (shifts.expected_cash(till.shift), shifts.expected_cash(lagos.shift)) == (Decimal(29500), Decimal(-19500))
    assert books() == []


def test_it_is_written_down_who_did_what(till: Till, jeans: Product, chief: Actor) -> None:
    goods = ask(sell(till, (jeans, 1)), till)
    decisions.approve(goods, by=chief)

    completion.complete(goods, in_cash(till), by=till.actor)

    assert list(goods.steps.values_list("kind", "user_id")) == [
        ("asked", till.cashier.pk),
        ("approved", chief.user_id),
        ("completed", till.cashier.pk),
    ]
    acts = AuditEntry.objects.filter(act__startswith="returns.").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["returns.ask", "returns.approve", "returns.complete"]


def test_the_slip_names_who_gave_back_not_who_had_asked(till: Till, jeans: Product, chief: Actor) -> None:
    goods = approved(sell(till, (jeans, 1)), till)

    completion.complete(goods, in_cash(till), by=chief)

    words = str(PrintJob.objects.get(task=Task.RETURN).document)
    assert (chief.name in words, till.actor.name in words) == (True, False)
