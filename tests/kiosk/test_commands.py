"""What a till may ask, over HTTP; the socket speaks to the same dispatcher."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.core.actor import Actor
from apps.credits import ledger
from apps.customers.models import Consent, Customer
from apps.inventory.models import StockLevel
from apps.mail.models import OutgoingMail
from apps.office import forgetting, merging
from apps.sales import exceptions, shifts, unbooked
from apps.sales.models import Delivery, ParkedSale, Receipt, SaleException, Shift, UnbookedSale
from apps.stores.models import Register
from apps.users.actors import actor_for
from apps.users.models import Approval
from kiosk import dispatch
from kiosk.commands import COMMANDS
from tests.factories.credits import make_credit
from tests.factories.inventory import make_goods, stock
from tests.factories.kiosk import PIN, browser_at, enrol, give_pin, post
from tests.factories.loyalty import make_account
from tests.factories.sales import Till, make_customer, message, sell
from tests.factories.stores import make_register
from tests.factories.users import make_cashier, make_manager, make_md, make_user

pytestmark = pytest.mark.django_db


def ask(browser: Client, name: str, /, **body: Any) -> dict[str, Any]:
    told: dict[str, Any] = post(browser, "/sell/command/", id="7", name=name, body=body).json()
    assert told.pop("id") == "7"
    return told


def refusal(told: dict[str, Any]) -> str:
    assert told["ok"] is False
    return str(told["refusal"]["code"])


# The doors: a person with the permission, at an enrolled register, in reach.


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_opens_to_a_stranger_or_a_device_that_is_no_register(till: Till, name: str) -> None:
    cashier = make_cashier(till.shop)

    assert refusal(ask(browser_at(till.register), name)) == "session_ended"
    assert refusal(ask(browser_at(None, cashier), name)) == "not_enrolled"


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_opens_at_the_register_of_another_shop(till: Till, name: str) -> None:
    assert refusal(ask(browser_at(make_register(), make_cashier(till.shop)), name)) == "beyond_reach"


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"heartbeat"}))
def test_no_command_opens_to_who_lacks_its_permission(till: Till, name: str) -> None:
    nobody = browser_at(till.register, make_user(till.shop, role="user"))

    told = ask(nobody, name)

    assert refusal(told) == "not_allowed"
    assert told["refusal"]["details"] == {"needs": COMMANDS[name].needs}


def test_an_unknown_command_and_a_body_that_is_none_are_refused(browser: Client) -> None:
    assert refusal(ask(browser, "become_md")) == "invalid_input"
    told = post(browser, "/sell/command/", id="7", name="recent", body=[1]).json()
    assert refusal(told) == "invalid_input"


def test_a_fault_of_the_server_is_answered_and_told_apart(
    browser: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(desk: object, body: object) -> dict[str, Any]:
        raise ZeroDivisionError

    monkeypatch.setitem(dispatch.COMMANDS, "recent", dispatch.Command(broken))

    assert refusal(ask(browser, "recent")) == "failed"
    assert "ZeroDivisionError" in caplog.text


# The acts behind them.


def test_a_sale_is_booked_once_however_often_it_is_sent(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    browser = browser_at(till.register, till.cashier)
    body = message(till, (shirt, 2), paid={"cash": "500.00"}, provisional_number="AB1-00001")

    first, again = ask(browser, "sell", **body), ask(browser, "sell", **body)

    done = Receipt.objects.get()
    assert first == again
    assert first["ok"] is True
    told = first["body"]["receipt"]
    assert {name: told[name] for name in ("number", "provisional_number", "total", "change", "due", "exceptions")} == {
        "number": done.number,
        "provisional_number": "AB1-00001",
        "total": "300.00",
        "change": "200.00",
        "due": "0.00",
        "exceptions": [],
    }
    assert told["link"].endswith("/")
    assert told["whatsapp"].startswith("https://wa.me/")
    assert StockLevel.objects.get(product=shirt).quantity == 3


def test_a_refused_sale_says_why_and_writes_nothing(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 1)
    entries = AuditEntry.objects.count()
    browser = browser_at(till.register, till.cashier)
    before = AuditEntry.objects.count()

    told = ask(browser, "sell", **message(till, (shirt, 2)))

    assert refusal(told) == "insufficient_stock"
    assert "Polo" in told["refusal"]["sentence"]
    assert (Receipt.objects.count(), AuditEntry.objects.count()) == (0, before)
    assert before > entries


def test_a_device_that_lost_its_register_still_brings_what_it_sold_but_sells_nothing_new(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    browser = browser_at(till.register, till.cashier)
    finished = message(till, (shirt, 1), is_offline=True, epoch=till.register.epoch)
    enrol(till.register)

    new = ask(browser, "sell", **message(till, (shirt, 1)))
    brought = ask(browser, "sell", **finished)

    assert refusal(new) == "not_enrolled"
    assert brought["body"]["receipt"]["exceptions"][0]["kind"] == "old_enrolment"
    assert Receipt.objects.count() == 1
    assert refusal(ask(browser, "recent")) == "not_enrolled"


def test_a_shift_is_opened_and_closed_with_a_count(browser: Client, till: Till) -> None:
    shifts.close(till.shift, counted=till.shift.opening_float, by=till.actor)
    key = str(uuid4())

    opened = ask(browser, "open_shift", key=key, opening_float="5000.00")["body"]["shift"]
    closed = ask(browser, "close_shift", key=key, counted={"1000.00": 4, "500.00": 1}, comment="short")["body"]["shift"]

    assert (opened["key"], opened["expected_cash"], opened["closed_at"]) == (key, None, None)
    assert (closed["counted_cash"], closed["expected_cash"], closed["difference"]) == ("4500.00", "5000.00", "-500.00")


def test_a_shift_of_another_register_is_not_closed_from_here(till: Till) -> None:
    other = make_register(till.shop)
    browser = browser_at(other, make_cashier(till.shop))

    told = ask(browser, "close_shift", key=str(till.shift.key), counted="5000.00")

    assert refusal(told) == "no_open_shift"
    assert Shift.objects.get().is_open


def test_a_cart_is_parked_listed_and_resumed_once(browser: Client, till: Till) -> None:
    cart = {"lines": [{"product_id": 1, "quantity": 2}]}
    key = str(uuid4())

    ask(browser, "park", key=key, name="Lady in red", cart=cart, units=2)
    listed = ask(browser, "parked")["body"]["parked"]
    cart_key = str(uuid4())
    taken, lost = [ask(browser, "resume", key=key, taken_key=cart_key) for _ in range(2)]
    again = ask(browser, "resume", key=key, taken_key=str(uuid4()))

    assert [(row["key"], row["name"], row["units"], row["parked_by"]) for row in listed] == [
        (key, "Lady in red", 2, "Chidi Eze")
    ]
    assert taken["body"]["cart"] == lost["body"]["cart"] == cart
    assert refusal(again) == "not_parked"


def test_a_parked_cart_can_be_dropped(browser: Client) -> None:
    key = str(uuid4())
    ask(browser, "park", key=key, cart={"lines": []}, units=1)

    assert ask(browser, "drop_parked", key=key)["ok"] is True
    assert ParkedSale.objects.filter(ended_at=None).count() == 0


def test_the_last_receipts_of_the_register_are_listed(browser: Client, till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 9)
    done = [sell(till, (shirt, 1)) for _ in range(3)]

    listed = ask(browser, "recent")["body"]["receipts"]

    assert [row["number"] for row in listed] == [row.number for row in reversed(done)]
    assert {row["is_void"] for row in listed} == {False}


def test_a_receipt_of_any_shop_is_found_by_its_number(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    done = sell(till, (shirt, 2))
    elsewhere = make_register()

    told = ask(browser_at(elsewhere, make_cashier(elsewhere.shop)), "receipt", number=done.number)["body"]["receipt"]

    assert (told["number"], told["lines"][0]["quantity"], told["tenders"]) == (
        done.number,
        2,
        [{"name": "Cash", "amount": "300.00"}],
    )


def test_voiding_needs_the_right_or_an_approvers_pin_bound_to_the_receipt(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    done = sell(till, (shirt, 2))
    manager = give_pin(make_manager(till.shop))
    browser = browser_at(till.register, make_cashier(till.shop))

    without = ask(browser, "void", number=done.number, reason="wrong size")
    wrong = ask(browser, "approve", approver_id=manager.pk, pin="1357", action="void", subject=done.number)
    granted = ask(browser, "approve", approver_id=manager.pk, pin=PIN, action="void", subject=done.number)
    approval = {"token": granted["body"]["token"], "action": "void", "limit": ""}
    voided = ask(browser, "void", number=done.number, reason="wrong size", approval=approval)

    assert (refusal(without), refusal(wrong)) == ("approval_needed", "wrong_pin")
    assert granted["body"]["approver"] == "Musa Bello"
    assert voided["body"]["receipt"]["is_void"] is True
    assert AuditEntry.objects.get(act="sales.void").approver_name == "Musa Bello"
    assert StockLevel.objects.get(product=shirt).quantity == 5


def test_a_receipt_of_another_shop_is_not_voided(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    done = sell(till, (shirt, 2))
    elsewhere = make_register()

    told = ask(browser_at(elsewhere, make_manager(elsewhere.shop)), "void", number=done.number, reason="mine now")

    assert refusal(told) == "beyond_reach"
    assert not hasattr(Receipt.objects.get(), "void")


def test_a_cashier_approves_nothing(till: Till) -> None:
    other = give_pin(make_cashier(till.shop))
    browser = browser_at(till.register, make_cashier(till.shop))

    told = ask(browser, "approve", approver_id=other.pk, pin=PIN, action="discount", subject="cart", limit="20.00")

    assert refusal(told) == "may_not_approve"


def test_a_shop_manager_allows_no_discount_above_the_own_limit(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    manager = give_pin(make_manager(till.shop))
    browser = browser_at(till.register, till.cashier)
    less = {"discount": {"kind": "percent", "value": "25"}}
    body = message(till, (shirt, 1, less), total="112.50", paid={"cash": "112.50"})

    told = ask(
        browser, "approve", approver_id=manager.pk, pin=PIN, action="discount", subject=body["key"], limit="25.00"
    )
    sold = ask(browser, "sell", **body)

    assert told["refusal"]["sentence"] == "Musa Bello may allow up to 20 %, not 25 %. Ask an MD."
    assert (refusal(told), refusal(sold)) == ("may_not_approve", "approval_needed")
    assert (Approval.objects.count(), Receipt.objects.count()) == (0, 0)


def test_a_manager_of_another_shop_approves_nothing_here(till: Till) -> None:
    stranger = give_pin(make_manager(make_register().shop))
    browser = browser_at(till.register, make_cashier(till.shop))

    told = ask(browser, "approve", approver_id=stranger.pk, pin=PIN, action="open_drawer", subject=till.register.code)

    assert refusal(told) == "may_not_approve"
    assert not Approval.objects.exists()


def test_the_drawer_opens_by_approval_and_is_on_record(till: Till) -> None:
    manager = give_pin(make_manager(till.shop))
    browser = browser_at(till.register, make_cashier(till.shop))
    subject = till.register.code

    without = ask(browser, "open_drawer")
    granted = ask(browser, "approve", approver_id=manager.pk, pin=PIN, action="open_drawer", subject=subject)
    approval = {"token": granted["body"]["token"], "action": "open_drawer", "limit": ""}

    assert refusal(without) == "approval_needed"
    assert ask(browser, "open_drawer", approval=approval)["ok"] is True
    assert AuditEntry.objects.filter(act="sales.open_drawer").count() == 1


def test_customers_are_found_with_what_they_owe_and_added(browser: Client, till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    owing = make_customer("Ngozi Eze", phone="+2348031234567")
    sell(till, (shirt, 2), paid={"cash": "100.00"}, customer_id=owing.pk)

    found = ask(browser, "find_customer", text="ngozi")["body"]["customers"]
    added = ask(browser, "add_customer", name="Tunde Bakare", phone="0805 000 0001")["body"]["customer"]
    taken = ask(browser, "add_customer", name="Somebody", phone="08031234567")

    assert [(row["name"], row["phone"], row["due"]) for row in found] == [("Ngozi Eze", "+2348031234567", "200.00")]
    assert added["phone"] == "+2348050000001"
    assert refusal(taken) == "duplicate_phone"


def test_what_a_new_customer_agrees_to_is_noted_with_the_till(browser: Client, till: Till) -> None:
    added = ask(browser, "add_customer", name="Tunde Bakare", phone="", may_be_messaged=True)["body"]["customer"]

    told = Consent.objects.values_list("customer_id", "channel", "is_given", "by_name", "register_name")
    assert list(told) == [(added["id"], "may_be_messaged", True, "Chidi Eze", str(till.register))]


@pytest.fixture
def blind(till: Till) -> Client:
    """At the till stands somebody who sells, but does not see how customers are reached."""
    seller = make_user(till.shop)
    names = ("sell", "view_customer", "add_customer")
    seller.user_permissions.set(Permission.objects.filter(codename__in=names))
    return browser_at(till.register, seller)


def test_whoever_sees_no_contacts_is_told_masked_ones_and_finds_by_a_whole_number(blind: Client, till: Till) -> None:
    make_customer("Ngozi Eze", phone="+2348031234567", email="ngozi@example.com")

    found = {
        text: [(row["phone"], row["email"]) for row in ask(blind, "find_customer", text=text)["body"]["customers"]]
        for text in ("ngozi", "0803 123 4567", "0803 123", "ngozi@example")
    }

    masked = [("0803 ••• 4567", "n•••@example.com")]
    assert found == {"ngozi": masked, "0803 123 4567": masked, "0803 123": [], "ngozi@example": []}


def test_a_sale_of_whoever_sees_no_contacts_keeps_the_customers_own_number(blind: Client, till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    ngozi = make_customer("Ngozi Eze", phone="+2348031234567")
    delivery = {"kind": "delivery", "address": "1 Lake Road", "phone": "0803 ••• 4567", "due_on": None, "fee": "0.00"}
    whom = {"customer_id": ngozi.pk, "delivery": delivery | {"courier": "", "note": ""}, "cashier_id": None}

    told = ask(blind, "sell", **message(till, (shirt, 1), **whom))["body"]["receipt"]

    assert Delivery.objects.get().phone == "+2348031234567"
    assert "2348031234567" not in str(told)


def test_a_parked_cart_comes_back_with_its_customer_as_they_are_now(browser: Client, till: Till) -> None:
    ada, twin, gone = (make_customer(name) for name in ("Ada Obi", "Ada O.", "Bola Eze"))
    keys = {row.name: str(uuid4()) for row in (ada, twin, gone)}
    for row in (ada, twin, gone):
        cart = {"key": keys[row.name], "lines": [], "customer": {"id": row.pk, "name": row.name, "phone": "0803"}}
        ask(browser, "park", key=keys[row.name], cart=cart, units=1, name=row.name)
    merging.merge(ada.pk, twin.pk, by=till.actor)
    forgetting.forget(gone, by=till.actor)

    carts = {
        name: ask(browser, "resume", key=key, taken_key=str(uuid4()))["body"]["cart"] for name, key in keys.items()
    }

    told = {name: (cart["customer"] or {}).get("id") for name, cart in carts.items()}
    assert told == {"Ada Obi": ada.pk, "Ada O.": ada.pk, "Bola Eze": None}
    assert carts["Ada O."]["customer"]["phone"] == ""


def test_a_customer_takes_part_and_their_points_are_told(browser: Client, till: Till) -> None:
    make_account(700, customer=make_customer("Ngozi Eze"), tier="Gold")
    other = make_customer("Ngozi Obi")

    found = ask(browser, "find_customer", text="ngozi")["body"]["customers"]
    enrolled = ask(browser, "enrol_in_loyalty", customer_id=other.pk)["body"]["points"]
    again = ask(browser, "enrol_in_loyalty", customer_id=other.pk)

    assert [row["points"] for row in found] == [{"left": 700, "tier": "Gold", "multiplier": "1.50"}, None]
    assert enrolled == {"left": 0, "tier": "Bronze", "multiplier": "1.00"}
    assert refusal(again) == "already_enrolled"


def test_a_redemption_is_looked_at_before_it_is_done(browser: Client, till: Till) -> None:
    account = make_account(700)

    can = ask(browser, "points", customer_id=account.customer_id, goods="1000.00")["body"]
    nothing = ask(browser, "points", customer_id=account.customer_id, goods="10.00")["body"]
    unknown = ask(browser, "points", customer_id=9_999, goods="10.00")

    assert (can["least"], can["most"], can["value"], can["points"]["left"]) == (100, 500, "500.00", 700)
    assert (nothing["most"], "too small" in nothing["sentence"]) == (0, True)
    assert refusal(unknown) == "not_found"
    assert account.entries.count() == 1


def test_the_answer_to_a_sale_says_what_it_did_with_points(browser: Client, till: Till) -> None:
    account = make_account(700)
    shirt = make_goods(price=Decimal("9100.00"))
    stock(shirt, till.floor, 5)
    body = message(till, (shirt, 1), points=100, customer_id=account.customer_id)
    body["total"] = body["tenders"][0]["amount"] = str(shirt.price - 100)

    told = ask(browser, "sell", **body | {"cashier_id": None})["body"]["receipt"]

    assert told["points"] == {"redeemed": 100, "earned": 90, "balance": 690}


@pytest.mark.parametrize("name", ["points", "enrol_in_loyalty"])
def test_loyalty_needs_its_right_at_the_till_too(till: Till, name: str) -> None:
    seller = make_user(till.shop)
    seller.user_permissions.add(Permission.objects.get(codename="sell"))
    customer = make_customer()
    make_account(customer=make_customer("Somebody"))

    assert refusal(ask(browser_at(till.register, seller), name, customer_id=customer.pk, goods="1.00")) == "not_allowed"
    assert not hasattr(Customer.objects.get(pk=customer.pk), "loyalty")


def test_lines_taken_out_of_a_cart_leave_a_trace(browser: Client, till: Till) -> None:
    ask(browser, "cart_trace", removed=[{"product_id": 5, "quantity": 2}])

    entry = AuditEntry.objects.get(act="sales.clear_cart")
    assert (entry.user_name, entry.facts) == ("Chidi Eze", '{"removed":[{"product_id":5,"quantity":2}]}')


def test_a_receipt_is_printed_again(browser: Client, till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    done = sell(till, (shirt, 1))

    assert ask(browser, "reprint", number=done.number)["ok"] is True
    assert AuditEntry.objects.filter(act="sales.reprint").count() == 1
    assert refusal(ask(browser, "reprint", number="RCP-000000-000")) == "not_found"


def test_a_receipt_goes_out_by_mail(browser: Client, till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    done = sell(till, (shirt, 1))

    wrong = ask(browser, "mail_receipt", number=done.number, email="nobody")
    ask(browser, "mail_receipt", number=done.number, email="tunde@example.com")

    assert wrong["ok"] is False
    sent = OutgoingMail.objects.get()
    assert (sent.recipient, sent.document) == ("tunde@example.com", done.number)
    assert sent.attachments.get().name == f"{done.number}.pdf"
    assert AuditEntry.objects.get(act="sales.mail_receipt").subject_name == done.number


def test_a_heartbeat_is_written_once_a_minute_at_most(browser: Client, till: Till) -> None:
    told = ask(browser, "heartbeat")["body"]
    first = Register.objects.get(pk=till.register.pk).seen_at
    ask(browser, "heartbeat")

    assert first is not None
    assert Register.objects.get(pk=till.register.pk).seen_at == first
    assert told["epoch"] == Register.objects.get(pk=till.register.pk).epoch
    assert told["server_time"] <= clock.now().isoformat()


@pytest.mark.parametrize(
    "text",
    [
        '{"id": NaN, "name": "heartbeat"}',
        '{"id": Infinity, "name": "heartbeat"}',
        '{"id": "7", "name": "heartbeat", "body": {"version": -Infinity}}',
        '{"id": "\\ud83d", "name": "heartbeat"}',
    ],
)
def test_what_no_json_can_hold_is_refused_and_never_sent_back(browser: Client, text: str) -> None:
    answer = browser.post("/sell/command/", text, content_type="application/json")

    assert answer.status_code == 422
    told = answer.json(parse_constant=pytest.fail)
    assert told.keys() == {"ok", "refusal"}
    assert told["refusal"]["sentence"] == "The till sent something that is not understood: reload the page."


def test_an_emoji_written_as_two_halves_is_understood(browser: Client) -> None:
    answer = browser.post(
        "/sell/command/", '{"id": "\\ud83d\\ude00", "name": "heartbeat"}', content_type="application/json"
    )

    assert answer.json()["id"] == "😀"


def test_a_text_that_no_database_keeps_is_refused(browser: Client) -> None:
    told = ask(browser, "add_customer", name="Tunde\0Bakare", phone="")

    assert refusal(told) == "invalid_input"
    assert not Customer.objects.exists()


def test_a_live_sale_of_an_older_enrolment_is_refused_though_the_device_is_enrolled_again(till: Till) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    browser = browser_at(till.register, till.cashier)
    before = AuditEntry.objects.count()
    till.register.refresh_from_db()
    older, epoch = till.register.epoch - 1, till.register.epoch

    told = ask(browser, "sell", **message(till, (shirt, 1), epoch=older))

    assert refusal(told) == "old_enrolment"
    assert (Receipt.objects.count(), AuditEntry.objects.count()) == (0, before)
    assert ask(browser, "sell", **message(till, (shirt, 1), epoch=epoch))["ok"] is True


def test_the_till_lists_what_is_odd_about_its_sales_until_somebody_answered(till: Till) -> None:
    shirt = make_goods("Polo")
    browser = browser_at(till.register, till.cashier)
    odd = message(till, (shirt, 1), is_offline=True, provisional_number="AB1-00001")
    impossible = message(till, (shirt, 10_001), is_offline=True, provisional_number="AB1-00002")
    booked, refused = ask(browser, "sell", **odd), ask(browser, "sell", **impossible)
    keys = [{"key": odd["key"]}, {"key": impossible["key"]}]

    before = ask(browser, "exceptions", keys=keys)["body"]
    md = actor_for(make_md())
    exceptions.resolve(SaleException.objects.get(), by=md, resolution="Found behind the shelf")
    unbooked.resolve(UnbookedSale.objects.get(), by=md, resolution="Typed by mistake")
    after = ask(browser, "exceptions", keys=keys)["body"]

    assert refusal(refused) == "invalid_input"
    assert before["settled"] == []
    assert [(row["key"], row["name"]) for row in before["exceptions"]] == [
        (impossible["key"], "AB1-00002"),
        (odd["key"], booked["body"]["receipt"]["number"]),
    ]
    assert after == {"exceptions": [], "settled": [impossible["key"]]}


def test_the_exceptions_of_another_register_are_not_told(till: Till) -> None:
    shirt = make_goods("Polo")
    ask(browser_at(till.register, till.cashier), "sell", **message(till, (shirt, 1), is_offline=True))
    second = make_register(till.shop)

    told = ask(browser_at(second, make_cashier(till.shop)), "exceptions")["body"]

    assert told == {"exceptions": [], "settled": []}


def test_customers_are_told_with_what_they_can_spend_by_as_many_queries_however_many(
    browser: Client,
) -> None:
    person = make_customer("Ngozi Eze")
    for_ever = make_credit("1000.00", customer=person)
    ending = make_credit("250.50", customer=person, expires_on=clock.today())
    make_credit("700.00", customer=person, purpose="deposit", number="RCP-9")
    ask(browser, "find_customer", text="ngozi")

    with CaptureQueriesContext(connection) as for_one:
        [found] = ask(browser, "find_customer", text="ngozi")["body"]["customers"]
    make_credit(customer=make_customer("Ngozi Bello"))
    make_credit(customer=make_customer("Ngozi Ade"))
    with CaptureQueriesContext(connection) as for_three:
        assert len(ask(browser, "find_customer", text="ngozi")["body"]["customers"]) == 3

    assert found["credits"] == [
        {"number": ending.number, "left": "250.50", "expires_on": clock.today().isoformat()},
        {"number": for_ever.number, "left": "1000.00", "expires_on": None},
    ]
    assert len(for_one) == len(for_three)


def test_who_may_not_see_credits_is_not_told_of_them(till: Till) -> None:
    credit = make_credit(customer=make_customer("Ngozi Eze"))
    seller = make_user(till.shop)
    rights = Permission.objects.filter(codename__in=("sell", "view_customer"))
    seller.user_permissions.add(*rights)
    browser = browser_at(till.register, seller)

    [found] = ask(browser, "find_customer", text="ngozi")["body"]["customers"]

    assert found["credits"] == []
    assert refusal(ask(browser, "scan_credit", number=credit.number)) == "not_allowed"


def test_a_slip_tells_whose_it_is_and_all_that_they_can_spend(browser: Client) -> None:
    person = make_customer("Ngozi Eze")
    first, second = make_credit("1000.00", customer=person), make_credit("500.00", customer=person)

    told = ask(browser, "scan_credit", number=second.number.lower())["body"]

    assert told["credit"] == {"number": second.number, "left": "500.00", "expires_on": None}
    assert (told["customer"]["id"], told["customer"]["due"]) == (person.pk, "0.00")
    assert [row["number"] for row in told["customer"]["credits"]] == [first.number, second.number]


def test_a_slip_that_pays_nothing_says_why(browser: Client) -> None:
    spent, over = make_credit(), make_credit(expires_on=clock.today())
    ledger.end(spent, "void", by=Actor.system())
    make_credit(purpose="deposit", number="RCP-9")

    with clock.at(clock.now() + timedelta(days=1)):
        told = [ask(browser, "scan_credit", number=number) for number in (spent.number, over.number, "SC-1", "RCP-9")]

    assert {refusal(one) for one in told} == {"credit_unusable"}
    sentences = [one["refusal"]["sentence"] for one in told]
    assert "Nothing is left" in sentences[0]
    assert "was good until" in sentences[1]
    assert "There is no store credit" in sentences[2]
    assert "There is no store credit" in sentences[3]
