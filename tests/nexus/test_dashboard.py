"""The dashboard and the sidebar show what a person may see, and no more."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from apps.core import clock
from apps.reporting import queries as reporting
from apps.stores.models import Place
from nexus.sidebar import DAY, Table, may_open
from tests.factories.inventory import make_goods, make_place, stock
from tests.factories.sales import make_till, sell
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
WAREHOUSE = Place.Kind.WAREHOUSE


def test_the_dashboard_opens_before_the_first_sale() -> None:
    make_company()
    shop = make_shop()

    page = signed_in(make_md(shop)).get("/admin/")

    assert page.status_code == 200
    assert [(figure["title"], figure["value"]) for figure in page.context["figures"]] == [
        ("Sold today", "₦0.00"),
        ("Receipts", "0"),
        ("Average receipt", "₦0.00"),
        ("Customers owe", "₦0.00"),
    ]


def test_a_new_shop_is_told_what_to_do_before_its_first_sale() -> None:
    till = make_till()
    jeans = make_goods("Jeans", price=Decimal("24500.00"))
    stock(jeans, till.floor, 1)
    md = signed_in(make_md(till.shop))

    before = md.get("/admin/").context["steps"]
    sell(till, (jeans, 1))
    after = md.get("/admin/").context["steps"]

    assert [(str(step.title), step.is_done) for step in before] == [
        ("Take in goods", True),
        ("Connect a printer", False),
        ("Put your logo on the receipts", False),
        ("Add your people", True),
    ]
    assert after == []


def test_whoever_cannot_see_to_it_is_not_told() -> None:
    make_company()

    assert signed_in(make_cashier(make_shop())).get("/admin/").context["steps"] == []


def test_without_a_right_to_receipts_there_are_no_figures() -> None:
    page = signed_in(make_user(make_shop(), role="oem")).get("/admin/")

    assert "figures" not in page.context
    assert "Your role shows no figures" in page.content.decode()


def test_whoever_keeps_the_stock_is_told_what_runs_low_without_a_right_to_receipts() -> None:
    floor = make_place("Wuse II")
    jeans = make_goods("Jeans")
    stock(jeans, floor, 2)
    keeper = make_user(floor.shop)
    keeper.user_permissions.add(Permission.objects.get(codename="view_stocklevel"))

    page = signed_in(keeper).get("/admin/").content.decode()

    assert f'<a href="/admin/inventory/stocklevel/story/{jeans.pk}/">Jeans</a>' in page
    assert "2 left" in page
    assert "Your role shows no figures" not in page


def test_the_dashboard_shows_the_six_that_run_lowest() -> None:
    floor = make_place("Wuse II")
    for pieces in range(8, 0, -1):
        stock(make_goods(), floor, pieces)

    page = signed_in(make_md(floor.shop)).get("/admin/")

    assert [line["row"].pieces for line in page.context["low"]] == [1, 2, 3, 4, 5, 6]
    assert page.context["low_count"] == 8


def test_every_day_of_the_chart_is_there() -> None:
    today = clock.today()

    days = reporting.sold_by_day(today - timedelta(days=2), today, [])

    assert list(days.values()) == [Decimal(0)] * 3


def sidebar(page: object) -> dict[str, list[str]]:
    groups = page.context["sidebar_navigation"]  # type: ignore[attr-defined]
    return {str(group["title"]): [str(link["title"]) for link in group["items"]] for group in groups}


def test_the_sidebar_follows_the_shops_day() -> None:
    page = signed_in(make_md()).get("/admin/")

    assert list(sidebar(page)) == [str(group.title) for group in DAY]


def test_a_cashiers_sidebar_holds_the_selling_and_nothing_to_keep_up() -> None:
    links = sidebar(signed_in(make_cashier(make_shop())).get("/admin/"))

    assert {"Lists of goods", "Configuration", "Control"} & set(links) == set()
    assert "Labels to print" not in links["Goods"]


def test_an_empty_list_says_what_will_stand_there() -> None:
    page = signed_in(make_md(make_shop())).get("/admin/sales/parkedsale/").content.decode()

    assert "Nothing here yet" in page
    assert "A cart put aside at the till waits here until it is taken up again." in page


def test_a_search_without_a_match_says_so() -> None:
    page = signed_in(make_md(make_shop())).get("/admin/sales/parkedsale/?q=nobody").content.decode()

    assert "Nothing matches" in page
    assert "Nothing here yet" not in page


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/admin/sales/saleexception/?state=open", "All is well. A sale that was booked although something was wrong"),
        ("/admin/sales/unbookedsale/?state=open", "All is well. A sale that a till finished"),
        ("/admin/office/duplicatepair/?state=open", "Nobody seems to be here twice."),
    ],
)
def test_a_list_of_what_waits_says_that_nothing_does(address: str, sentence: str) -> None:
    browser = signed_in(make_md(make_shop()))
    opened = browser.get(address)
    page, searched = opened.content.decode(), browser.get(f"{address}&q=nobody").content.decode()

    assert ("Nothing to do" in page, sentence in page, "Nothing matches" in page) == (True, True, False)
    assert "Nothing matches" in searched
    assert address in [link["link"] for group in opened.context["sidebar_navigation"] for link in group["items"]]


def test_every_link_of_the_sidebar_opens_for_an_md() -> None:
    browser = signed_in(make_md())
    page = browser.get("/admin/")
    addresses = [link["link"] for group in page.context["sidebar_navigation"] for link in group["items"]]

    answers = {address: browser.get(address, follow=True).status_code for address in addresses}

    assert set(answers.values()) == {200}


def test_every_table_of_the_sidebar_has_a_page() -> None:
    request = signed_in(make_md()).get("/admin/").wsgi_request
    tables = [link.model for group in DAY for link in group.links if isinstance(link, Table)]

    assert [model for model in tables if not may_open(model, request)] == []


def test_only_the_link_of_the_page_is_marked() -> None:
    page = signed_in(make_md()).get("/admin/stores/shop/")

    marked = [
        link["title"] for group in page.context["sidebar_navigation"] for link in group["items"] if link["active"]
    ]
    assert marked == ["Shops"]


def test_the_history_button_stands_only_where_it_leads_somewhere() -> None:
    shop = make_shop()
    browsers = [signed_in(make_md(shop)), signed_in(make_cashier(shop))]
    pages = [f"/admin/stores/shop/{shop.pk}/change/", f"/admin/stores/location/{shop.location_id}/change/"]

    shown = [["history/" in browser.get(page).content.decode() for page in pages] for browser in browsers]

    assert shown == [[True, True], [True, False]]


@pytest.mark.parametrize("make", [make_md, make_manager, make_cashier])
def test_what_runs_low_is_one_figure_and_leads_to_as_many_rows(make: Any) -> None:
    floor, elsewhere = make_place("Wuse II"), make_place("Ikeja", shop=make_place("Ikeja").shop, kind=WAREHOUSE)
    back = make_place("Wuse II, back", shop=floor.shop, kind=WAREHOUSE)
    jeans, gown = make_goods("Jeans"), make_goods("Gown")
    for product, place, pieces in ((jeans, floor, 1), (jeans, back, 2), (gown, floor, 60), (jeans, elsewhere, 9)):
        stock(product, place, pieces)
    browser = signed_in(make(floor.shop))

    today = browser.get("/admin/")
    rows = browser.get(today.context["low_list"]).context["cl"].result_count

    links = [link for group in today.context["sidebar_navigation"] for link in group["items"]]
    (badge,) = [(link["badge"], link["link"]) for link in links if link["title"] == "Runs low"]
    assert (today.context["low_count"], today.context["low_list"]) == badge
    assert rows == badge[0] == (3 if make is make_md else 2)
