import pytest

from apps.catalog.sizes import position_of


def test_sizes_sort_as_people_expect() -> None:
    people_expect = [
        "One Size",
        "XXS",
        "XS",
        "S",
        "M",
        "L",
        "XL",
        "XXL",
        "3XL",
        "4XL",
        "28",
        "30",
        "32",
        "36-39",
        "39-42",
        "100",
        "Tall",
    ]

    assert sorted(sorted(people_expect), key=position_of) == people_expect


@pytest.mark.parametrize(
    ("one", "other"), [("XXL", "2XL"), ("xxxl", "3XL"), ("x-large", "XL"), ("Small", "S"), ("EU 42", "42")]
)
def test_two_spellings_of_a_size_stand_at_one_position(one: str, other: str) -> None:
    assert position_of(one) == position_of(other)
