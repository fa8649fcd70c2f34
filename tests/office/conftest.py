"""What the tests of the office share: a till whose customers buy, owe, have goods brought and get mail."""

import pytest

from apps.catalog.models import Product
from tests.factories.inventory import make_goods, stock
from tests.factories.sales import Till, make_till


@pytest.fixture
def till(db: None) -> Till:
    return make_till()


@pytest.fixture
def shirt(till: Till) -> Product:
    product = make_goods("Oxford M")
    stock(product, till.floor, 50)
    return product
