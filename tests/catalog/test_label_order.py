"""Labels stand in the order in which they are printed: as added, sorted, or moved by hand."""

import pytest
from django.test import Client

from apps.catalog import label_batches, label_order
from apps.catalog.label_order import Order
from apps.catalog.models import LabelBatch, LabelLine, Product
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.printing import presets
from apps.printing.document import Label
from apps.printing.models import LabelFormat
from apps.stores import places
from apps.stores.models import Shop
from tests.factories.catalog import make_product
from tests.factories.inventory import stock
from tests.factories.purchasing import make_shop_with_places
from tests.factories.users import make_cashier, make_user, signed_in

pytestmark = pytest.mark.django_db
MANAGER = "/admin/catalog/labelbatch/manager/"


@pytest.fixture
def shop() -> Shop:
    presets.ensure_virtual(by=Actor.system())
    return make_shop_with_places()


@pytest.fixture
def by(shop: Shop) -> Actor:
    cashier = make_cashier(shop, username="chidi")
    return Actor(user_id=cashier.pk, name="Chidi Eze")


@pytest.fixture
def batch(shop: Shop, by: Actor) -> LabelBatch:
    return label_batches.open_batch(shop, by=by)


@pytest.fixture
def goods() -> dict[str, Product]:
    return {
        "zara": make_product(brand="Zara", style="Belt", colour="Black", size="L", category="Belts"),
        "small": make_product(brand="Adunni", style="Gown", colour="White", size="S", category="Gowns"),
        "large": make_product(brand="Adunni", style="Gown", colour="White", size="L", category="Gowns"),
    }


def add(batch: LabelBatch, by: Actor, *added: Product) -> None:
    for product in added:
        label_batches.add(batch, [(product.pk, 1)], by=by)


def order_of(batch: LabelBatch) -> list[int]:
    size = LabelFormat.objects.get(is_default=True)
    printed = [block.code for block in label_batches.document_of(batch, size).blocks if isinstance(block, Label)]
    found = {product.barcodes.get(is_primary=True).code: product.pk for product in Product.objects.all()}
    return [found[code] for code in printed]


def test_labels_are_printed_as_they_were_added(batch: LabelBatch, by: Actor, goods: dict[str, Product]) -> None:
    add(batch, by, goods["large"], goods["zara"], goods["small"])

    assert order_of(batch) == [goods["large"].pk, goods["zara"].pk, goods["small"].pk]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.NAME, ["zara", "small", "large"]),
        (Order.BRAND, ["small", "large", "zara"]),
        (Order.CATEGORY, ["zara", "small", "large"]),
        (Order.ADDED, ["large", "zara", "small"]),
        (Order.PLACE, ["large", "small", "zara"]),
    ],
)
def test_labels_are_sorted_and_printed_so(
    batch: LabelBatch, shop: Shop, by: Actor, goods: dict[str, Product], order: Order, expected: list[str]
) -> None:
    stock(goods["large"], places.floor_of(shop), 1)
    stock(goods["small"], places.warehouse_of(shop), 1)
    add(batch, by, goods["large"], goods["zara"], goods["small"])

    label_order.sort(batch, order, by=by)

    assert order_of(batch) == [goods[name].pk for name in expected]


def test_a_label_is_moved_as_far_as_the_list_goes(batch: LabelBatch, by: Actor, goods: dict[str, Product]) -> None:
    add(batch, by, goods["zara"], goods["small"], goods["large"])
    line = batch.lines.get(product=goods["large"])

    label_order.move(batch, line.pk, -1, by=by)
    once = order_of(batch)
    for _time in range(3):
        label_order.move(batch, line.pk, -1, by=by)

    assert once == [goods["zara"].pk, goods["large"].pk, goods["small"].pk]
    assert order_of(batch) == [goods["large"].pk, goods["zara"].pk, goods["small"].pk]


def test_what_is_added_after_sorting_stands_last(batch: LabelBatch, by: Actor, goods: dict[str, Product]) -> None:
    add(batch, by, goods["zara"], goods["large"])
    label_order.sort(batch, Order.BRAND, by=by)

    add(batch, by, goods["small"])

    assert order_of(batch)[-1] == goods["small"].pk


def test_a_label_that_is_gone_or_a_printed_batch_is_not_moved(
    batch: LabelBatch, by: Actor, goods: dict[str, Product]
) -> None:
    add(batch, by, goods["zara"], goods["small"])
    before = list(LabelLine.objects.values_list("pk", "position"))

    with pytest.raises(Conflict, match="not in the batch any more"):
        label_order.move(batch, 999_999, 1, by=by)
    label_batches.print_batch(batch, size=LabelFormat.objects.get(is_default=True), by=by)
    with pytest.raises(Conflict, match="printed meanwhile"):
        label_order.sort(batch, Order.NAME, by=by)

    assert list(LabelLine.objects.values_list("pk", "position")) == before


def press(client: Client, **told: object) -> str:
    return client.post(MANAGER, told, follow=True).content.decode()


def test_the_manager_sorts_moves_and_shows_the_label_that_was_scanned(
    batch: LabelBatch, by: Actor, goods: dict[str, Product]
) -> None:
    client = signed_in(label_batches.LabelBatch.objects.get().created_by)
    add(batch, by, goods["zara"], goods["large"])

    sorted_page = press(client, sort="", order="brand")
    moved = press(client, down=batch.lines.get(product=goods["large"]).pk)
    scanned = press(client, scan="", code=goods["small"].barcodes.get().code, copies=1)

    assert "The labels stand by brand now, and are printed so." in sorted_page
    assert f"{goods['large'].name} is moved." in moved
    assert order_of(batch) == [goods["zara"].pk, goods["large"].pk, goods["small"].pk]
    assert f'data-product="{goods["small"].pk}" class="is-here"' in scanned


@pytest.mark.parametrize("told", [{"sort": "", "order": "colour"}, {"up": "x"}, {"down": "9" * 30}])
def test_nonsense_changes_no_order(
    batch: LabelBatch, by: Actor, goods: dict[str, Product], told: dict[str, str]
) -> None:
    client = signed_in(batch.created_by)
    add(batch, by, goods["zara"], goods["small"])
    before = order_of(batch)

    assert client.post(MANAGER, told, follow=True).status_code == 200
    assert order_of(batch) == before


def test_who_may_not_print_labels_sorts_none(batch: LabelBatch, shop: Shop) -> None:
    looker = signed_in(make_user(shop, role="user"))

    assert looker.post(MANAGER, {"sort": "", "order": "name"}).status_code == 403
