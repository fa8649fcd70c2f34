"""Pictures of goods: small ones in lists and at the till, one picture for a colour, taken away again."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from apps.audit.models import AuditEntry
from apps.catalog import pictures
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.stores.models import Shop
from kiosk import rows
from tests.catalog.test_pages import filled, page_of
from tests.factories.catalog import make_product
from tests.factories.stores import make_shop
from tests.factories.users import make_md, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


def photo(side: int = 800) -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (side, side), (200, 30, 40)).save(target, "JPEG")
    return SimpleUploadedFile("shirt.jpg", target.getvalue())


def style_of_three() -> tuple[Product, Product, Product]:
    """Two sizes of a colour, and another colour."""
    return (
        make_product(style="Oxford", colour="Black", size="S"),
        make_product(style="Oxford", colour="Black", size="M"),
        make_product(style="Oxford", colour="White", size="M"),
    )


def test_lists_and_the_till_show_the_small_picture(md: Client, shop: Shop, tmp_path: Path) -> None:
    product = make_product()
    md.post(page_of(product), filled(product, picture=photo()))
    product.refresh_from_db()
    small = f"/media/{product.picture.name.replace('products/', 'products/small/')}"

    answers = [md.get(small) for _time in range(2)]

    assert [Image.open(io.BytesIO(answer.content)).size for answer in answers] == [(320, 320)] * 2
    assert small in md.get("/admin/catalog/product/").content.decode()
    assert [row[11] for row in rows.some_of(shop, [product.pk])] == [small]
    assert len(list((tmp_path / "products" / "small").iterdir())) == 1


def test_a_picture_is_given_to_the_other_sizes_of_its_colour(md: Client) -> None:
    small, medium, white = style_of_three()

    md.post(page_of(small), filled(small, picture=photo(), for_other_sizes="on", change_reason="New photo"))

    names = {row.pk: row.picture.name for row in Product.objects.all()}
    assert names[small.pk].startswith("products/")
    assert (names[medium.pk], names[white.pk]) == (names[small.pk], "")
    assert medium.history.latest().history_change_reason == "New photo"
    assert AuditEntry.objects.latest("pk").act == "catalog.spread_picture"


def test_other_sizes_get_no_picture_that_is_not_there(md: Client) -> None:
    small, medium, _white = style_of_three()

    page = md.post(page_of(small), filled(small, for_other_sizes="on")).content.decode()
    with pytest.raises(InvalidInput, match="no picture of its own"):
        pictures.give_to_other_sizes(small, by=Actor.system(), reason="Photo")

    assert "There is no picture to show" in page
    assert Product.objects.get(pk=medium.pk).picture.name == ""


def test_a_picture_is_taken_away_again(md: Client) -> None:
    product = make_product()
    md.post(page_of(product), filled(product, picture=photo()))
    before = md.get(page_of(product)).content.decode()

    md.post(page_of(product), filled(product, **{"picture-clear": "on", "change_reason": "Blurred"}))

    product.refresh_from_db()
    assert ("Remove the picture" in before, product.picture.name) == (True, "")


def test_a_small_picture_of_nothing_is_nowhere(md: Client, tmp_path: Path) -> None:
    (tmp_path / "products").mkdir()
    (tmp_path / "products" / "broken.jpg").write_bytes(b"no picture")

    names = ("missing.jpg", "broken.jpg", "..%2Fsecret.jpg")

    assert [md.get(f"/media/products/small/{name}").status_code for name in names] == [404, 404, 404]
    assert list(tmp_path.rglob("small/*")) == []
