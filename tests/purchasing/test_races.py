"""Several intakes at the same moment: what they all add to the lists is there once, and none fails for it."""

from threading import Barrier, local
from typing import Any

import pytest
from django.db import connection, transaction

from apps.catalog import lists
from apps.catalog.models import Barcode, Brand, Colour, Product, Style
from apps.core.actor import Actor
from apps.purchasing.intake import IntakeLine, take_in
from apps.purchasing.models import PurchaseInvoice
from apps.stores.models import Shop
from tests.databases import in_threads
from tests.factories.catalog import make_category, make_new
from tests.factories.purchasing import make_shop_with_places

INTAKES = 6
SIZES = [str(number) for number in range(60, 60 + INTAKES)]
SPELLINGS = ["Nova", "NOVA", " nova"] * 2
EAN = "4006381333931"
ADA = Actor(user_id=None, name="Ada Obi")

pytestmark = pytest.mark.usefixtures("real_database")


@pytest.fixture
def shop(real_database: None) -> Shop:
    make_category("Shirts")
    return make_shop_with_places()


@pytest.fixture
def all_look_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody adds a brand before everybody has seen that it is not there."""
    together, this_thread, as_it_is = Barrier(INTAKES), local(), lists.by_name

    def waiting(model: Any) -> Any:
        found = as_it_is(model)
        if model is Brand and not hasattr(this_thread, "has_waited"):
            this_thread.has_waited = True
            together.wait(30)
        return found

    monkeypatch.setattr(lists, "by_name", waiting)


def take(shop: Shop, **changes: Any) -> PurchaseInvoice:
    fields = {"brand": "Nova", "style": "Dune", "colour": "Teal", "design": "Plain"} | changes
    return take_in([IntakeLine(new=make_new(**fields), quantity=2)], shop=shop, by=ADA)


def take_at_once(shop: Shop, *changes: dict[str, str]) -> list[str]:
    """The kinds of the outcomes."""
    outcomes = in_threads([lambda each=each: take(shop, **each) for each in changes])  # type: ignore[misc]
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_a_new_brand_style_and_colour_of_all_is_there_once(shop: Shop) -> None:
    changes = [{"size": size, "brand": brand} for size, brand in zip(SIZES, SPELLINGS, strict=True)]

    assert take_at_once(shop, *changes) == ["PurchaseInvoice"] * INTAKES
    assert (Brand.objects.count(), Brand.history.count(), Colour.objects.count()) == (1, 1, 1)
    assert (Style.objects.count(), Style.history.count(), Product.objects.count()) == (1, 1, INTAKES)


def test_a_brand_that_all_missed_is_made_by_one_and_found_by_the_others(
    real_database: None, request: pytest.FixtureRequest
) -> None:
    """Intakes wait for each other, for they hold the goods; whoever adds to a list otherwise does not."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one in after the other, so they cannot all look first")
    request.getfixturevalue("all_look_first")

    @transaction.atomic
    def ensure() -> str:
        return lists.ensure(Brand, ["Nova"], by=ADA)["nova"].name

    assert in_threads([ensure] * INTAKES) == ["Nova"] * INTAKES
    assert Brand.objects.count() == 1


def test_the_same_product_of_all_is_made_by_one_and_refused_to_the_others(shop: Shop) -> None:
    kinds = take_at_once(shop, *([{"size": "60"}] * INTAKES))

    assert kinds == ["DuplicateProduct"] * (INTAKES - 1) + ["PurchaseInvoice"]
    assert (Product.objects.count(), PurchaseInvoice.objects.count()) == (1, 1)


def test_the_same_barcode_of_all_goes_to_one(shop: Shop) -> None:
    kinds = take_at_once(shop, *({"size": size, "barcode": EAN} for size in SIZES))

    assert kinds == ["BarcodeInUse"] * (INTAKES - 1) + ["PurchaseInvoice"]
    assert (Product.objects.count(), Barcode.objects.filter(code=EAN).count()) == (1, 1)
