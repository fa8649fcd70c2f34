import pytest

from apps.customers.phones import normalise
from apps.customers.refusals import InvalidPhone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0803 123 4567", "+2348031234567"),
        ("+234 (0)803-123-4567", "+2348031234567"),
        ("2348031234567", "+2348031234567"),
        ("00234 803 123 4567", "+2348031234567"),
        ("8031234567", "+2348031234567"),
        ("01 279 1234", "+23412791234"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@pytest.mark.parametrize("typed", ["", "12", "0803 123 456x", "0803 123 45678", "+12", "phone"])
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPhone, match="0803 123 4567"):
        normalise(typed)
