"""Products chosen in the list and changed together: what the pages show, write and refuse."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.catalog import prices
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.stores.models import Shop
from tests.factories.catalog import make_category, make_product, make_products
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/product/"
REPRICE, ARCHIVE, MOVE = (f"{LIST}{page}-many/" for page in ("reprice", "archive", "move"))
TEN_UP = {"way": "raise", "percent": "10", "rounding": "100", "reason": "New season"}


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


def chosen(*goods: Product) -> dict[str, str]:
    return {"products": ",".join(str(row.pk) for row in goods), "filters": "q=shirt"}


def looked(client: Client, *goods: Product, **fields: str) -> dict[str, str]:
    """The form as the browser holds it after a look at what changes."""
    filled = chosen(*goods) | TEN_UP | fields
    page = client.post(REPRICE, filled | {"look": ""}).content.decode()
    [mark] = re.findall(r'name="shown" value="([^"]+)"', page)
    return filled | {"shown": mark}


def test_a_bulk_page_says_once_where_one_is_and_whose_style_moves(md: Client) -> None:
    shirt = make_product(brand="Zara", style="Zara Home")

    page = md.post(LIST, {"action": "move_many", "_selected_action": [shirt.pk], "index": 0}).content.decode()

    assert page.count(">Move to another category</span>") == 1
    assert ("<td>Zara Home</td>" in page, "Zara Zara" in page) == (True, False)


def test_an_action_of_the_list_leads_to_its_page_with_all_that_the_filter_finds(md: Client) -> None:
    goods, other = make_products(3, brand="Oxford"), make_product(brand="Linen")

    page = md.post(
        f"{LIST}?q=oxford",
        {"action": "reprice_many", "_selected_action": [goods[0].pk], "select_across": "1", "index": 0},
    )

    assert page.context["products"] == ",".join(str(row.pk) for row in goods)
    assert str(other.pk) not in page.context["products"].split(",")
    assert page.context["back"] == f"{LIST}?q=oxford"


def test_new_prices_are_looked_at_and_then_written_with_their_reason(md: Client) -> None:
    goods = make_products(2)

    filled = looked(md, *goods)
    assert set(Product.objects.values_list("price", flat=True)) == {Decimal(10000)}
    answer = md.post(REPRICE, filled | {"confirm": ""})

    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?q=shirt")
    assert set(Product.objects.values_list("price", flat=True)) == {Decimal(11000)}
    assert goods[0].history.first().history_change_reason == "New season"


def test_a_second_press_says_that_the_prices_stand(md: Client) -> None:
    filled = looked(md, make_product()) | {"confirm": ""}

    pages = [md.post(REPRICE, filled, follow=True).content.decode() for _press in range(2)]

    assert ["1 price is changed." in page for page in pages] == [True, False]
    assert "nothing was written a second time" in pages[1]
    assert Product.objects.get().price == Decimal(11000)


def test_what_changed_since_the_look_is_told_with_a_new_preview(md: Client) -> None:
    product = make_product()
    filled = looked(md, product)
    prices.reprice(product, price=Decimal(8000), by=Actor.system(), reason="Sale")

    answer = md.post(REPRICE, filled | {"confirm": ""})

    assert "Prices changed since you looked" in answer.content.decode()
    assert answer.context["plan"].lines[0].after == Decimal(8800)
    assert Product.objects.get().price == Decimal(8000)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Say why these prices change."),
        ({"percent": "many"}, "Type a number such as 7.5."),
        ({"percent": "1001"}, "Type 1000 or less."),
        ({"products": ""}, "Choose products in the list first."),
        ({"products": "1,x"}, "Choose products in the list first."),
    ],
)
def test_a_form_that_is_not_whole_is_refused_in_words(md: Client, fields: dict[str, str], sentence: str) -> None:
    filled = looked(md, make_product()) | {"confirm": ""} | fields

    answer = md.post(REPRICE, filled)

    assert sentence in answer.content.decode()
    assert Product.objects.get().price == Decimal(10000)


def test_who_may_not_see_cost_finds_no_word_of_it(shop: Shop) -> None:
    user = make_user(shop, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_product", "reprice_product")))
    product = make_product(cost=Decimal(4321))

    page = signed_in(user).post(REPRICE, chosen(product) | TEN_UP).content.decode()
    refused = signed_in(user).post(REPRICE, chosen(product) | TEN_UP | {"way": "set_markup"})

    assert ("4,321" in page, "markup" in page.casefold(), refused.context["form"].is_valid()) == (False, False, False)


def test_products_are_archived_together(md: Client) -> None:
    goods = make_products(3)

    seen = md.post(ARCHIVE, chosen(*goods[:2]))
    refused = md.post(ARCHIVE, chosen(*goods[:2]) | {"confirm": "", "reason": ""})
    assert "Say why these products are archived." in refused.content.decode()
    assert not Product.objects.exclude(archived_at=None).exists()
    answer = md.post(ARCHIVE, chosen(*goods[:2]) | {"confirm": "", "reason": "Out of fashion"})

    assert (seen.context["affected"], answer.status_code) == (2, 302)
    assert list(Product.objects.filter(archived_at=None)) == [goods[2]]


def test_products_move_with_their_style(md: Client) -> None:
    one, _other = make_product(style="Oxford", size="S"), make_product(style="Oxford", size="M")
    blouses = make_category("Blouses")

    seen = md.post(MOVE, chosen(one))
    answer = md.post(MOVE, chosen(one) | {"confirm": "", "category": str(blouses.pk), "reason": "Sorted wrong"})

    one.style.refresh_from_db()
    assert (seen.context["affected_products"], answer.status_code, one.style.category) == (2, 302, blouses)


@pytest.mark.parametrize("page", [REPRICE, ARCHIVE, MOVE])
def test_the_pages_ask_for_their_right(shop: Shop, page: str) -> None:
    product = make_product()
    filled = chosen(product) | {"confirm": "", "reason": "x"}

    cashier, stranger = signed_in(make_cashier(shop)).post(page, filled), Client().post(page, filled)

    assert (cashier.status_code, stranger.status_code) == (403, 302)
    assert "login" in stranger["Location"]


def test_a_manager_finds_only_the_actions_that_are_his(shop: Shop) -> None:
    manager = make_manager(shop)
    make_product()

    page = signed_in(manager).get(LIST).content.decode()

    assert ("archive_many" in page) == manager.has_perm("catalog.archive_product")
    assert ("reprice_many" in page) == manager.has_perm("catalog.reprice_product")


def test_an_address_opened_without_a_choice_leads_to_the_list(md: Client) -> None:
    assert [md.get(page)["Location"] for page in (REPRICE, ARCHIVE, MOVE)] == [LIST] * 3
