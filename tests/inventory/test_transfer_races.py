"""Two people take the same step of a transfer in one moment: one does, the other is told, and no piece moves twice."""

import pytest

from apps.core.refusals import Conflict
from apps.inventory import arrivals, integrity, transfers
from apps.inventory.arrivals import Settlement, Verdict
from apps.inventory.models import Transfer
from tests.databases import in_threads
from tests.factories.inventory import level_of
from tests.factories.transfers import SYSTEM, make_cities, make_transfer, wish

pytestmark = pytest.mark.usefixtures("real_database")
AT_ONCE = 8


def refusals(answers: list[object]) -> int:
    return sum(isinstance(answer, Conflict) for answer in answers)


def test_one_of_many_receives():
    cities = make_cities()
    transfer = make_transfer(cities, 4, is_sent=True)

    def receive() -> Transfer:
        mine = Transfer.objects.get(pk=transfer.pk)
        return arrivals.receive(mine, arrived={cities.jeans.pk: 4}, by=SYSTEM)

    assert refusals(in_threads([receive] * AT_ONCE)) == AT_ONCE - 1
    assert (level_of(cities.jeans, cities.there)[0], level_of(cities.jeans, cities.road)[0]) == (4, 0)
    assert integrity.findings() == []


def test_one_of_many_settles_the_last_missing_piece():
    cities = make_cities()
    transfer = arrivals.receive(make_transfer(cities, 4, is_sent=True), arrived={cities.jeans.pk: 3}, by=SYSTEM)

    def settle() -> Transfer:
        mine = Transfer.objects.get(pk=transfer.pk)
        return arrivals.settle(mine, [Settlement(cities.jeans.pk, Verdict.FOUND, 1)], by=SYSTEM, reason="It lay below")

    assert refusals(in_threads([settle] * AT_ONCE)) == AT_ONCE - 1
    assert level_of(cities.jeans, cities.there)[0] == 4
    assert integrity.findings() == []


def test_scans_of_many_people_all_count():
    cities = make_cities()
    transfer = make_transfer(cities, 10, is_sent=True)

    in_threads([lambda: arrivals.count_in(transfer, cities.jeans, 1, by=SYSTEM)] * AT_ONCE)

    assert transfer.lines.get().counted == AT_ONCE


def test_the_same_form_sent_by_many_is_one_transfer():
    cities = make_cities()
    wanted = wish(cities)

    made = in_threads([lambda: transfers.prepare(wanted, by=SYSTEM)] * AT_ONCE)

    assert {transfer.number for transfer in made} == {Transfer.objects.get().number}
