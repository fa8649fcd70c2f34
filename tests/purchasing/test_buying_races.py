"""Two people take the same step of buying in one moment: one does, the other is told, and no piece comes twice."""

from decimal import Decimal
from uuid import uuid4

import pytest

from apps.audit.models import AuditEntry
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.inventory import integrity as stock_integrity
from apps.purchasing import by_hand, integrity, invoices, orders, receiving, reorder
from apps.purchasing.by_hand import Bill, BillLine
from apps.purchasing.invoice_tax import Tax
from apps.purchasing.invoices import Paper
from apps.purchasing.models import GoodsReceipt, PurchaseInvoice, PurchaseOrder, ReorderLine
from apps.purchasing.orders import Wanted, Wish
from apps.stores import places
from apps.users.actors import actor_for
from tests.databases import in_threads
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of
from tests.factories.purchasing import count_receipt, make_invoice, make_order, make_supplier
from tests.factories.stores import make_shop
from tests.factories.users import make_manager

pytestmark = pytest.mark.usefixtures("real_database")
SYSTEM = Actor.system()
AT_ONCE = 6


def refusals(answers: list[object]) -> int:
    assert all(isinstance(answer, Conflict | PurchaseOrder | GoodsReceipt) for answer in answers), answers
    return sum(isinstance(answer, Conflict) for answer in answers)


def books() -> list[str]:
    return [*integrity.findings(), *stock_integrity.findings()]


def test_one_of_many_books_a_receipt():
    shop, shirt = make_shop(), make_product()
    receipt = count_receipt({shirt: 4}, make_order({shirt: 4}, shop=shop))

    def book() -> GoodsReceipt:
        return receiving.book(GoodsReceipt.objects.get(pk=receipt.pk), by=SYSTEM)

    assert refusals(in_threads([book] * AT_ONCE)) == AT_ONCE - 1
    assert (level_of(shirt, places.floor_of(shop))[0], PurchaseInvoice.objects.count()) == (4, 1)
    assert books() == []


def test_the_last_part_of_an_order_comes_once():
    """Each has a receipt of their own, and counted the same last pieces into it."""
    shop, shirt = make_shop(), make_product()
    order = make_order({shirt: 4}, shop=shop)
    receiving.book(count_receipt({shirt: 2}, order), by=SYSTEM)
    keys = [count_receipt({shirt: 2}, order).pk for _turn in range(AT_ONCE)]

    def book(key: int) -> GoodsReceipt:
        return receiving.book(GoodsReceipt.objects.get(pk=key), by=SYSTEM, is_another=True)

    answers = in_threads([lambda key=key: book(key) for key in keys])

    assert refusals(answers) == AT_ONCE - 1
    order.refresh_from_db()
    assert (order.state, order.lines.get().received) == (PurchaseOrder.State.RECEIVED, 4)
    assert level_of(shirt, places.floor_of(shop))[0] == 4
    assert books() == []


def test_an_order_is_received_or_cancelled_but_not_both():
    shop, shirt = make_shop(), make_product()
    order = make_order({shirt: 4}, shop=shop)
    receipt = count_receipt({shirt: 4}, order)

    def cancel() -> PurchaseOrder:
        return orders.cancel(PurchaseOrder.objects.get(pk=order.pk), by=SYSTEM, reason="Late")

    def book() -> GoodsReceipt:
        return receiving.book(GoodsReceipt.objects.get(pk=receipt.pk), by=SYSTEM)

    assert refusals(in_threads([cancel, book] * (AT_ONCE // 2))) == AT_ONCE - 1
    came = level_of(shirt, places.floor_of(shop))[0]
    order.refresh_from_db()
    assert (order.state, came) in {(PurchaseOrder.State.RECEIVED, 4), (PurchaseOrder.State.CANCELLED, 0)}
    assert books() == []


def test_a_cart_is_ordered_once_however_many_windows_confirm_it():
    shop, shirt = make_shop(), make_product()
    musa = actor_for(make_manager(shop))
    reorder.add({shirt.pk: 4}, shop=shop, by=musa)
    ReorderLine.objects.update(supplier=make_supplier())
    key = ReorderLine.objects.get().pk

    def confirm() -> PurchaseOrder:
        return reorder.confirm([key], batch=uuid4(), by=musa)[0]

    assert refusals(in_threads([confirm] * AT_ONCE)) == AT_ONCE - 1
    assert (PurchaseOrder.objects.count(), PurchaseInvoice.objects.count(), ReorderLine.objects.count()) == (1, 1, 0)
    assert books() == []


def test_scans_of_many_people_all_count():
    shop, shirt = make_shop(), make_product()
    receipt = count_receipt({shirt: 0}, shop=shop)

    def scan() -> object:
        return receiving.count_in(GoodsReceipt.objects.get(pk=receipt.pk), {shirt.pk: 1}, by=SYSTEM)

    in_threads([scan] * AT_ONCE)

    assert receipt.lines.get().quantity == AT_ONCE


def test_the_same_form_sent_by_many_is_one_order():
    shop, shirt = make_shop(), make_product()
    wanted = Wish(supplier=make_supplier(), shop=shop, key=uuid4(), goods=[Wanted(shirt.pk, 1)])

    made = in_threads([lambda: orders.place(wanted, by=SYSTEM)] * AT_ONCE)

    assert {order.number for order in made} == {PurchaseOrder.objects.get().number}


def test_control_without_the_guard_books_a_receipt_again_and_again(monkeypatch):
    shop, shirt = make_shop(), make_product()
    receipt = count_receipt({shirt: 4}, shop=shop)
    monkeypatch.setattr(receiving, "_move_on", lambda receipt, after: setattr(receipt, "state", after))
    monkeypatch.setattr(receiving, "_refuse_duplicate", lambda receipt: None)

    for _turn in range(2):
        receiving.book(GoodsReceipt.objects.get(pk=receipt.pk), by=SYSTEM)

    assert level_of(shirt, places.floor_of(shop))[0] == 8
    assert books() != []


def test_one_paper_that_many_send_is_one_invoice():
    shop, shirt = make_shop(), make_product()
    lines = [BillLine(2, Decimal("5000.00"), shirt.pk)]
    bill = Bill(shop=shop, key=uuid4(), lines=lines, place=places.floor_of(shop))

    answers = in_threads([lambda: by_hand.write(bill, by=SYSTEM).pk] * AT_ONCE)

    assert answers == [PurchaseInvoice.objects.get().pk] * AT_ONCE
    assert level_of(shirt, places.floor_of(shop))[0] == 2
    assert books() == []


def test_an_invoice_is_paid_or_its_tax_changes_but_never_both_at_once():
    shop = make_shop()
    keys = [make_invoice(1, shop=shop).pk for _turn in range(3)]

    def pay(key: int) -> object:
        return invoices.mark_paid(PurchaseInvoice.objects.get(pk=key), by=SYSTEM).tax

    def tell(key: int) -> object:
        paper = Paper(tax=Tax(Decimal("7.5")))
        return invoices.correct(PurchaseInvoice.objects.get(pk=key), paper, by=SYSTEM).tax

    in_threads([lambda key=key, act=act: act(key) for key in keys for act in (pay, tell, pay)])

    rows = PurchaseInvoice.objects.values_list("paid_at", "tax", "total", "subtotal")
    assert all(paid_at and total == subtotal + tax for paid_at, tax, total, subtotal in rows)
    paid = AuditEntry.objects.filter(act="purchasing.mark_paid").order_by("pk").values_list("subject_key", flat=True)
    assert len(paid) == len(set(paid)) == 3
    assert books() == []
