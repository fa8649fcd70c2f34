"""What migrations of selling made of rows that were there before."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.factories import sales
from tests.factories.catalog import make_product
from tests.factories.inventory import stock
from tests.factories.mail import make_mail

pytestmark = pytest.mark.django_db


def test_mail_of_a_receipt_learns_its_shop_and_other_mail_stays_of_none() -> None:
    till, shirt = sales.make_till(), make_product()
    stock(shirt, till.floor, 2)
    receipt = sales.sell(till, (shirt, 1))
    sent, other = make_mail(document=receipt.number), make_mail(document="")

    import_module("apps.sales.migrations.0005_mail_of_receipts_knows_its_shop").find_shops(apps, None)

    for mail in (sent, other):
        mail.refresh_from_db()
    assert (sent.shop, other.shop) == (till.shop, None)
