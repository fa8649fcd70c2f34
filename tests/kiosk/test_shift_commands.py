"""Cash in and out, X report and blind close as a till asks for them."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.printing.models import PrintJob
from apps.sales.models import CashMove, Shift, ZReport
from tests.factories.inventory import make_goods, stock
from tests.factories.kiosk import PIN, browser_at, give_pin
from tests.factories.sales import Till, sell
from tests.factories.stores import make_register
from tests.factories.users import make_cashier, make_manager, make_user
from tests.kiosk.test_commands import ask, refusal

pytestmark = pytest.mark.django_db


def cash(till: Till, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "shift_key": str(till.shift.key),
        "kind": "out",
        "amount": "1500.00",
        "reason": "Diesel",
    } | changes


def words(told: dict[str, Any]) -> list[str]:
    return [row["value"] for section in told["body"]["sections"] for row in section["rows"]]


def test_a_cashier_puts_cash_in_and_takes_it_out_with_a_managers_pin(till: Till, browser: Client) -> None:
    manager = give_pin(make_manager(till.shop))
    wanted = cash(till)

    moved_in = ask(browser, "move_cash", **cash(till, kind="in", reason="Change"))
    without = ask(browser, "move_cash", **wanted)
    granted = ask(
        browser,
        "approve",
        approver_id=manager.pk,
        pin=PIN,
        action="cash_out",
        subject=f"{wanted['key']}:1500.00",
    )
    approval = {"token": granted["body"]["token"], "action": "cash_out", "limit": ""}
    moved_out = ask(browser, "move_cash", **wanted, approval=approval)

    assert moved_in["ok"] is True
    assert refusal(without) == "approval_needed"
    assert moved_out["body"]["cash_move"]["amount"] == "1500.00"
    assert list(CashMove.objects.order_by("pk").values_list("kind", "approver_name")) == [
        ("in", ""),
        ("out", "Musa Bello"),
    ]


def test_a_manager_takes_cash_out_alone(till: Till) -> None:
    told = ask(browser_at(till.register, make_manager(till.shop)), "move_cash", **cash(till))

    assert told["body"]["cash_move"]["doubt"] == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "away"},
        {"amount": 5},
        {"amount": "-5.00"},
        {"amount": "0.00"},
        {"reason": ""},
        {"key": "x"},
        {"at": "x"},
    ],
)
def test_what_is_no_move_of_cash_is_refused(till: Till, browser: Client, changes: dict[str, Any]) -> None:
    told = ask(browser, "move_cash", **cash(till, **({"kind": "in"} | changes)))

    assert refusal(told) == "invalid_input"
    assert not CashMove.objects.exists()


def test_another_registers_shift_moves_no_cash(till: Till) -> None:
    other = browser_at(make_register(till.shop), make_manager(till.shop))

    assert refusal(ask(other, "move_cash", **cash(till))) == "no_open_shift"
    assert not CashMove.objects.exists()


@pytest.mark.parametrize("name", ["move_cash", "x_report", "close_shift"])
def test_who_may_not_sell_or_belongs_elsewhere_is_refused(till: Till, name: str) -> None:
    nobody = browser_at(till.register, make_user(till.shop))
    stranger = browser_at(till.register)
    elsewhere = browser_at(till.register, make_cashier(make_register().shop))
    before = AuditEntry.objects.count()

    codes = []
    for browser in (nobody, stranger, elsewhere):
        browser.cookies["nexus_register"] = elsewhere.cookies["nexus_register"]
        codes.append(refusal(ask(browser, name, **cash(till, counted="5000.00"))))

    assert codes == ["not_allowed", "session_ended", "beyond_reach"]
    assert (CashMove.objects.count(), ZReport.objects.count(), AuditEntry.objects.count()) == (0, 0, before)


def test_an_x_report_is_blind_for_a_cashier_and_whole_for_a_manager(till: Till, browser: Client) -> None:
    shirt = make_goods("Polo")
    stock(shirt, till.floor, 5)
    sold = sell(till, (shirt, 1))

    blind = ask(browser, "x_report")
    printed = ask(browser, "x_report", print=True)
    whole = ask(browser_at(till.register, make_manager(till.shop)), "x_report")

    expected = f"₦{till.shift.opening_float + sold.total:,.2f}"
    assert "told after the count" in words(blind)
    assert expected not in words(blind)
    assert expected in words(whole)
    assert expected not in PrintJob.objects.get(title__startswith="X report").document
    assert printed["ok"] is True
    assert Shift.objects.get().is_open


def test_without_a_shift_there_is_no_x_report(till: Till, browser: Client) -> None:
    ask(browser, "close_shift", key=str(till.shift.key), counted="5000.00")

    assert refusal(ask(browser, "x_report")) == "no_open_shift"


def test_a_blind_close_asks_why_it_differs_and_tells_afterwards(till: Till, browser: Client) -> None:
    count = {"key": str(till.shift.key), "counted": {"1000.00": 4}}

    first = ask(browser, "close_shift", **count)
    then = ask(browser, "close_shift", **count, comment="A note was torn")

    assert refusal(first) == "count_differs"
    assert first["refusal"]["details"] == {}
    assert then["body"]["shift"]["difference"] == "-1000.00"
    assert ZReport.objects.get().shift == till.shift


def test_a_count_made_offline_closes_whatever_it_says(till: Till, browser: Client) -> None:
    told = ask(browser, "close_shift", key=str(till.shift.key), counted={"1000.00": 4}, is_offline=True)

    assert told["body"]["shift"]["difference"] == "-1000.00"
