import pytest
from django.test import RequestFactory

from apps.inventory import badges
from tests.factories.inventory import make_goods, make_place, make_shop, stock
from tests.factories.users import make_user, signed_in

pytestmark = pytest.mark.django_db


def test_badge_counts_what_runs_low_within_reach():
    floor, elsewhere = make_place("Wuse II"), make_place("Ikeja", shop=make_shop("Ikeja", "Lagos", "LA"))
    for place, pieces in ((floor, 2), (floor, 9), (floor, 99), (elsewhere, 1)):
        stock(make_goods(), place, pieces)
    request = RequestFactory().get("/admin/")
    request.user = make_user(floor.shop)

    assert badges.runs_low(request) == 2


def test_sidebar_shows_it(md_user):
    floor = make_place("Wuse II")
    stock(make_goods(), floor, 2)

    answer = signed_in(md_user).get("/admin/inventory/stocklevel/", dict(badges.LOW))

    links = [link for group in answer.context["sidebar_navigation"] for link in group["items"]]
    low = next(link for link in links if link["title"] == "Runs low")
    assert (low["badge"], low["active"]) == (1, True)
