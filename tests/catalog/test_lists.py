import json
from pathlib import Path

import pytest

from apps.catalog import lists
from apps.catalog.models import Brand, Category, Colour, Design, Size
from apps.catalog.swatches import swatch_of
from apps.core.actor import Actor

BY = Actor.system()


@pytest.mark.django_db
def test_lists_of_the_fixtures_are_added_once() -> None:
    choices = json.loads(Path("fixtures/choices.json").read_text("utf-8"))

    added = lists.set_up(by=BY)
    again = lists.set_up(by=BY)

    named = {name for names in choices["categories"].values() for name in names}
    assert set(Category.objects.values_list("name", flat=True)) == named
    assert Design.objects.count() == sum(map(len, choices["designs"].values()))
    assert (added > 200, again) == (True, 0)


@pytest.mark.django_db
def test_lists_leave_alone_what_staff_changed() -> None:
    lists.set_up(by=BY)
    Colour.objects.filter(name="Sage").update(swatch="#123456")

    lists.set_up(by=BY)

    assert Colour.objects.get(name="Sage").swatch == "#123456"


@pytest.mark.django_db
def test_a_name_is_one_entry_however_it_is_typed() -> None:
    made = lists.ensure(Brand, ["Ṣóyẹ́", "  TOMMY  HILFIGER ", "Tommy Hilfiger"], by=BY)
    again = lists.ensure(Brand, ["tommy hilfiger", "S\u0323o\u0301ye\u0323\u0301"], by=BY)

    assert sorted(brand.name for brand in again.values()) == ["Tommy Hilfiger", "Ṣóyẹ́"]
    assert made == again


@pytest.mark.django_db
def test_a_new_size_stands_where_people_expect_it() -> None:
    lists.ensure(Size, ["XXL", "S", "30"], by=BY)

    assert [size.name for size in Size.objects.all()] == ["S", "XXL", "30"]


@pytest.mark.parametrize(
    ("name", "family", "swatch"),
    [
        ("Sage", "Green", "#9caf88"),
        ("Navy Blue & White Plaids", "Blue", "#1c2a4f"),
        ("Mint Green Striped", "Green", "#9fd8b8"),
        ("Light Purple & White Stripes", "Special Colors", "#b59bd6"),
        ("Regular", "Blue", "#2b5fb3"),
        ("Nobody's", "", "#a3a7ad"),
    ],
)
def test_a_colour_gets_a_believable_swatch(name: str, family: str, swatch: str) -> None:
    assert swatch_of(name, family) == swatch


def test_every_colour_of_the_fixtures_gets_a_swatch() -> None:
    choices = json.loads(Path("fixtures/choices.json").read_text("utf-8"))["colours"]

    grey = [name for family, names in choices.items() for name in names if swatch_of(name, family) == "#a3a7ad"]

    assert set(grey) <= {"Regular", "Plaids", "Striped"}
