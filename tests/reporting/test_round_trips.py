"""What a list hands out, an import takes back without a change: through the real files and the real preview."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.catalog import products
from apps.catalog.resources import ProductResource
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.customers.resources import CustomerResource
from apps.inventory import opening
from apps.inventory.resources import StockLevelResource
from apps.purchasing.imports import jobs, kept, work
from apps.purchasing.models import ImportJob, ImportRow
from apps.purchasing.resources import SupplierResource
from apps.stores import places
from apps.stores.models import Place, Shop
from tests.factories.catalog import make_product
from tests.factories.customers import make_customer
from tests.factories.purchasing import make_shop_with_places, make_supplier
from tests.factories.users import make_md, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("ending", ["xlsx", "csv"])]
BY = Actor.system()
Kind = ImportJob.Kind


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shop() -> Shop:
    return make_shop_with_places()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


def exported(browser: Client, address: str, ending: str, resource: Any) -> bytes:
    """With every column there is."""
    answer = browser.post(f"/admin/{address}export/", {"format": ending, "columns": list(resource.fields)})
    assert answer.status_code == 200
    return bytes(answer.content)


def previewed(content: bytes, shop: Shop, kind: str) -> dict[str, int]:
    """How many rows the import calls new, changed, unchanged, faulty."""
    job = jobs.upload(content, file_name="list", shop=shop, kind=kind, by=BY)
    work.work_on(job.pk)
    job.refresh_from_db()
    assert (job.state, job.said, list(kept.faults_of(job))) == (ImportJob.State.READY, "", [])
    told = jobs.summary(job)
    return {name: told[name] for name in ImportRow.Outcome.values if told[name]}


def test_products_come_back_unchanged(ending: str, md: Client, shop: Shop) -> None:
    make_product(brand="=Zara", style="+Oxford", colour="@White", size="34", design="-Plain")
    make_product(style="Linen", colour=None, size=None, markup_type="fixed", markup=1500)
    by_hand = make_product(style="By hand")
    products.change(by_hand, by=BY, reason="Sale", price=by_hand.price + 1)

    content = exported(md, "catalog/product/", ending, ProductResource)

    assert previewed(content, shop, Kind.PRODUCTS) == {"unchanged": 3}


def test_customers_come_back_unchanged(ending: str, md: Client, shop: Shop) -> None:
    make_customer(name="=1+1", phone="+2348031234567", gender="female", is_frequent=True, address="1 Lake Road\nWuse")
    make_customer(name="Bola", phone=None, email="bola@example.com")

    content = exported(md, "customers/customer/", ending, CustomerResource)

    assert previewed(content, shop, Kind.CUSTOMERS) == {"unchanged": 2}


def test_suppliers_come_back_unchanged(ending: str, md: Client, shop: Shop) -> None:
    make_supplier(name="@Balogun", phone="+234 1 200", email="sales@example.com", address="4 Balogun Street\nLagos")
    make_supplier(name="Plain")

    content = exported(md, "purchasing/supplier/", ending, SupplierResource)

    assert previewed(content, shop, Kind.SUPPLIERS) == {"unchanged": 2}


def test_opening_stock_comes_back_unchanged(ending: str, md: Client, shop: Shop) -> None:
    first, second = make_product(), make_product(cost=ZERO + 100)
    opening.open_stock(first, places.floor_of(shop), 7, by=BY)
    opening.open_stock(second, Place.objects.get(shop=shop, kind=Place.Kind.WAREHOUSE), 12, by=BY)

    content = exported(md, "inventory/stocklevel/", ending, StockLevelResource)

    assert previewed(content, shop, Kind.STOCK) == {"unchanged": 2}
