"""The list of the stock: what is in transit to each city, and what lay where on a past evening, on screen and taken
along."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode
from openpyxl import load_workbook

from apps.core import clock
from apps.core.actor import Actor
from apps.inventory import ledger
from apps.inventory.models import StockMove
from apps.reporting import export_work, exports
from apps.reporting.models import Export
from apps.stores.models import Place
from apps.users.models import User
from tests.conftest import NOON
from tests.factories.inventory import make_goods, make_place, make_shop, stock
from tests.factories.transfers import Cities, make_cities, make_transfer
from tests.factories.users import make_cashier, make_md, make_user, signed_in

LEVELS = reverse("admin:inventory_stocklevel_changelist")
EXPORT = reverse("admin:inventory_stocklevel_export")
MONDAY, TUESDAY = datetime(2026, 3, 9, 12, tzinfo=UTC), datetime(2026, 3, 10, 12, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cities() -> Cities:
    """Four of ten jeans are on their way from Abuja to Lagos, where one lies."""
    with clock.at(MONDAY):
        cities = make_cities()
        stock(cities.jeans, cities.there, 1)
    with clock.at(TUESDAY):
        make_transfer(cities, 4, is_sent=True)
    return cities


def listed(browser: Client, **asked: Any) -> Any:
    answer = browser.get(LEVELS, asked)
    assert answer.status_code == 200
    return answer.context["cl"]


def test_each_place_tells_what_is_in_transit_to_its_city(cities: Cities) -> None:
    shown = listed(signed_in(make_md()))

    assert [(str(level.place), level.quantity, level.under_way) for level in shown.result_list] == [
        ("On the way to Lagos", 4, None),
        ("Ikeja, shop floor", 1, 4),
        ("Wuse II, shop floor", 6, 0),
    ]


def test_what_is_in_transit_is_told_by_city_and_leads_to_its_goods(cities: Cities) -> None:
    browser = signed_in(make_cashier(cities.lagos))

    ((road, address),) = listed(browser, q="jeans").roads
    there = browser.get(LEVELS + address).context["cl"]

    assert (road.city, road.pieces) == ("Lagos", 4)
    assert [str(level) for level in there.result_list] == ["Jeans in On the way to Lagos: 4"]


def test_a_city_is_listed_with_what_is_on_its_way(cities: Cities) -> None:
    browser = signed_in(make_md())

    told = {
        city: sorted(str(level.place) for level in listed(browser, city=place.shop.location_id).result_list)
        for city, place in (("Abuja", cities.here), ("Lagos", cities.there))
    }

    assert told == {"Abuja": ["Wuse II, shop floor"], "Lagos": ["Ikeja, shop floor", "On the way to Lagos"]}


def test_a_past_evening_lists_what_lay_where_and_its_worth(cities: Cities) -> None:
    shown = listed(signed_in(make_md()), on="2026-03-09")

    assert [(str(level.place), level.pieces_then, level.value_then, level.quantity) for level in shown.result_list] == [
        ("Ikeja, shop floor", 1, Decimal("100.00"), 1),
        ("Wuse II, shop floor", 10, Decimal("1000.00"), 6),
    ]
    assert (shown.pieces, shown.value, shown.roads) == (11, "₦1,100.00", [])


def test_the_evening_of_today_is_the_list_as_it_is(cities: Cities) -> None:
    browser = signed_in(make_md())

    now, then = listed(browser), listed(browser, on="2026-03-14")

    assert [(level.pk, level.pieces_then, level.value_then) for level in then.result_list] == [
        (level.pk, level.quantity, level.value) for level in now.result_list
    ]
    assert (then.pieces, then.value) == (now.pieces, now.value)


def test_an_evening_is_filtered_as_the_list_is(cities: Cities) -> None:
    with clock.at(MONDAY):
        stock(make_goods("Gown"), cities.here, 2)

    shown = listed(signed_in(make_md()), on="2026-03-09", q="gown", city=cities.abuja.location_id)

    assert [str(level.product) for level in shown.result_list] == ["Gown"]
    assert (shown.pieces, shown.kept) == (2, [("q", "gown"), ("city", str(cities.abuja.location_id))])


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("nonsense", "Type a day such as 31/12/2026, or choose it in the calendar."),
        ("2026-03-15", "Nobody knows that evening yet: choose today or a day before it."),
    ],
)
def test_a_day_that_is_none_is_told_so_beside_the_list_as_it_is(cities: Cities, day: str, sentence: str) -> None:
    answer = signed_in(make_md()).get(LEVELS, {"on": day, "q": "jeans"}, follow=True)

    assert answer.redirect_chain == [(f"{LEVELS}?q=jeans", 302)]
    assert [str(message) for message in answer.context["messages"]] == [sentence]
    assert answer.context["cl"].result_count == 3


def test_value_of_an_evening_is_for_those_who_may_see_cost(cities: Cities) -> None:
    asked = f"{LEVELS}?on=2026-03-09"

    pages = [signed_in(make(cities.abuja)).get(asked).content.decode() for make in (make_cashier, make_md)]

    assert ["₦1,000.00" in page for page in pages] == [False, True]
    assert ["Value at cost then" in page for page in pages] == [False, True]


def test_an_evening_keeps_to_the_shops_that_the_person_sees(cities: Cities) -> None:
    limited = make_user(cities.lagos)
    limited.user_permissions.set(_rights("view_stocklevel"))

    shown = listed(signed_in(limited), on="2026-03-10")

    assert [str(level.place) for level in shown.result_list] == ["On the way to Lagos", "Ikeja, shop floor"]
    assert shown.pieces == 5


def test_an_evening_is_closed_without_the_right(cities: Cities) -> None:
    asked = f"{LEVELS}?on=2026-03-09"

    assert signed_in(make_user(cities.abuja)).get(asked).status_code == 403
    assert Client().get(asked).status_code == 302


def test_an_evening_costs_the_same_queries_at_one_and_many_rows(cities: Cities) -> None:
    browser = signed_in(make_md())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            listed(browser, on="2026-03-10")
        return len(queries)

    asked()
    few = asked()
    with clock.at(TUESDAY):
        for _product in range(4):
            stock(make_goods(), cities.here, 2)

    assert asked() == few


# Taken along.


def exported(browser: Client, columns: list[str], **asked: str) -> list[tuple[Any, ...]]:
    answer = browser.post(f"{EXPORT}?{urlencode(asked)}", {"format": "xlsx", "columns": columns})
    assert answer.status_code == 200, answer.context["form"].errors
    return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


def test_the_list_goes_along_with_what_is_in_transit(cities: Cities) -> None:
    rows = exported(signed_in(make_md()), ["city", "place", "quantity", "in_transit"])

    assert rows == [
        ("City", "Place", "On hand", "In transit to the city"),
        ("Lagos", "On the way to Lagos", 4, 0),
        ("Lagos", "STORE", 1, 4),
        ("Abuja", "STORE", 6, 0),
    ]


def test_stock_as_of_a_day_goes_along_as_excel(cities: Cities) -> None:
    browser = signed_in(make_md())

    rows = exported(browser, ["product", "city", "quantity", "value", "today"], on="2026-03-09")

    assert rows == [
        ("Product", "City", "On hand then", "Value at cost then", "On hand today"),
        ("Jeans", "Lagos", 1, 100, 1),
        ("Jeans", "Abuja", 10, 1000, 6),
    ]


def test_the_file_is_called_after_the_day(cities: Cities) -> None:
    browser = signed_in(make_md())

    answer = browser.post(f"{EXPORT}?on=2026-03-09", {"format": "xlsx", "columns": ["product"]})
    page = browser.get(f"{EXPORT}?on=2026-03-09").content.decode()

    assert answer["Content-Disposition"] == 'attachment; filename="stock-on-9-march-2026-2026-03-14.xlsx"'
    assert "Evening: 9 March 2026" in page


def test_the_background_writes_the_day_that_was_asked_for(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "is_small", lambda _wanted: False)
    md = make_md()
    signed_in(md).post(f"{EXPORT}?on=2026-03-09", {"format": "csv", "columns": ["place", "quantity"]})
    export = Export.objects.get()
    with clock.at(NOON):
        sell(cities)

    export_work.work_on(export.pk)

    assert content_of(export, md).splitlines() == ["Place,On hand then", "STORE,1", "STORE,10"]
    assert export.title == "Stock on 9 March 2026"


def sell(cities: Cities) -> None:
    move = ledger.Move(cities.jeans.pk, cities.here, make_place(kind=Place.Kind.CUSTOMER), 1)
    ledger.post([move], document="RCP-1", reason=StockMove.Reason.SELL, by=Actor.system())


def content_of(export: Export, person: User) -> str:
    export.refresh_from_db()
    return exports.take(export, by=Actor(user_id=person.pk, name=str(person))).decode("utf-8-sig")


def test_the_file_of_an_evening_tells_cost_to_those_who_may_see_it(cities: Cities) -> None:
    user = make_user(make_shop())
    user.user_permissions.set(_rights("view_stocklevel", "view_all_stock", "add_export", "view_export"))

    answer = signed_in(user).post(f"{EXPORT}?on=2026-03-09", {"format": "xlsx", "columns": ["product", "value"]})

    assert "columns" in answer.context["form"].errors
    assert not Export.objects.exists()


def test_a_day_to_come_is_not_taken_along(cities: Cities) -> None:
    answer = signed_in(make_md()).post(f"{EXPORT}?on=2026-03-15", {"format": "xlsx", "columns": ["product"]})

    assert (answer.status_code, answer["Location"]) == (302, LEVELS)


def _rights(*codenames: str) -> Any:
    return Permission.objects.filter(codename__in=codenames)
