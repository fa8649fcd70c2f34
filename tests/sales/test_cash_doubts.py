"""Cash that moved oddly: it stays counted until somebody else says what came of it, once, in words."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEntry
from apps.core.refusals import Conflict, InvalidInput, NexusError
from apps.sales import badges, cash_doubts, cash_moves
from apps.sales.cash_moves import CashInput
from apps.sales.models import CashMove
from apps.users.models import User
from apps.users.reach import BeyondReach
from apps.users.second_person import OwnWork
from tests.factories.sales import Till, actor_at, make_till
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.sales.test_admin import dialog, list_of, page_of, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
ANSWER = "Musa gave it to the driver and has his receipt."


@pytest.fixture
def boss(till: Till) -> User:
    return make_md(till.shop)


def taken_out(till: Till, *, is_offline: bool = True, reason: str = "Diesel") -> CashMove:
    """Cash out that nobody allowed, because the till was on its own."""
    kind = CashMove.Kind.OUT if is_offline else CashMove.Kind.IN
    asked = CashInput(uuid4(), kind, Decimal("700.00"), reason, is_offline=is_offline)
    return cash_moves.move(till.shift, asked, by=till.actor)


def resolved_by(user: User, till: Till, move: CashMove, words: str = ANSWER) -> CashMove:
    return cash_doubts.resolve(move, by=actor_at(till.register, user), resolution=words)


def refused(kind: type[NexusError], user: User, till: Till, move: CashMove, words: str = ANSWER) -> str:
    """Its sentence; nothing is written."""
    before = AuditEntry.objects.count(), list(CashMove.objects.values())
    with pytest.raises(kind) as refusal:
        resolved_by(user, till, move, words)
    assert (AuditEntry.objects.count(), list(CashMove.objects.values())) == before
    return refusal.value.sentence


def test_an_answer_stands_beside_the_doubt_and_in_the_log_and_the_cash_stays(till: Till, boss: User) -> None:
    move = taken_out(till)

    answered = resolved_by(boss, till, move, f"  {ANSWER} ")

    assert (answered.resolution, answered.resolved_by_name) == (ANSWER, "Ada Obi")
    assert (answered.amount, answered.doubt) == (move.amount, move.doubt)
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.act, str(entry)) == ("sales.resolve_cash_move", f"shift {till.shift.number}")


def test_it_is_answered_once_and_in_words(till: Till, boss: User) -> None:
    move = taken_out(till)

    assert refused(InvalidInput, boss, till, move, "   ") == "Say what was found or done."
    resolved_by(boss, till, move)
    assert refused(Conflict, boss, till, move) == "This was resolved before."


def test_what_is_not_odd_needs_no_answer(till: Till, boss: User) -> None:
    move = taken_out(till, is_offline=False)

    assert "Nothing was odd about this movement" in refused(InvalidInput, boss, till, move)


def test_nobody_answers_for_the_cash_that_they_moved_while_another_could(till: Till, boss: User) -> None:
    other = make_md(till.shop, first_name="Ngozi", last_name="Eze")
    move = taken_out(till)
    CashMove.objects.filter(pk=move.pk).update(user=boss)

    assert "such as Ngozi Eze" in refused(OwnWork, boss, till, CashMove.objects.get())
    other.delete()
    assert resolved_by(boss, till, CashMove.objects.get()).resolved_at is not None
    assert '"own":true' in AuditEntry.objects.order_by("-pk")[0].facts


def test_a_manager_of_another_shop_does_not_answer_for_it(till: Till) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")

    refused(BeyondReach, make_manager(lagos.shop), lagos, taken_out(till))


def test_the_page_asks_for_the_answer_and_the_list_keeps_it(till: Till, boss: User) -> None:
    move, client = taken_out(till), signed_in(boss)

    asked = client.get(page_of(move)).content.decode()
    empty = press(client, move, "resolve", resolution=" ")
    press(client, move, "resolve", resolution=ANSWER)

    assert dialog(move, "resolve") in asked
    assert "required" in empty
    assert (CashMove.objects.get().resolution, CashMove.objects.get().resolved_by_name) == (ANSWER, "Ada Obi")
    assert ANSWER in client.get(page_of(move)).content.decode()
    assert dialog(move, "resolve") not in client.get(page_of(move)).content.decode()
    shown = {state: client.get(list_of(CashMove), {"doubt": state}).context_data["cl"] for state in ("yes", "answered")}
    assert {state: list(found.queryset) for state, found in shown.items()} == {"yes": [], "answered": [move]}


def test_neither_cashier_nor_manager_nor_stranger_nor_another_shop_answers_at_the_address(till: Till) -> None:
    move = taken_out(till)
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    people = (make_cashier(till.shop), make_manager(till.shop), make_manager(lagos.shop), make_user(till.shop))

    for client in (*map(signed_in, people), Client()):
        answer = client.post(dialog(move, "resolve"), {"_form_submitted": "on", "resolution": ANSWER})
        assert answer.status_code in (302, 403, 404)

    assert dialog(move, "resolve") not in signed_in(people[0]).get(page_of(move)).content.decode()
    assert CashMove.objects.get().resolved_at is None


def test_the_badge_counts_what_is_open_within_reach_in_one_query(till: Till, boss: User) -> None:
    for reason in ("Diesel", "Water"):
        taken_out(till, reason=reason)
    resolved_by(boss, till, CashMove.objects.get(reason="Water"))
    taken_out(till, is_offline=False)
    lagos = make_till(code="LA1", city="Lagos", name="Ikeja")
    request = RequestFactory().get("/admin/")

    request.user = boss
    badges.doubtful_moves(request)
    with CaptureQueriesContext(connection) as asked:
        assert badges.doubtful_moves(request) == 1
    request.user = make_manager(lagos.shop)
    assert badges.doubtful_moves(request) == 0
    assert len(asked) == 1


def test_the_first_page_says_so_to_whoever_sees_drawers(till: Till, boss: User) -> None:
    taken_out(till)

    page = signed_in(boss).get("/admin/").content.decode()

    assert "1 cash movement is to be looked at." in page
    assert "to be looked at" not in signed_in(make_user(till.shop)).get("/admin/").content.decode()
