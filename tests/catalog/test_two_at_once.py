"""Two people add the same name in one moment: the second is told so by the form, as if they had come later."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from apps.catalog.models import Brand
from tests.core.test_races import wait_until_queued
from tests.databases import PostgresDatabases
from tests.factories.stores import make_shop
from tests.factories.users import make_md, signed_in


@pytest.mark.postgres
def test_the_second_of_two_that_add_a_brand_is_told_that_it_is_there(
    postgres_databases: PostgresDatabases, django_db_blocker: DjangoDbBlocker
) -> None:
    """SQLite lets one in after the other, so that there the form always knows."""

    def add() -> str:
        try:
            return md.post("/admin/catalog/brand/add/", {"name": "ZARA"}).content.decode()
        finally:
            connections.close_all()

    with django_db_blocker.unblock(), postgres_databases.fresh(), ThreadPoolExecutor(1) as other:
        md = signed_in(make_md(make_shop()))
        with transaction.atomic():
            Brand.objects.create(name="Zara")
            page = other.submit(add)
            wait_until_queued(1)

        assert "There is “Zara” already." in page.result(30)
        assert [brand.name for brand in Brand.objects.all()] == ["Zara"]
