from decimal import Decimal

import pytest

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.catalog.prices import reprice, selling_price
from apps.catalog.refusals import PriceMissing, ReasonMissing
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import InvalidInput
from tests.factories.catalog import make_product
from tests.factories.stores import make_company

BY = Actor.system()
PERCENTAGE, FIXED = Product.Markup.PERCENTAGE, Product.Markup.FIXED


@pytest.mark.parametrize(
    ("markup_type", "markup", "rounding", "price"),
    [
        (PERCENTAGE, "35.5", "0", "68427.50"),
        (FIXED, "1500", "0", "52000.00"),
        (PERCENTAGE, "35.5", "100", "68400.00"),
        (PERCENTAGE, "35.5", "50", "68450.00"),
        (FIXED, "25", "50", "50550.00"),
    ],
)
def test_selling_price_is_cost_and_markup_to_the_nearest_rounding(
    markup_type: str, markup: str, rounding: str, price: str
) -> None:
    assert selling_price(Decimal("50500"), markup_type, Decimal(markup), Decimal(rounding)) == Decimal(price)


@pytest.mark.django_db
def test_a_price_follows_a_new_cost_and_the_label_is_out_of_date() -> None:
    product = make_product()

    repriced = reprice(product, cost=Decimal("6000"), by=BY, reason="Supplier raised it")

    assert (repriced.cost, repriced.price) == (Decimal("6000.00"), Decimal("12000.00"))
    assert (repriced.is_price_by_hand, repriced.is_label_outdated) == (False, True)


@pytest.mark.django_db
def test_a_price_set_by_hand_stays_until_markup_or_cost_is_changed() -> None:
    product = reprice(make_product(), price=Decimal("9999"), by=BY, reason="Sale")
    assert (product.price, product.is_price_by_hand) == (Decimal("9999.00"), True)

    same = reprice(product, cost=product.cost, price=product.price, by=BY, reason="Nothing new")
    assert (same.price, same.is_price_by_hand) == (Decimal("9999.00"), True)

    followed = reprice(product, markup=Decimal(50), by=BY, reason="Sale is over")
    assert (followed.price, followed.is_price_by_hand) == (Decimal("7500.00"), False)


@pytest.mark.django_db
def test_a_price_changes_with_a_reason_which_audit_and_history_keep() -> None:
    product = reprice(make_product(), price=Decimal("9999"), by=BY, reason="Sale")

    entry = AuditEntry.objects.get(act="catalog.reprice")
    assert (entry.subject_key, '"reason":"Sale"' in entry.facts) == (str(product.pk), True)
    assert product.history.latest().history_change_reason == "Sale"


@pytest.mark.django_db
def test_a_price_without_a_reason_is_refused() -> None:
    product = make_product()

    with pytest.raises(ReasonMissing):
        reprice(product, price=Decimal("1"), by=BY, reason="  ")

    product.refresh_from_db()
    assert product.price == Decimal("10000.00")


@pytest.mark.django_db
def test_a_negative_price_is_refused() -> None:
    product = make_product()

    with pytest.raises(InvalidInput):
        reprice(product, price=Decimal("-1"), by=BY, reason="Typing")

    product.refresh_from_db()
    assert product.price == Decimal("10000.00")


@pytest.mark.django_db
@pytest.mark.parametrize("markup_type", [PERCENTAGE, FIXED])
def test_a_cost_of_nothing_needs_a_price_set_by_hand(markup_type: str) -> None:
    product = make_product()

    with pytest.raises(PriceMissing, match="makes no selling price"):
        reprice(product, cost=ZERO, markup_type=markup_type, by=BY, reason="A gift of the supplier")
    product.refresh_from_db()
    assert (product.cost, product.price) == (Decimal("5000.00"), Decimal("10000.00"))

    priced = reprice(product, cost=ZERO, price=Decimal("2500"), by=BY, reason="A gift of the supplier")
    assert (priced.cost, priced.price, priced.is_price_by_hand) == (ZERO, Decimal("2500.00"), True)


@pytest.mark.django_db
def test_a_price_is_never_rounded_away() -> None:
    make_company(price_rounding=Decimal("50.00"))

    with pytest.raises(PriceMissing):
        make_product(cost=Decimal("10.00"), markup=Decimal(0))

    assert Product.objects.count() == 0


@pytest.mark.django_db
def test_a_product_is_not_made_without_a_cost_or_a_price_of_its_own() -> None:
    with pytest.raises(PriceMissing):
        make_product(cost=ZERO)

    assert Product.objects.count() == 0
    assert make_product(cost=ZERO, price=Decimal("300")).price == Decimal("300.00")
