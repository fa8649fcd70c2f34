"""A till and somebody at it, who asks over its one door."""

import pytest
from django.test import Client

from tests.factories.kiosk import browser_at
from tests.factories.sales import Till, make_till
from tests.factories.users import make_cashier


@pytest.fixture
def till(db: None) -> Till:
    return make_till()


@pytest.fixture
def browser(till: Till) -> Client:
    """At the till's register stands somebody with the preset of a cashier."""
    return browser_at(till.register, make_cashier(till.shop))
