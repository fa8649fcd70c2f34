import pytest

from apps.core import masks


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+2348031234567", "0803 ••• 4567"),
        ("+23412791234", "0127 ••• 1234"),
        ("+442079460958", "+442 ••• 0958"),
        ("123456", "•••"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_phone_keeps_its_ends(number: str | None, shown: str) -> None:
    assert masks.phone(number) == shown


@pytest.mark.parametrize(("address", "shown"), [("ada@x.com", "a•••@x.com"), ("", ""), ("ada", "•••")])
def test_a_mail_address_keeps_its_first_letter_and_its_host(address: str, shown: str) -> None:
    assert masks.email(address) == shown
