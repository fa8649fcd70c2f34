"""The stock's pages: what they show, to whom, in how many queries."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.actor import Actor
from apps.inventory import ledger, reservations
from apps.inventory.models import StockLevel, StockMove
from apps.stores.models import Place, Shop
from apps.users.models import User
from tests.factories.inventory import level_of, make_goods, make_place, make_shop, stock
from tests.factories.users import make_cashier, signed_in

LEVELS = "admin:inventory_stocklevel_changelist"
MOVES = "admin:inventory_stockmove_changelist"
RESERVATIONS = "admin:inventory_reservation_changelist"

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor() -> Place:
    return make_place("Wuse II floor", shop=make_shop("Wuse II"))


def client_of(username: str, shop: Shop, *permissions: str) -> Client:
    """Somebody of ``shop`` who may enter the back office and ``app.codename`` each."""
    user = User.objects.create_user(username, password="only-for-tests", shop=shop, is_staff=True)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def md_client(md_user: User) -> Client:
    client = Client()
    client.force_login(md_user)
    return client


def shown(answer) -> list[StockLevel]:
    return [str(level) for level in answer.context["cl"].result_list]


def test_levels_are_listed_with_the_sum_of_what_is_filtered(md_client, floor):
    jeans, gown = make_goods("Jeans"), make_goods("Gown")
    stock(jeans, floor, 3)
    stock(gown, make_place("Ikeja", shop=make_shop("Ikeja", "Lagos", "LA")), 20)

    answer = md_client.get(reverse(LEVELS), {"city": floor.shop.location_id})

    assert shown(answer) == ["Jeans in Wuse II floor: 3"]
    assert (answer.context["cl"].pieces, answer.context["cl"].value) == (3, "₦300.00")
    assert re.search(r">\s*critical\s*<", answer.content.decode())


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"state": "low"}, ["Cap", "Gown", "Jeans"]),
        ({"state": "critical"}, ["Cap", "Jeans"]),
        ({"state": "out"}, ["Cap"]),
        ({"q": "gown"}, ["Gown"]),
    ],
)
def test_levels_are_filtered_by_what_runs_low(md_client, floor, filters, names):
    customer = make_place(kind=Place.Kind.CUSTOMER)
    for name, pieces in (("Jeans", 3), ("Gown", 10), ("Shirt", 11), ("Cap", 1)):
        stock(make_goods(name), floor, pieces)
    cap = StockLevel.objects.get(product__name="Cap").product
    ledger.post(
        [ledger.Move(cap.pk, floor, customer, 1)], document="R", reason=StockMove.Reason.SELL, by=Actor.system()
    )

    answer = md_client.get(reverse(LEVELS), filters)

    assert [level.product.name for level in answer.context["cl"].result_list] == names


def test_levels_of_other_shops_are_hidden_without_the_right(floor):
    stock(make_goods("Jeans"), floor, 3)
    stock(make_goods("Gown"), make_place("Ikeja", shop=make_shop("Ikeja", "Lagos", "LA")), 2)
    limited = client_of("bola", floor.shop, "inventory.view_stocklevel")
    wide = client_of("tayo", floor.shop, "inventory.view_stocklevel", "users.view_all_stock")

    assert shown(limited.get(reverse(LEVELS))) == ["Jeans in Wuse II floor: 3"]
    assert shown(wide.get(reverse(LEVELS))) == ["Gown in Ikeja: 2", "Jeans in Wuse II floor: 3"]


def test_value_is_for_those_who_may_see_cost(floor):
    stock(make_goods(cost=Decimal("777.77")), floor, 1)
    rights = ("inventory.view_stocklevel", "inventory.view_stockmove")
    product = StockLevel.objects.get().product_id
    pages = [reverse(LEVELS), reverse(MOVES), reverse("admin:inventory_story", args=[product])]

    blind, seeing = client_of("bola", floor.shop, *rights), client_of("tayo", floor.shop, *rights, "users.view_cost")

    assert ["777.77" in blind.get(page).content.decode() for page in pages] == [False] * 3
    assert ["777.77" in seeing.get(page).content.decode() for page in pages] == [True] * 3


@pytest.mark.parametrize("page", [LEVELS, MOVES, RESERVATIONS])
def test_list_costs_the_same_queries_at_one_and_three_rows(md_client, floor, page):
    def row() -> None:
        goods = make_goods()
        stock(goods, floor, 2)
        reservations.reserve(goods, floor, 1, document="PRE-1", by=Actor.system())

    row()
    md_client.get(reverse(page))
    counts = []
    for rows in (0, 2):
        for _ in range(rows):
            row()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert md_client.get(reverse(page)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", [LEVELS, MOVES, RESERVATIONS])
def test_lists_are_closed_without_the_right(floor, page):
    assert client_of("bola", floor.shop).get(reverse(page)).status_code == 403
    assert Client().get(reverse(page)).status_code == 302


def test_moves_are_found_by_document_and_hidden_beyond_reach(md_client, floor):
    stock(make_goods("Jeans"), floor, 3, document="INV001/2026")
    stock(make_goods("Gown"), make_place("Ikeja", shop=make_shop("Ikeja", "Lagos", "LA")), 2, document="INV002/2026")
    limited = client_of("bola", floor.shop, "inventory.view_stockmove")

    found = md_client.get(reverse(MOVES), {"q": "INV002/2026"}).context["cl"].result_list
    seen = limited.get(reverse(MOVES)).context["cl"].result_list

    assert [move.product.name for move in found] == ["Gown"]
    assert [move.product.name for move in seen] == ["Jeans"]


@pytest.mark.parametrize("model", ["stocklevel", "stockmove", "reservation"])
def test_nothing_is_added_changed_or_deleted_by_hand(md_client, floor, model):
    goods = make_goods()
    stock(goods, floor, 2)
    reservations.reserve(goods, floor, 1, document="PRE-1", by=Actor.system())
    row = {"stocklevel": StockLevel, "stockmove": StockMove}.get(model, reservations.Reservation).objects.get()

    answers = [md_client.post(reverse(f"admin:inventory_{model}_add")).status_code]
    for act in ("change", "delete"):
        answers.append(md_client.post(reverse(f"admin:inventory_{model}_{act}", args=[row.pk])).status_code)

    assert answers == [403, 403, 403]


def test_story_tells_why_there_are_three(md_client, floor):
    jeans, warehouse = make_goods("Jeans"), make_place("Wuse II warehouse", Place.Kind.WAREHOUSE, floor.shop)
    stock(jeans, warehouse, 3)

    answer = md_client.get(reverse("admin:inventory_story", args=[jeans.pk]))

    assert answer.context["title"] == "Why 3?"
    assert [(entry.place, entry.pieces, entry.balance) for entry in answer.context["page"]] == [(warehouse, 3, 3)]
    assert answer.context["has_moved"] is True


def test_story_tells_the_level_on_a_past_day(md_client, floor, noon):
    jeans = make_goods("Jeans")
    stock(jeans, floor, 3)

    page = reverse("admin:inventory_story", args=[jeans.pk])

    told = [md_client.get(page, {"on": day}).context["places"][0].on_the_day for day in ("2026-03-13", "2026-03-14")]
    assert told == [0, 3]
    assert md_client.get(page, {"on": "nonsense"}).context["day"] is None


def test_story_keeps_to_places_within_reach(floor):
    jeans = make_goods("Jeans")
    stock(jeans, floor, 3)
    stock(jeans, make_place("Ikeja", shop=make_shop("Ikeja", "Lagos", "LA")), 2)
    limited = client_of("bola", floor.shop, "inventory.view_stocklevel")

    answer = limited.get(reverse("admin:inventory_story", args=[jeans.pk]))

    assert answer.context["title"] == "Why 3?"
    assert "Ikeja" not in answer.content.decode()


def test_story_is_closed_without_the_right(floor):
    page = reverse("admin:inventory_story", args=[make_goods().pk])

    assert client_of("bola", floor.shop).get(page).status_code == 403
    assert Client().get(page).status_code == 302


def test_opening_stock_is_entered_on_an_empty_story(md_client, floor):
    jeans = make_goods("Jeans")
    page = reverse("admin:inventory_story", args=[jeans.pk])

    answer = md_client.post(page, {"place": floor.pk, "quantity": 4, "unit_cost": "12.50"}, follow=True)

    assert "4 pieces entered." in answer.content.decode()
    assert level_of(jeans, floor) == (4, Decimal("50.00"))


def test_opening_stock_of_goods_that_moved_is_refused_on_the_page(md_client, floor):
    jeans = make_goods("Jeans")
    stock(jeans, floor, 1)

    answer = md_client.post(reverse("admin:inventory_story", args=[jeans.pk]), {"place": floor.pk, "quantity": 4})

    assert answer.context["opening_form"].non_field_errors() == [
        "Jeans has moved before: receive or count it instead of opening it again."
    ]
    assert level_of(jeans, floor) == (1, Decimal("100.00"))


def test_opening_stock_needs_the_right_and_a_shop_within_reach(floor):
    jeans, elsewhere = make_goods(), make_place("Ikeja", shop=make_shop("Ikeja", "Lagos", "LA"))
    page = reverse("admin:inventory_story", args=[jeans.pk])
    looker = client_of("bola", floor.shop, "inventory.view_stocklevel")
    opener = client_of("tayo", floor.shop, "inventory.view_stocklevel", "inventory.add_stockmove")

    refused = looker.post(page, {"place": floor.pk, "quantity": 4})
    beyond = opener.post(page, {"place": elsewhere.pk, "quantity": 4})

    assert refused.status_code == 403
    assert "place" in beyond.context["opening_form"].errors
    assert not StockMove.objects.exists()


@pytest.mark.parametrize(
    ("number", "leads_to"),
    [
        ("RCP-202611-001", "/admin/sales/receipt/?q=RCP-202611-001"),
        ("INV001/2026", "/admin/purchasing/purchaseinvoice/?q=INV001%2F2026"),
        ("TR-ABLA-0001-1126", "/admin/inventory/transfer/?q=TR-ABLA-0001-1126"),
        ("CNT-202611-001", "/admin/inventory/stockcount/?q=CNT-202611-001"),
        ("GRN-202611-001", "/admin/purchasing/goodsreceipt/?q=GRN-202611-001"),
        ("OPENING", "/admin/inventory/stockmove/?q=OPENING"),
    ],
)
def test_a_move_leads_to_its_document(md_client, number, leads_to):
    answer = md_client.get(reverse("admin:inventory_document"), {"number": number})

    assert (answer.status_code, answer["Location"]) == (302, leads_to)


def test_a_document_about_cost_is_not_where_a_cashier_is_led(floor):
    cashier = signed_in(make_cashier(floor.shop))

    product = make_goods("Jeans")
    stock(product, floor, 3)

    answer = cashier.get(reverse("admin:inventory_document"), {"number": "INV001/2026"})
    story = cashier.get(reverse("admin:inventory_story", args=[product.pk])).content.decode()

    assert answer.status_code == 404
    assert reverse("admin:inventory_document") not in story
