"""What every test may ask for: somebody who acts, a clock that stands still, a database of one's own."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from apps.core import clock
from apps.core.actor import Actor
from apps.stores import company
from apps.users.models import User

NOON = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)  # twelve o'clock in Lagos


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What is remembered for speed outlives a test's transaction, so each begins without it."""
    company.forget()
    cache.clear()


@pytest.fixture
def md_user(db: None) -> User:
    """The MD, who may do everything; signs in as ``ada`` with ``only-for-tests``."""
    return User.objects.create_superuser("ada", "ada@example.com", "only-for-tests", first_name="Ada", last_name="Obi")


@pytest.fixture
def md(md_user: User) -> Actor:
    return Actor(user_id=md_user.pk, name="Ada Obi", address="10.0.0.7")


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Within the test it is noon in Lagos on 14 March 2026."""
    with clock.at(NOON):
        yield NOON
