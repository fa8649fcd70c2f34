"""A name is one entry however it is typed, on every page of a list and in every act."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from apps.catalog import styles
from apps.catalog.models import Brand, Category, Colour, Design, Size, Style
from apps.core.actor import Actor
from apps.core.names import NamedOnce, NameTaken, fold, free, tidy
from apps.purchasing.models import Supplier
from apps.stores import taxes
from apps.stores.models import Location, PaymentMethod, Register, Shop, TaxRate
from apps.users.models import Role
from tests.factories.catalog import make_product
from tests.factories.stores import make_location, make_shop
from tests.factories.users import make_md, signed_in

SHARED: dict[str, Any] = {"is_active": "on"}


@pytest.mark.parametrize("typed", ["Nike", "NIKE ", " nike", "Ｎｉｋｅ", "Ni\u212ae"])
def test_spellings_of_a_name_share_one_folded_form(typed: str) -> None:
    assert fold(typed) == "nike"


def test_a_name_is_tidied_as_it_was_meant() -> None:
    assert (tidy("  Deji &\u00a0 Kola "), fold("Ẹ̀kọ́ Atelier"), fold("Straße")) == (
        "Deji & Kola",
        "ẹ̀kọ́ atelier",
        "strasse",
    )


def test_a_taken_name_gets_the_next_number_and_stays_within_its_length() -> None:
    assert free("NIKE", {"nike", "nike (2)"}, 80) == "NIKE (3)"
    assert free("Adire", {"nike"}, 80) == "Adire"
    assert free("One Size Fits All XX", {fold("One Size Fits All XX")}, 20) == "One Size Fits Al (2)"


FORMS: dict[type[models.Model], dict[str, Any]] = {
    Category: {"position": 0},
    TaxRate: {"kind": "percentage", "rate": "5", "amount": "0"},
    PaymentMethod: {"kind": "cash"},
    Location: {"code": "ZZ"},
    Role: {"reach": "shop", "discount_limit": "0", "store_credit_limit": "0"},
}


@pytest.fixture
def md(db: None) -> Client:
    return signed_in(make_md(make_shop()))


def add(md: Client, model: type[models.Model], name: str, **more: Any) -> Any:
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
    return md.post(address, SHARED | FORMS.get(model, {}) | {"name": name} | more)


@pytest.mark.parametrize(
    "model", [Brand, Category, Colour, Design, Size, Supplier, TaxRate, PaymentMethod, Location, Role]
)
def test_a_page_refuses_another_spelling_and_names_the_entry_there_is(md: Client, model: Any) -> None:
    first = add(md, model, "  Lekki   Line ")
    assert first.status_code == 302, first.context["errors"]

    for spelling in ("Lekki Line", "LEKKI LINE ", "lekki  line"):
        answer = add(md, model, spelling, code="YY")
        assert "There is “Lekki Line” already." in answer.content.decode(), spelling

    assert list(model._default_manager.filter(folded="lekki line").values_list("name", flat=True)) == ["Lekki Line"]


def test_a_shop_and_its_till_are_named_once(md: Client) -> None:
    shop, other = make_shop(name="Wuse II"), make_shop()
    fields = {"location": make_location().pk, "code": "new", "with_warehouse": "on"}
    assert "There is “Wuse II” already." in add(md, Shop, "WUSE  ii", **fields).content.decode()

    assert add(md, Register, "Till 1", shop=shop.pk, code="w-1").status_code == 302
    assert "There is “Till 1” already." in add(md, Register, "TILL 1", shop=shop.pk, code="w-2").content.decode()
    assert add(md, Register, "till 1", shop=other.pk, code="w-3").status_code == 302
    assert (Shop.objects.filter(folded="wuse ii").count(), Register.objects.count()) == (1, 2)


def test_an_entry_may_change_the_spelling_of_its_own_name(md: Client) -> None:
    brand = Brand.objects.create(name="zara")

    md.post(f"/admin/catalog/brand/{brand.pk}/change/", {"name": "ZARA", "change_reason": ""})

    brand.refresh_from_db()
    assert (brand.name, brand.folded) == ("ZARA", "zara")


@pytest.mark.django_db
def test_a_style_takes_no_name_that_its_brand_has_in_the_category() -> None:
    oxford, linen = make_product(style="Oxford").style, make_product(style="Linen").style

    with pytest.raises(NameTaken, match="There is “Oxford” already"):
        styles.change(linen, by=Actor.system(), reason="Typing", name=" OXFORD")

    linen.refresh_from_db()
    assert (linen.name, oxford.folded) == ("Linen", "oxford")


@pytest.mark.django_db
def test_an_act_refuses_another_spelling_of_a_tax() -> None:
    taxes.add("VAT", taxes.VAT_RATE, by=Actor.system())

    with pytest.raises(NameTaken):
        taxes.add(" vat", taxes.VAT_RATE, by=Actor.system())

    assert TaxRate.objects.count() == 1


def test_every_list_with_a_name_of_its_own_knows_its_spellings() -> None:
    assert {model.__name__ for model in apps.get_models() if issubclass(model, NamedOnce)} == {
        *("Brand", "Category", "Colour", "Design", "Size", "Style", "Supplier", "Location", "Shop", "Register"),
        *("PaymentMethod", "TaxRate", "Printer", "LabelFormat", "Role", "Agent", "Tier"),
    }


@pytest.mark.prove  # half a minute a database: the way back and forth through every table
def test_twins_of_an_older_database_are_told_apart(real_database: None) -> None:
    today = MigrationExecutor(connection).loader.graph.leaf_nodes("catalog")
    MigrationExecutor(connection).migrate([("catalog", "0002_initial")])
    old = MigrationExecutor(connection).loader.project_state([("catalog", "0002_initial")]).apps
    brands = [old.get_model("catalog", "Brand").objects.create(name=name) for name in ("Nike", "NIKE ", "nike", "Zara")]
    shirts = old.get_model("catalog", "Category").objects.create(name="Shirts")
    for name in ("Polo", "POLO"):
        old.get_model("catalog", "Style").objects.create(name=name, brand=brands[0], category=shirts)

    MigrationExecutor(connection).migrate(today)

    assert list(Brand.objects.order_by("pk").values_list("name", "folded")) == [
        ("Nike", "nike"),
        ("NIKE (2)", "nike (2)"),
        ("nike (3)", "nike (3)"),
        ("Zara", "zara"),
    ]
    assert list(Style.objects.order_by("pk").values_list("name", flat=True)) == ["Polo", "POLO (2)"]
    with pytest.raises(IntegrityError):
        Brand.objects.bulk_create([Brand(name="ZARA")])
