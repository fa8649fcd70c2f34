"""Cities, shops and registers open with everything that belongs to them."""

import pytest

from apps.audit.models import AuditChain, AuditEntry
from apps.core.actor import Actor
from apps.stores import places, shops
from apps.stores.models import Location, Place, Register, Shop
from tests.factories.stores import make_location, make_register, make_shop

pytestmark = pytest.mark.django_db


def test_a_city_opens_with_its_transit_and_the_places_outside(md: Actor) -> None:
    shops.open_location("AB", "Abuja", by=md)
    shops.open_location("LA", "Lagos", by=md)

    assert sorted(Place.objects.values_list("kind", "name")) == [
        ("customer", "Customer"),
        ("loss", "Loss"),
        ("supplier", "Supplier"),
        ("transit", "On the way to Abuja"),
        ("transit", "On the way to Lagos"),
    ]


@pytest.mark.parametrize(("code", "name"), [("ab", "Abuja"), ("ABJ", "Abuja"), ("AB", ""), ("", "Abuja")])
def test_a_city_needs_a_name_and_two_capitals(md: Actor, code: str, name: str) -> None:
    with pytest.raises(shops.InvalidShop):
        shops.open_location(code, name, by=md)

    assert not Location.objects.exists()


@pytest.mark.parametrize(("with_warehouse", "kinds"), [(True, ["floor", "warehouse"]), (False, ["floor"])])
def test_a_shop_opens_with_its_places(md: Actor, with_warehouse: bool, kinds: list[str]) -> None:
    location = make_location()

    shop = shops.open_shop(location, code="wuse", name="Wuse II", with_warehouse=with_warehouse, by=md)

    assert list(shop.places.order_by("kind").values_list("kind", flat=True)) == kinds
    assert AuditEntry.objects.filter(act="stores.shop_opened", chain=f"shop:{shop.pk}").count() == 1


def test_a_shop_whose_name_is_taken_is_refused(md: Actor) -> None:
    first = make_shop(name="Wuse II")

    with pytest.raises(shops.InvalidShop, match="There is “Wuse II” already") as refused:
        shops.open_shop(first.location, code="other", name="Wuse II", by=md)

    assert list(refused.value.details["fields"]) == ["name"]
    assert Shop.objects.count() == 1


@pytest.mark.parametrize("code", ["WUSE", "wuse", "Wuse"])
def test_codes_of_shops_differ_by_more_than_capitals(md: Actor, code: str) -> None:
    first = shops.open_shop(make_location(), code="wuse", name="Wuse II", by=md)

    with pytest.raises(shops.InvalidShop) as refused:
        shops.open_shop(first.location, code=code, name="Wuse III", by=md)

    assert refused.value.details["fields"] == {"code": "“Wuse II” has the code “wuse”: choose another one."}
    assert Shop.objects.count() == 1


@pytest.mark.parametrize("code", ["w1", "W1"])
def test_codes_of_registers_differ_by_more_than_capitals_in_all_shops(md: Actor, code: str) -> None:
    first = make_register(code="W1", name="Till 1")
    other = make_shop(name="Ikeja")

    with pytest.raises(shops.InvalidShop) as refused:
        shops.add_register(other, code=code, name="Another", by=md)

    assert refused.value.details["fields"] == {"code": f"“{first}” has the code “W1”: choose another one."}
    assert Register.objects.count() == 1


def test_a_code_that_is_near_another_is_another(md: Actor) -> None:
    first = make_register(code="W1_A")

    assert shops.add_register(first.shop, code="W1-A", name="Another", by=md).code == "W1-A"


def test_a_register_whose_code_is_taken_is_refused(md: Actor) -> None:
    first = make_register(code="W1")

    with pytest.raises(shops.InvalidShop):
        shops.add_register(first.shop, code="W1", name="Another", by=md)

    assert Register.objects.count() == 1


def test_a_warehouse_can_come_later_and_once(md: Actor) -> None:
    shop = make_shop(with_warehouse=False)

    place = shops.add_warehouse(shop, by=md)

    assert places.warehouse_of(shop) == place
    with pytest.raises(shops.WarehouseThere):
        shops.add_warehouse(shop, by=md)


def test_the_outside_is_one_place_of_each_kind() -> None:
    assert places.outside(Place.Kind.LOSS) == places.outside("loss")


def test_a_shop_without_a_warehouse_says_so() -> None:
    shop = make_shop(name="Wuse II", with_warehouse=False)

    with pytest.raises(places.NoSuchPlace, match="Wuse II has no warehouse"):
        places.warehouse_of(shop)


def test_a_shops_chain_in_the_audit_log_carries_its_name(md: Actor) -> None:
    shop = make_shop(name="Wuse II")

    assert AuditChain.objects.get(name=f"shop:{shop.pk}").title == "Wuse II"
