"""The pages of reordering: from the list of products over the suggestion and the cart to the orders."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.purchasing import receiving, reorder
from apps.purchasing.models import PurchaseOrder, ReorderLine, Supplier
from apps.stores import places
from apps.stores.models import Shop
from apps.users.actors import actor_for
from apps.users.models import User
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of, stock
from tests.factories.purchasing import count_receipt, make_order, make_supplier
from tests.factories.stores import make_location, make_shop
from tests.factories.users import make_cashier, make_manager, make_user, signed_in

pytestmark = pytest.mark.django_db
PRODUCTS, CART = "/admin/catalog/product/", "/admin/purchasing/purchaseorder/reorder/"
ADD = f"{CART}add/"
DAYS = {"horizon_days": "30", "safety_days": "7"}


@pytest.fixture
def shop() -> Shop:
    return make_shop(name="Wuse II")


@pytest.fixture
def musa(shop: Shop) -> User:
    return make_manager(shop)


@pytest.fixture
def browser(musa: User) -> Client:
    return signed_in(musa)


@pytest.fixture
def kano() -> Supplier:
    return make_supplier(name="Kano Textiles")


@pytest.fixture
def shirt(shop: Shop, kano: Supplier) -> Product:
    """Kano brought ten of it."""
    product = make_product(style="Oxford")
    receiving.book(count_receipt({product: 10}, shop=shop, supplier=kano), by=Actor.system())
    return product


def line_of(musa: User, product: Product, shop: Shop, pieces: int = 4) -> ReorderLine:
    reorder.add({product.pk: pieces}, shop=shop, by=actor_for(musa))
    return ReorderLine.objects.get(product=product)


def boxes(line: ReorderLine, *, pieces: int | str = 4, cost: str = "5000.00") -> dict[str, object]:
    """What the browser sends of a line of the cart."""
    named = {f"pieces-{line.pk}": pieces, f"cost-{line.pk}": cost, f"supplier-{line.pk}": line.supplier_id or ""}
    return {"line": line.pk, "batch": str(uuid4()), **named}


def test_the_known_address_leads_to_the_cart(browser):
    assert browser.get("/reorder/?a=b").headers["Location"] == f"{CART}?a=b"
    assert "Your cart is empty." in browser.get("/reorder/", follow=True).content.decode()


def test_products_chosen_in_the_list_are_suggested_by_formula(shop, shirt, browser):
    chosen = {"action": "reorder_many", "_selected_action": [shirt.pk]}

    page = browser.post(PRODUCTS, chosen, follow=True).content.decode()

    assert "0.00 sold a day in stock × 30 days = 0, + 0 safety − 10 here − 0 on the way = 0" in " ".join(page.split())
    assert ReorderLine.objects.count() == 0


def test_a_product_is_reordered_from_its_row(shirt, browser):
    address = reverse("admin:catalog_product_reorder", args=[shirt.pk])

    assert browser.get(address).headers["Location"] == f"{ADD}?products={shirt.pk}"


def test_what_was_suggested_comes_into_the_cart_as_it_was_typed(shop, shirt, browser):
    other = make_product()
    typed = {
        "products": f"{shirt.pk},{other.pk}",
        "shop": shop.pk,
        f"pieces-{shirt.pk}": "7",
        f"pieces-{other.pk}": "0",
    }

    page = browser.post(ADD, DAYS | typed, follow=True).content.decode()

    assert "1 product is in your cart now." in page
    assert ReorderLine.objects.values_list("product", "quantity", "shop").get() == (shirt.pk, 7, shop.pk)


@pytest.mark.parametrize(("pieces", "said"), [("0", "Type at least one piece"), ("x", "is no number of pieces")])
def test_nothing_or_nonsense_is_told_and_comes_into_no_cart(shop, shirt, browser, pieces, said):
    typed = {"products": shirt.pk, "shop": shop.pk, f"pieces-{shirt.pk}": pieces}

    assert said in browser.post(ADD, DAYS | typed).content.decode()
    assert ReorderLine.objects.count() == 0


def test_a_shop_beyond_reach_is_no_choice(shirt, browser):
    typed = {"products": shirt.pk, "shop": make_shop().pk, f"pieces-{shirt.pk}": "1"}

    assert "For: Select a valid choice" in browser.post(ADD, DAYS | typed).content.decode()
    assert ReorderLine.objects.count() == 0


def test_the_other_city_has_too_much_so_transfer_before_you_buy(shop, shirt, musa, browser):
    lagos = make_shop(make_location("LA"), name="Ikeja")
    stock(shirt, places.floor_of(lagos), 14)
    line_of(musa, shirt, shop)

    page = browser.get(CART).content.decode()

    assert "Transfer before you buy: Ikeja (Lagos) has 14 more than it will sell." in page


def test_a_cart_outlives_a_sign_out_and_is_nobody_else_s(shop, shirt, musa, browser):
    line_of(musa, shirt, shop)
    browser.logout()

    assert shirt.name in signed_in(musa).get(CART).content.decode()
    assert shirt.name not in signed_in(make_manager(shop)).get(CART).content.decode()


def test_what_stands_in_the_boxes_is_ordered(shop, shirt, kano, musa, browser):
    line = line_of(musa, shirt, shop)
    typed = boxes(line, pieces=6, cost="₦4,800")

    answer = browser.post(CART, typed | {"confirm": "1"})

    order = PurchaseOrder.objects.get()
    assert answer.headers["Location"] == reverse("admin:purchasing_reorder_done", args=[UUID(str(typed["batch"]))])
    assert (order.supplier, order.units, order.total) == (kano, 6, Decimal("28800.00"))
    page = browser.get(answer.headers["Location"]).content.decode()
    assert order.number in page
    assert "6 pieces ordered for ₦28,800.00" in page
    assert ReorderLine.objects.count() == 0


def test_the_button_pressed_twice_orders_once_and_shows_the_same_page(shop, shirt, musa, browser):
    typed = boxes(line_of(musa, shirt, shop)) | {"confirm": "1"}

    first, second = browser.post(CART, typed), browser.post(CART, typed)

    assert first.headers["Location"] == second.headers["Location"]
    assert PurchaseOrder.objects.count() == 1


def test_a_cart_ordered_in_another_window_is_told_so(shop, shirt, musa, browser):
    line = line_of(musa, shirt, shop)
    browser.post(CART, boxes(line) | {"confirm": "1"})

    page = browser.post(CART, boxes(line) | {"confirm": "1"}, follow=True).content.decode()

    assert "was ordered already" in page
    assert PurchaseOrder.objects.count() == 1


def test_without_a_supplier_it_says_which_product_lacks_one(shop, musa, browser):
    line = line_of(musa, make_product(style="Lonely"), shop)

    page = browser.post(CART, boxes(line) | {"confirm": "1"}, follow=True).content.decode()

    assert "Choose who delivers Zara Lonely, White, M." in page
    assert PurchaseOrder.objects.count() == 0


def test_goods_that_are_here_are_received_and_lead_to_their_labels(shop, shirt, musa, browser):
    typed = boxes(line_of(musa, shirt, shop)) | {"confirm": "1", "is_here": "on"}

    page = browser.post(CART, typed, follow=True).content.decode()

    assert "Receipt and labels" in page
    assert level_of(shirt, places.floor_of(shop))[0] == 14


def test_who_may_not_receive_goods_orders_them_only(shop, shirt):
    buyer = make_user(shop)
    buyer.user_permissions.set(Permission.objects.filter(codename__in=("add_purchaseorder", "view_cost")))
    line, browser = line_of(buyer, shirt, shop), signed_in(buyer)
    assert "is_here" not in browser.get(CART).content.decode()

    page = browser.post(CART, boxes(line) | {"confirm": "1", "is_here": "on"}, follow=True).content.decode()

    assert "Ask somebody who may receive goods" in page
    assert (PurchaseOrder.objects.count(), level_of(shirt, places.floor_of(shop))[0]) == (0, 10)


def test_the_cart_is_kept_and_emptied(shop, shirt, musa, browser):
    line = line_of(musa, shirt, shop)

    browser.post(CART, boxes(line, pieces=9) | {"save": "1"})
    assert ReorderLine.objects.get().quantity == 9

    assert "1 line is out of your cart." in browser.post(CART, {"clear": "1"}, follow=True).content.decode()
    assert ReorderLine.objects.count() == 0


def test_the_orders_of_somebody_elses_shop_are_not_shown(shop, shirt):
    batch = uuid4()
    make_order({shirt: 1}, shop=shop, batch=batch)

    stranger = signed_in(make_manager(make_shop()))

    assert stranger.get(reverse("admin:purchasing_reorder_done", args=[batch])).status_code == 404


@pytest.mark.parametrize("address", [CART, f"{ADD}?products=1"])
def test_without_the_right_nobody_reorders(shop, address):
    blind = make_user(shop)
    blind.user_permissions.set(Permission.objects.filter(codename="add_purchaseorder"))

    for user in (make_cashier(shop), make_user(shop, role="accountant"), blind):
        assert signed_in(user).get(address).status_code == 403


def test_a_cart_of_three_asks_as_often_as_a_cart_of_one(shop, kano, musa, browser, django_assert_num_queries):
    line_of(musa, make_product(), shop)
    browser.get(CART)
    with CaptureQueriesContext(connection) as one:
        browser.get(CART)
    for _turn in range(2):
        line_of(musa, make_product(), shop)

    with django_assert_num_queries(len(one)):
        browser.get(CART)
