"""Each address is let in so often within a span of time, and told when to come again."""

from datetime import datetime, timedelta

import pytest

from apps.core import clock
from apps.core.throttle import TooManyRequests, count


def let_in(address: str, times: int) -> int:
    """How many of so many requests are let in, three within a minute at most."""
    passed = 0
    for _request in range(times):
        try:
            count("page", address, most=3, seconds=60)
        except TooManyRequests:
            continue
        passed += 1
    return passed


def test_an_address_is_let_in_so_often_and_others_are_not_held_back(noon: datetime) -> None:
    assert let_in("10.0.0.7", 5) == 3
    assert let_in("10.0.0.8", 2) == 2


def test_the_refusal_says_when_the_next_request_is_welcome(noon: datetime) -> None:
    with clock.at(noon + timedelta(seconds=45)):
        let_in("10.0.0.7", 3)
        with pytest.raises(TooManyRequests) as refusal:
            count("page", "10.0.0.7", most=3, seconds=60)

    assert refusal.value.details == {"retry_after": 15}
    with clock.at(noon + timedelta(seconds=60)):
        assert let_in("10.0.0.7", 1) == 1


def test_a_home_network_counts_as_one(noon: datetime) -> None:
    assert let_in("2001:db8:1:2::1", 3) + let_in("2001:db8:1:2:ffff::9", 2) == 3
    assert let_in("2001:db8:1:3::1", 1) == 1


def test_what_is_no_address_counts_too(noon: datetime) -> None:
    assert let_in("", 5) == 3
