"""Many prices by one rule: what is planned, what is written, and what is refused."""

from decimal import Decimal

import pytest

from apps.audit.models import AuditEntry
from apps.catalog import prices, products, styles
from apps.catalog.models import Product
from apps.catalog.refusals import ReasonMissing
from apps.catalog.repricing import Rule, Way, carry_out, plan
from apps.core.actor import Actor
from apps.core.models import Change
from apps.core.refusals import Conflict, InvalidInput
from tests.factories.catalog import make_category, make_product, make_products

pytestmark = pytest.mark.django_db
BY = Actor.system()
FIXED = Product.Markup.FIXED


def rule(way: Way, percent: str, rounding: str = "0") -> Rule:
    return Rule(way=way, percent=Decimal(percent), rounding=Decimal(rounding))


def carried_out(rule: Rule, *goods: Product) -> list[Product]:
    carry_out([row.pk for row in goods], rule, by=BY, reason="New season", shown=shown(rule, *goods))
    return [Product.objects.get(pk=row.pk) for row in goods]


def shown(rule: Rule, *goods: Product) -> str:
    return plan(Product.objects.filter(pk__in=[row.pk for row in goods]).order_by("pk"), rule).shown


@pytest.mark.parametrize(
    ("way", "percent", "rounding", "markup", "price", "is_by_hand"),
    [
        (Way.RAISE, "7", "0", "100", "10700.00", True),
        (Way.RAISE, "7.3", "50", "100", "10750.00", True),
        (Way.LOWER, "7", "100", "100", "9300.00", True),
        (Way.RAISE_MARKUP, "20", "0", "120", "11000.00", False),
        (Way.LOWER_MARKUP, "20.5", "0", "79.5", "8975.00", False),
        (Way.LOWER_MARKUP, "20.5", "100", "79.5", "9000.00", True),
        (Way.SET_MARKUP, "35.5", "0", "35.5", "6775.00", False),
    ],
)
def test_a_rule_moves_price_or_markup_and_rounds(
    way: Way, percent: str, rounding: str, markup: str, price: str, is_by_hand: bool
) -> None:
    [product] = carried_out(rule(way, percent, rounding), make_product())

    assert (product.markup, product.price, product.is_price_by_hand) == (Decimal(markup), Decimal(price), is_by_hand)
    assert product.is_label_outdated


def test_a_fixed_markup_moves_by_a_part_of_the_cost() -> None:
    [product] = carried_out(rule(Way.RAISE_MARKUP, "10"), make_product(markup_type=FIXED, markup=Decimal(2000)))

    assert (product.markup, product.price) == (Decimal(2500), Decimal("7500.00"))


def test_a_price_set_by_hand_follows_again_once_the_markup_is_set() -> None:
    product = prices.reprice(make_product(), price=Decimal(9999), by=BY, reason="Sale")

    [again] = carried_out(rule(Way.SET_MARKUP, "100"), product)

    assert (again.price, again.is_price_by_hand) == (Decimal("10000.00"), False)


def test_what_is_written_has_versions_one_entry_and_reaches_the_tills() -> None:
    goods = make_products(3)
    Change.objects.all().delete()

    carried_out(rule(Way.RAISE, "10"), *goods)

    entry = AuditEntry.objects.get(act="catalog.reprice_many")
    assert [fact in entry.facts for fact in ('"count":3', '"way":"raise"', "New season")] == [True] * 3
    assert [row.history.first().history_change_reason for row in goods] == ["New season"] * 3
    assert sorted(Change.objects.values_list("key", flat=True)) == sorted(str(row.pk) for row in goods)


def test_a_second_press_writes_nothing_a_second_time() -> None:
    product = make_product()
    mark = shown(rule(Way.RAISE, "10"), product)

    done = [
        carry_out([product.pk], rule(Way.RAISE, "10"), by=BY, reason="New season", shown=mark) for _press in range(2)
    ]

    product.refresh_from_db()
    assert (done, product.price, product.history.count()) == ([1, 0], Decimal("11000.00"), 2)


def test_prices_that_changed_since_the_look_are_told_and_nothing_is_written() -> None:
    one, two = make_products(2)
    mark = shown(rule(Way.RAISE, "10"), one, two)
    prices.reprice(one, price=Decimal(9000), by=BY, reason="Sale")

    with pytest.raises(Conflict):
        carry_out([one.pk, two.pk], rule(Way.RAISE, "10"), by=BY, reason="New season", shown=mark)

    assert list(Product.objects.order_by("pk").values_list("price", flat=True)) == [Decimal(9000), Decimal(10000)]


def test_another_rule_than_the_one_looked_at_is_refused() -> None:
    product = make_product()
    mark = shown(rule(Way.RAISE, "10"), product)

    with pytest.raises(Conflict):
        carry_out([product.pk], rule(Way.RAISE, "20"), by=BY, reason="New season", shown=mark)

    product.refresh_from_db()
    assert product.price == Decimal(10000)


def test_a_product_that_the_rule_cannot_change_stays_and_says_why() -> None:
    small, large = make_product(markup=Decimal(10)), make_product()

    planned = plan(Product.objects.order_by("pk"), rule(Way.LOWER_MARKUP, "20"))
    left, changed = carried_out(rule(Way.LOWER_MARKUP, "20"), small, large)

    assert [line.refusal for line in planned.lines] == ["The markup would be below zero.", ""]
    assert (left.price, left.markup, changed.price) == (Decimal("5500.00"), Decimal(10), Decimal("9000.00"))


@pytest.mark.parametrize(("way", "percent"), [(Way.LOWER, "100"), (Way.LOWER, "150")])
def test_no_rule_makes_goods_free(way: Way, percent: str) -> None:
    planned = plan([make_product()], rule(way, percent))

    assert [(line.is_changed, line.after) for line in planned.lines] == [(False, Decimal(10000))]
    assert planned.refused[0].refusal


def test_a_percentage_beyond_reason_and_a_missing_reason_are_refused() -> None:
    product = make_product()

    with pytest.raises(InvalidInput):
        plan([product], rule(Way.RAISE, "1000.01"))
    with pytest.raises(ReasonMissing):
        carry_out([product.pk], rule(Way.RAISE, "1"), by=BY, reason=" ", shown="")


def test_the_plan_puts_the_largest_change_first_and_counts_what_falls_below_cost() -> None:
    cheap, dear = make_product(), make_product(cost=Decimal(50000), markup=Decimal(5))

    planned = plan([cheap, dear], rule(Way.LOWER, "10"))

    assert [(line.product, line.difference, line.percent) for line in planned.changed] == [
        (dear, Decimal("-5250.00"), Decimal("-10.0")),
        (cheap, Decimal("-1000.00"), Decimal("-10.0")),
    ]
    assert planned.below_cost_count == 1


def test_many_are_archived_once_with_a_reason() -> None:
    goods = make_products(3)
    products.archive(goods[0], by=BY, reason="Gone")
    ids = [row.pk for row in goods]

    with pytest.raises(ReasonMissing):
        products.archive_many(ids, by=BY, reason="")
    assert Product.objects.filter(archived_at=None).count() == 2

    assert [products.archive_many(ids, by=BY, reason="Out of fashion") for _press in range(2)] == [2, 0]
    assert not Product.objects.filter(archived_at=None).exists()
    assert [row.history.first().history_change_reason for row in goods] == ["Gone", *["Out of fashion"] * 2]
    assert '"count":2' in AuditEntry.objects.get(act="catalog.archive_many").facts


def test_styles_move_with_all_their_products() -> None:
    one, other = make_product(style="Oxford", size="S"), make_product(style="Oxford", size="M")
    Change.objects.all().delete()
    blouses = make_category("Blouses")

    with pytest.raises(ReasonMissing):
        styles.move([one.style_id], blouses, by=BY, reason="")
    done = [styles.move([one.style_id], blouses, by=BY, reason="Sorted wrong") for _press in range(2)]

    one.style.refresh_from_db()
    assert (done, one.style.category) == ([1, 0], blouses)
    assert one.style.history.first().history_change_reason == "Sorted wrong"
    assert sorted(Change.objects.values_list("key", flat=True)) == sorted([str(one.pk), str(other.pk)])
