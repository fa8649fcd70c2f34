"""Shifts in the back office: what came out by cashier, X and Z, closing one that was abandoned, and who sees what."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core import clock
from apps.printing.models import PrintJob
from apps.sales import cash_moves, shifts
from apps.sales.cash_moves import CashInput
from apps.sales.models import CashMove, Shift, ZReport
from apps.stores import company
from tests.factories.inventory import stock
from tests.factories.sales import Till, actor_at, make_till, sell
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.sales.test_admin import dialog, list_of, page_of, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DIFFERENCES = "/admin/sales/shift/differences/"


@pytest.fixture
def boss(till: Till) -> Client:
    return signed_in(make_md(till.shop))


def close(till: Till, counted: str, comment: str = "Counted twice") -> Shift:
    return shifts.close(till.shift, counted=Decimal(counted), comment=comment, by=till.actor)


def next_shift(till: Till, name: str = "") -> Till:
    """Opened by somebody of this name, or by the same cashier."""
    cashier = make_cashier(till.shop, first_name=name, last_name="") if name else till.cashier
    actor = actor_at(till.register, cashier)
    shift = shifts.open_shift(till.register, key=uuid4(), opening_float=Decimal("5000.00"), by=actor)
    return replace(till, cashier=cashier, actor=actor, shift=shift)


def a_week(till: Till) -> list[Shift]:
    """The cashier of the till: right, short twice, over; Bola: short once, and counted again."""
    closed = [close(till, "5000.00")]
    closed += [close(next_shift(till), counted) for counted in ("4000.00", "4700.00", "5100.00")]
    bola = next_shift(till, "Bola")
    with pytest.raises(shifts.CountDiffers):
        close(bola, "4000.00", "")
    closed.append(close(bola, "4990.00"))
    return closed


def table_of(answer: Any) -> list[tuple[Any, ...]]:
    return [
        (row.found.cashier, row.found.shifts, row.found.right, row.found.again, row.found.short, row.found.over)
        for row in answer.context_data["rows"]
    ]


def test_differences_are_summed_by_who_opened_the_shift(till: Till, boss: Client) -> None:
    closed = a_week(till)

    answer = boss.get(DIFFERENCES)

    assert table_of(answer) == [
        ("Cashier-Ab1", 4, 1, 0, Decimal("-1300.00"), Decimal("100.00")),
        ("Bola", 1, 0, 1, Decimal("-10.00"), Decimal("0.00")),
    ]
    first = answer.context_data["rows"][0]
    assert (first.found.net, first.found.worst) == (Decimal("-1200.00"), Decimal("-1000.00"))
    assert first.worst_address == page_of(closed[1])
    assert list(boss.get(first.address).context_data["cl"].queryset) == closed[3::-1]
    assert answer.context_data["sums"].net == Decimal("-1210.00")


def test_differences_are_those_of_the_days_and_the_shop_asked_for(till: Till, boss: Client) -> None:
    with clock.at(clock.now() - timedelta(days=40)):
        close(till, "1000.00")
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    close(other, "4000.00")
    long_ago = (clock.today() - timedelta(days=40)).isoformat()

    shown = {
        "month": table_of(boss.get(DIFFERENCES)),
        "day": table_of(boss.get(DIFFERENCES, {"first": long_ago, "last": long_ago})),
        "shop": table_of(boss.get(DIFFERENCES, {"first": long_ago, "shop": other.shop.pk})),
        "wrong": table_of(boss.get(DIFFERENCES, {"first": clock.today().isoformat(), "last": long_ago})),
    }

    assert {name: [row[0] for row in rows] for name, rows in shown.items()} == {
        "month": ["Cashier-La1"],
        "day": ["Cashier-Ab1"],
        "shop": ["Cashier-La1"],
        "wrong": [],
    }


def test_differences_go_into_a_workbook_and_onto_paper_on_record(till: Till, boss: Client) -> None:
    a_week(till)

    workbook = boss.post(DIFFERENCES, {"format": "xlsx"})
    paper = boss.post(DIFFERENCES, {"format": "pdf"})

    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(workbook.content)).active.iter_rows()]
    assert rows[0] == ["Cashier", "Shifts", "Right", "Counted again", "Missing", "Too much", "All in all", "Worst"]
    assert rows[1:] == [
        ["Cashier-Ab1", 4, 1, 0, -1300, 100, -1200, -1000],
        ["Bola", 1, 0, 1, -10, 0, -10, -10],
        ["All", 5, 1, 1, -1310, 100, -1210, -1000],
    ]
    assert paper.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(act="sales.export_differences").count() == 2


def test_a_manager_sees_the_differences_of_the_own_shop_a_cashier_and_a_stranger_none(till: Till) -> None:
    a_week(till)
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    close(lagos, "4000.00")

    manager, cashier = signed_in(make_manager(lagos.shop)), signed_in(make_cashier(till.shop))

    assert [row[0] for row in table_of(manager.get(DIFFERENCES))] == ["Cashier-La1"]
    assert cashier.get(DIFFERENCES).status_code == 403
    assert cashier.post(DIFFERENCES, {"format": "xlsx"}).status_code == 403
    assert "login" in Client().get(DIFFERENCES)["Location"]


def test_who_may_not_take_lists_along_gets_no_file(till: Till) -> None:
    a_week(till)
    user = make_user(till.shop)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_shift", "see_expected_cash")))
    browser = signed_in(user)

    assert len(table_of(browser.get(DIFFERENCES))) == 2
    assert browser.post(DIFFERENCES, {"format": "xlsx"}).status_code == 403
    assert not AuditEntry.objects.filter(act="sales.export_differences").exists()


def test_differences_ask_as_often_for_two_cashiers_as_for_one(till: Till, boss: Client) -> None:
    def queries() -> int:
        company.forget()
        with CaptureQueriesContext(connection) as asked:
            assert boss.get(DIFFERENCES).status_code == 200
        return len(asked)

    close(till, "4000.00")
    queries()
    one = queries()
    close(next_shift(till, "Bola"), "4000.00")
    close(next_shift(till, "Chidi"), "4000.00")

    assert queries() == one


@pytest.mark.parametrize(("difference", "count"), [("short", 3), ("over", 1), ("right", 1), ("again", 1), ("x", 5)])
def test_shifts_are_filtered_by_their_difference(till: Till, boss: Client, difference: str, count: int) -> None:
    a_week(till)

    assert boss.get(list_of(Shift), {"difference": difference}).context_data["cl"].result_count == count


def test_shifts_are_filtered_by_cashier_and_register_and_summed(till: Till, boss: Client) -> None:
    a_week(till)
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    close(other, "5050.00")

    by_cashier = boss.get(list_of(Shift), {"cashier": till.cashier.pk}).context_data
    by_register = boss.get(list_of(Shift), {"register": other.register.pk}).context_data

    assert (by_cashier["sums"].shifts, by_cashier["sums"].net) == (4, Decimal("-1200.00"))
    assert (by_register["sums"].shifts, by_register["sums"].over) == (1, Decimal("50.00"))


def test_the_page_of_a_closed_shift_tells_its_z_report_its_receipts_and_its_cash(
    till: Till, jeans: Product, boss: Client
) -> None:
    sold = sell(till, (jeans, 1))
    cash_moves.move(till.shift, CashInput(uuid4(), CashMove.Kind.IN, Decimal("700.00"), "Coins"), by=till.actor)
    closed = close(till, "30000.00", "One note torn")

    page = boss.get(page_of(closed)).content.decode()

    report = ZReport.objects.get()
    assert "₦200.00 are missing." in page
    assert "“One note torn”" in page
    assert sold.number in page
    assert "Cash in: Coins" in page
    assert report.chain_head in page


def test_what_arrives_after_the_close_is_said_beside_the_z_report(till: Till, jeans: Product, boss: Client) -> None:
    closed = close(till, "5000.00")
    with clock.at(clock.now() + timedelta(hours=1)):
        sell(till, (jeans, 1), is_offline=True)

    page = boss.get(page_of(closed)).content.decode()

    assert "1 receipt over ₦24,500.00 arrived after the close: it is not in the Z report." in page


def test_a_shift_of_before_there_were_z_reports_still_opens(till: Till, boss: Client) -> None:
    closed = close(till, "4000.00")
    ZReport.objects.all().delete()

    assert "₦1,000.00 are missing." in boss.get(page_of(closed)).content.decode()
    assert boss.get(dialog(closed, "z_pdf")).status_code == 403


def test_x_and_z_are_shown_and_printed_each_at_its_time(till: Till, boss: Client) -> None:
    shift = till.shift

    assert boss.get(dialog(shift, "x_pdf")).content.startswith(b"%PDF")
    assert press(boss, shift, "x_print") == ""
    assert boss.get(dialog(shift, "z_pdf")).status_code == 403
    close(till, "5000.00")
    assert boss.get(dialog(shift, "z_pdf")).content.startswith(b"%PDF")
    assert press(boss, shift, "z_print") == ""
    assert boss.get(dialog(shift, "x_pdf")).status_code == 403

    assert [job.title.split()[0] for job in PrintJob.objects.order_by("pk")] == ["X", "Z", "Z"]


def test_a_shift_of_another_shop_tells_neither_x_nor_z(till: Till) -> None:
    lagos = signed_in(make_manager(make_till(code="LA1", city="Lagos", name="Ikeja").shop))

    assert lagos.get(dialog(till.shift, "x_pdf")).status_code == 403
    assert lagos.post(dialog(till.shift, "x_print"), {}).status_code == 403
    close(till, "5000.00")
    assert lagos.get(dialog(till.shift, "z_pdf")).status_code == 403
    assert lagos.post(dialog(till.shift, "z_print"), {}).status_code == 403
    assert PrintJob.objects.count() == 1


def test_a_cashier_sees_no_cash_of_an_open_shift_on_page_or_paper(till: Till, jeans: Product) -> None:
    sell(till, (jeans, 1))
    cashier = signed_in(make_cashier(till.shop))

    page = cashier.get(page_of(till.shift)).content.decode()
    press(cashier, till.shift, "x_print")

    assert "What it took is told once the drawer is counted." in page
    assert "29,500.00" not in page + PrintJob.objects.get(title__startswith="X").document


def test_an_abandoned_shift_is_closed_by_its_notes_and_coins(till: Till, boss: Client) -> None:
    pieces = {"pieces_1000.00": "4", "pieces_500.00": "2", "pieces_5.00": ""}

    assert press(boss, till.shift, "close_shift", **pieces) == ""

    shift = Shift.objects.get()
    assert (shift.difference, shift.denominations) == (Decimal("0.00"), '{"1000.00": 4, "500.00": 2}')
    assert shift.z_report.receipts == 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Type what lies in the drawer: the pieces, or the amount (0 when it is empty)."),
        ({"counted": "5000", "pieces_500.00": "1"}, "Type the pieces or the amount, not both."),
        ({"pieces_500.00": "-1"}, "Type how many pieces there are, as whole numbers."),
        ({"counted": "4000"}, "That is not what should be in the drawer. Count again, or say why and close."),
    ],
)
def test_a_count_that_says_too_little_stays_open(
    till: Till, boss: Client, values: dict[str, str], sentence: str
) -> None:
    assert sentence in press(boss, till.shift, "close_shift", **values)

    assert Shift.objects.get().is_open
    assert not ZReport.objects.exists()


def test_cash_moves_are_listed_with_what_is_to_be_looked_at(till: Till, boss: Client) -> None:
    fine, odd = (
        CashInput(uuid4(), CashMove.Kind.IN, Decimal("700.00"), "Coins"),
        CashInput(uuid4(), CashMove.Kind.OUT, Decimal("700.00"), "Diesel", is_offline=True),
    )
    for asked in (fine, odd):
        cash_moves.move(till.shift, asked, by=till.actor)

    listed = boss.get(list_of(CashMove)).content.decode()
    doubtful = boss.get(list_of(CashMove), {"doubt": "yes"}).context_data["cl"].queryset
    exported = boss.post(reverse("admin:sales_cashmove_export"), {"format": "csv", "columns": ["amount", "reason"]})

    assert "Cashier-Ab1 took it out without the server and without a manager." in listed
    assert [move.reason for move in doubtful] == ["Diesel"]
    assert exported.content.decode("utf-8-sig").splitlines() == ["Amount,Reason", "-700.00,Diesel", "700.00,Coins"]


def test_a_shifts_page_asks_as_often_for_one_receipt_as_for_ten(till: Till, jeans: Product, boss: Client) -> None:
    def queries() -> int:
        company.forget()
        with CaptureQueriesContext(connection) as asked:
            assert boss.get(page_of(till.shift)).status_code == 200
        return len(asked)

    stock(jeans, till.floor, 20)
    sell(till, (jeans, 1))
    queries()
    one = queries()
    for _time in range(9):
        sell(till, (jeans, 1))

    assert queries() == one


def test_a_shift_is_found_by_its_number(till: Till, boss: Client) -> None:
    answer = boss.get("/find/", {"code": till.shift.number.lower()})

    assert answer["Location"] == page_of(till.shift)
