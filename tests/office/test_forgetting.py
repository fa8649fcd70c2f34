"""Whoever is forgotten is found nowhere any more, in no table and no column; what they bought stays in the books."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from apps.audit import facts, verification
from apps.audit.models import AuditEntry, PersonKey
from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.refusals import NexusError
from apps.credits import slips, voiding
from apps.credits.models import Credit
from apps.customers import people
from apps.customers.models import Customer
from apps.customers.refusals import Forgotten
from apps.loyalty import adjusting
from apps.mail import outbox
from apps.mail.models import OutgoingMail
from apps.mail.outbox import WrongAddress
from apps.office import books, duplicates, forgetting, merging
from apps.office.refusals import StillBound
from apps.office.traces import Traces
from apps.preorders import cancelling, delivering, fulfilling, placing, telling
from apps.preorders.cancelling import Refund
from apps.printing.models import PrintJob
from apps.purchasing.imports import jobs, work
from apps.purchasing.models import ImportJob
from apps.returns import decisions, reprints
from apps.sales import deliveries, mailing, orders, parking, queries, till_payments, unbooked, voids
from apps.sales.models import DebtReminder, Delivery, Receipt
from apps.sales.orders import TenderInput
from apps.sales.refusals import UnknownCustomer
from apps.stores.models import Shop
from tests.factories import printing
from tests.factories.credits import make_credit
from tests.factories.customers import make_customer
from tests.factories.loyalty import make_account
from tests.factories.preorders import arrived, make_preorder, pick_up
from tests.factories.returns import ask, completed
from tests.factories.sales import Till, message, sell

pytestmark = pytest.mark.django_db
BY = Actor(user_id=None, name="Musa Bello")
CANARIES = ("Zuwaira", "Quxley", "8037654321", "7654321", "zq@canary.example", "Heron Lane", "Peacock")
MAY_HOLD_NAMES = {  # a person's words stand in them, or may; forgetting goes through each
    "customers.Customer", "customers.HistoricalCustomer", "customers.Consent", "customers.MergedCustomer",
    "sales.Receipt", "sales.Delivery", "sales.DeliveryStep", "sales.Tender", "sales.ParkedSale", "sales.UnbookedSale",
    "mail.OutgoingMail", "mail.MailAttachment", "printing.PrintJob", "printing.PrintedSheet",
    "preorders.PreOrder", "preorders.PreOrderStep", "credits.Credit", "credits.CreditEntry", "returns.Return",
    "returns.ReturnStep", "loyalty.Account", "loyalty.PointEntry", "sales.Void", "sales.SaleException",
    "sales.DebtReminder", "inventory.StockMove", "purchasing.ImportRow", "office.DuplicatePair",
    "audit.AuditEntry", "audit.PersonKey",
}  # fmt: skip
SAYS_WHOM = ("customer", "customer_name", "phone", "email", "address", "recipient", "cart", "body")
OF_OTHERS = {  # columns of such names that are about the shop, its people, suppliers or machines
    *("stores.Company", "stores.HistoricalCompany", "stores.Shop", "stores.HistoricalShop", "users.User"),
    *("users.HistoricalUser", "purchasing.Supplier", "purchasing.HistoricalSupplier", "printing.Printer"),
    *("printing.HistoricalPrinter",),
}


def dumped() -> dict[str, str]:
    """By table, every value of every row, as the database holds it."""
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if table != "django_session"]
        return {table: "\n".join(_values(cursor, table)) for table in tables}


def _values(cursor: Any, table: str) -> list[str]:
    cursor.execute(f'SELECT * FROM "{table}"')
    held = [bytes(value) if isinstance(value, memoryview) else value for row in cursor.fetchall() for value in row]
    return [value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in held]


def canaries_in(tables: dict[str, str]) -> dict[str, list[str]]:
    found = {table: [word for word in CANARIES if word.casefold() in text.casefold()] for table, text in tables.items()}
    return {table: words for table, words in found.items() if words}


def canary(**changes: Any) -> Customer:
    return make_customer(
        **{
            "name": "Zuwaira Quxley",
            "phone": "0803 765 4321",
            "email": "zq@canary.example",
            "address": "7 Heron Lane\nWuse II",
            "note": "Likes Peacock prints",
            "may_be_mailed": True,
        }
        | changes
    )


def live(till: Till, shirt: Product, customer: Customer) -> Receipt:
    """Everything that a customer does in a shop leaves their words somewhere."""
    printing.make_route(printing.make_printer(name="Slips", shop=till.shop), shop=till.shop)
    delivery = {"kind": "delivery", "address": "7 Heron Lane", "phone": "08037654321", "due_on": None, "fee": "0.00"}
    delivery |= {"courier": "Gokada", "note": "Ask for Zuwaira"}
    whom = {"customer_id": customer.pk, "delivery": delivery, "note": "For Zuwaira Quxley"}
    receipt = sell(till, (shirt, 1), print=True, **whom)
    deliveries.mark_delivered(Delivery.objects.get(), by=till.actor)
    mailing.mail(receipt, "zq@canary.example", by=till.actor)
    told = {"id": customer.pk, "name": customer.name, "phone": customer.phone, "email": customer.email}
    parking.park({"customer": told, "lines": []}, key=uuid4(), units=1, name="Zuwaira Quxley", by=till.actor)
    with pytest.raises(NexusError):
        unbooked.bring(message(till, is_offline=True, total="7.00", **whom), by=till.actor)
    content = b"name,phone,email\nZuwaira Quxley,08037654321,zq@canary.example\n"
    job = jobs.upload(content, kind=ImportJob.Kind.CUSTOMERS, file_name="people.csv", shop=till.shop, by=till.actor)
    work.work_on(job.pk)
    ImportJob.objects.filter(pk=job.pk).update(state=ImportJob.State.CANCELLED)
    return receipt


def deal(till: Till, shirt: Product, customer: Customer) -> None:
    """Everything that a customer orders, is owed, brings back and earns leaves their words too, and is over."""
    wish = "Red agbada for Zuwaira"
    settled = arrived(till, customer=customer, what=wish, note="Call 08037654321")
    telling.by_mail(settled, "zq@canary.example", by=BY)
    telling.by_whatsapp(settled, by=BY)
    sent_back = make_preorder(till, customer=customer, what=wish, paid={"cash": "10000.00"})
    placing.change(sent_back, note="Ask Zuwaira Quxley", by=BY)
    cancelling.cancel(sent_back, reason="Zuwaira moved", refund=Refund(), by=BY)
    cancelling.cancel(settled, reason="Zuwaira again", by=BY)
    for credit in (*Credit.objects.filter(left__gt=0), make_credit(customer=customer, reason="For Zuwaira Quxley")):
        slips.print_slip(credit, shop=till.shop, by=BY)
        voiding.void(credit, by=BY, reason="Zuwaira had it in cash")
    account = make_account(300, customer=customer)
    adjusting.adjust(account, 50, reason="Birthday of Zuwaira", by=BY)
    sold = sell(till, (shirt, 2), customer_id=customer.pk, points=100, total=str(shirt.price * 2 - 100))
    goods = completed(sold, till, reason="Too small for Zuwaira", note="Quxley called")
    reprints.reprint(goods, by=BY)
    voids.void(sell(till, (shirt, 1), customer_id=customer.pk), by=BY, reason="Zuwaira went")
    DebtReminder.objects.create(customer=customer, day=clock.today(), amount=5)


def receipts_in_figures() -> Any:
    return Receipt.objects.order_by("pk").values("number", "total", "net", "due", "units", "business_date")


def test_the_slip_of_a_debt_that_was_paid_names_nobody_any_more(till: Till, shirt: Product) -> None:
    customer = canary()
    for _visit in range(2):
        sell(till, (shirt, 1), customer_id=customer.pk, paid={})
    debt = till_payments.WholeDebt(customer, Shop.objects.all())
    owed = queries.owed_by(customer.pk)
    till_payments.take(debt, TenderInput(till.methods["cash"].pk, owed), key=uuid4(), by=till.actor)
    assert "Zuwaira" in PrintJob.objects.get(title__startswith="Payment receipt").document

    forgetting.forget(customer, by=BY)

    assert canaries_in(dumped()) == {}


def test_nothing_personal_is_left_in_any_table(till: Till, shirt: Product) -> None:
    customer = canary()
    people.change(customer, phone="0803 111 2222", address="9 Heron Lane", by=BY, reason="Zuwaira moved")
    twin = make_customer(name="Zuwaira Q.", phone="0803 765 4321")
    receipt = live(till, shirt, customer)
    deal(till, shirt, customer)
    merging.merge(customer.pk, twin.pk, by=BY)
    duplicates.name(customer.pk, make_customer(name="Bola Eze").pk, by=BY)
    before = canaries_in(dumped())
    assert {word for words in before.values() for word in words} == set(CANARIES)
    assert before.keys() >= {
        *("preorders_preorder", "preorders_preorderstep", "credits_credit", "credits_creditentry", "returns_return"),
        *("returns_returnstep", "loyalty_pointentry", "sales_void", "inventory_stockmove", "printing_printjob"),
    }
    figures = list(receipts_in_figures())

    forgetting.forget(customer, by=BY)

    assert canaries_in(dumped()) == {}
    kept = Receipt.objects.get(pk=receipt.pk)
    assert (kept.customer.name, kept.customer_name) == (f"Former customer {customer.pk}", "")
    assert list(receipts_in_figures()) == figures
    assert (kept.number, books.findings(), verification.verify()) == (receipt.number, [], [])


def test_what_the_audit_log_sealed_cannot_be_read_any_more_and_the_chain_still_holds() -> None:
    customer = canary()
    people.change(customer, name="Zuwaira Eze", by=BY)
    entry = AuditEntry.objects.get(act="customers.change")
    key = PersonKey.objects.get().key
    assert "Zuwaira Quxley → Zuwaira Eze" in facts.in_a_line(entry.facts, key)

    forgetting.forget(customer, by=BY)

    assert PersonKey.objects.count() == 0
    assert facts.in_a_line(entry.facts) == "fields name, personal sealed"
    assert verification.verify() == []
    assert AuditEntry.objects.get(act="office.forget").subject_name == f"Former customer {customer.pk}"


def test_whoever_owes_is_not_forgotten(till: Till, shirt: Product) -> None:
    customer = canary()
    sell(till, (shirt, 1), paid={"cash": "1.00"}, customer_id=customer.pk)
    before = dumped()

    with pytest.raises(StillBound, match="Zuwaira Quxley owes ₦"):
        forgetting.forget(customer, by=BY)

    assert dumped() == before


def test_whoever_waits_for_goods_is_not_forgotten_until_the_sale_is_void(till: Till, shirt: Product) -> None:
    customer = canary()
    delivery = {"kind": "pickup", "address": "", "phone": "", "due_on": None, "fee": "0.00", "courier": "", "note": ""}
    receipt = sell(till, (shirt, 1), customer_id=customer.pk, delivery=delivery)
    before = dumped()
    with pytest.raises(StillBound, match="not delivered"):
        forgetting.forget(customer, by=BY)
    assert dumped() == before

    voids.void(receipt, by=BY, reason="Changed their mind")
    forgetting.forget(customer, by=BY)

    customer.refresh_from_db()
    assert customer.forgotten_at is not None


def test_whoever_waits_for_a_preorder_is_not_forgotten_until_it_is_over(till: Till) -> None:
    customer = canary()
    preorder = make_preorder(till, customer=customer, paid={"cash": "10000.00"})
    before = dumped()
    with pytest.raises(StillBound, match=f"waits for {preorder.number}: hand it over or cancel it"):
        forgetting.forget(customer, by=BY)
    assert dumped() == before

    cancelling.cancel(preorder, reason="Too late", refund=Refund(), by=BY)
    with pytest.raises(StillBound, match=r"has ₦10,000.00 of store credit \(SC-.*let it be spent or void it"):
        forgetting.forget(customer, by=BY)
    voiding.void(Credit.objects.get(left__gt=0), by=BY, reason="Paid out at the bank")
    forgetting.forget(customer, by=BY)

    assert books.findings() == []


def test_whoever_left_more_than_the_goods_cost_gets_the_rest_first(till: Till) -> None:
    customer = canary()
    preorder = arrived(till, customer=customer, paid={"cash": "10000.00"})
    deposit = Credit.objects.get()
    body = pick_up(till, preorder, ("deposit", "9000.00", deposit.number), ("cash", "51000.00", ""))
    fulfilling.sell(orders.from_json(body), by=till.actor)
    delivering.toggle(preorder, by=BY)
    before = dumped()
    with pytest.raises(StillBound, match=f"{preorder.number} of Zuwaira Quxley is paid, but not delivered"):
        forgetting.forget(customer, by=BY)
    assert dumped() == before

    delivering.toggle(preorder, by=BY)
    with pytest.raises(StillBound, match=rf"₦1,000.00 of a deposit .* is left \({preorder.number}\)"):
        forgetting.forget(customer, by=BY)


def test_whoever_waits_for_a_return_is_not_forgotten_until_it_is_decided(till: Till, shirt: Product) -> None:
    customer = canary()
    goods = ask(sell(till, (shirt, 1), customer_id=customer.pk), till)
    before = dumped()
    with pytest.raises(StillBound, match=f"{goods.number} of Zuwaira Quxley is not finished"):
        forgetting.forget(customer, by=BY)
    assert dumped() == before

    decisions.reject(goods, reason="Worn", by=BY)
    forgetting.forget(customer, by=BY)

    customer.refresh_from_db()
    assert customer.forgotten_at is not None


def test_points_of_somebody_forgotten_end(till: Till) -> None:
    account = make_account(300, customer=canary())

    forgetting.forget(account.customer, by=BY)

    account.refresh_from_db()
    entry = account.entries.latest("pk")
    assert (account.points, entry.kind, entry.points, entry.note) == (0, "expire", -300, "Forgotten")
    assert books.findings() == []


def test_why_a_paper_was_undone_can_be_read_in_the_log_until_its_customer_is_forgotten(till: Till) -> None:
    credit = make_credit(customer=canary())
    voiding.void(credit, by=BY, reason="Zuwaira had it in cash")
    entry = AuditEntry.objects.get(act="credits.void")
    key = PersonKey.objects.get(subject="credit", subject_key=str(credit.pk)).key
    assert "reason Zuwaira had it in cash" in facts.in_a_line(entry.facts, key)

    forgetting.forget(credit.customer, by=BY)

    assert PersonKey.objects.count() == 0
    assert "personal sealed" in facts.in_a_line(entry.facts)


def test_nothing_is_written_down_of_somebody_forgotten(till: Till, shirt: Product) -> None:
    customer = canary()
    forgetting.forget(customer, by=BY)
    before = dumped()

    with pytest.raises(Forgotten):
        people.change(customer, phone="0803 765 4321", by=BY)
    with pytest.raises(Forgotten):
        forgetting.forget(customer, by=BY)
    with pytest.raises(UnknownCustomer):
        sell(till, (shirt, 1), customer_id=customer.pk)

    assert dumped() == before


def test_a_phone_of_somebody_forgotten_is_free_again() -> None:
    forgetting.forget(canary(), by=BY)

    assert make_customer(name="Bola Eze", phone="0803 765 4321").phone == "+2348037654321"


def test_mail_that_waited_is_not_sent_any_more(till: Till, shirt: Product) -> None:
    customer = canary()
    mailing.mail(sell(till, (shirt, 1), customer_id=customer.pk), "other@example.com", by=till.actor)
    outbox.queue("ZQ@canary.example", "Hello", "Zuwaira", by=BY)

    forgetting.forget(customer, by=BY)

    told = OutgoingMail.objects.values_list("recipient", "body", "state", "error").distinct()
    assert list(told.order_by()) == [("", "", "failed", "The customer was forgotten.")]
    with pytest.raises(WrongAddress):
        outbox.resend(OutgoingMail.objects.first(), by=BY)


def test_others_keep_their_words(till: Till, shirt: Product) -> None:
    bola = make_customer(name="Bola Eze", email="bola@example.com")
    receipt = sell(till, (shirt, 1), customer_id=bola.pk, note="Bola comes on Friday")
    parking.park({"customer": {"id": bola.pk, "name": "Bola Eze"}}, key=uuid4(), units=1, name="Bola", by=till.actor)

    forgetting.forget(canary(), by=BY)

    receipt.refresh_from_db()
    assert (receipt.customer_name, receipt.note) == ("Bola Eze", "Bola comes on Friday")
    assert Customer.objects.get(pk=bola.pk).email == "bola@example.com"


def test_words_are_taken_out_of_texts_in_every_form() -> None:
    traces = Traces.of(canary())

    told = traces.taken_out_of("ZUWAIRA QUXLEY, 0803 765 4321, 08037654321, +2348037654321 or 7 heron lane")

    assert told == "…, …, …, … or …"
    assert json.loads(traces.taken_out_of_json('{"a": ["Zuwaira Quxley", 3]}')) == {"a": ["…", 3]}


def test_every_table_that_may_say_whom_it_is_about_is_gone_through() -> None:
    found = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("apps.") and not model._meta.proxy
        for field in model._meta.concrete_fields
        if field.name in SAYS_WHOM and not _is_of_the_actor(field)
    }

    assert found - OF_OTHERS - MAY_HOLD_NAMES == set(), "go through it in office/forgetting.py, then name it here"


def _is_of_the_actor(field: Any) -> bool:
    """The versions of most tables keep from which machine somebody changed a row."""
    return bool(field.name == "address" and field.max_length == 45)
