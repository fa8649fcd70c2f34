import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from apps.core import pictures
from apps.core.pictures import InvalidPicture, drawn_anew
from apps.stores.models import Company
from tests.factories.catalog import make_product
from tests.factories.stores import make_company
from tests.factories.users import make_md, signed_in


def picture(size: tuple[int, int] = (40, 20), kind: str = "PNG", mode: str = "RGBA") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, (10, 200, 30, 0)[: len(mode)]).save(target, kind)
    return target.getvalue()


def test_a_picture_is_drawn_anew_as_a_small_jpeg_without_anything_else() -> None:
    drawn = drawn_anew(io.BytesIO(picture((3000, 1500)) + b"<script>alert(1)</script>"))

    read = Image.open(drawn)
    assert (read.format, read.size, b"script" in drawn.read()) == ("JPEG", (1200, 600), False)


def test_transparent_parts_turn_white() -> None:
    assert Image.open(drawn_anew(io.BytesIO(picture()))).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"<svg onload='x'></svg>", b"%PDF-1.7", picture(kind="TIFF")])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidPicture, match="not a picture"):
        drawn_anew(io.BytesIO(content))


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(InvalidPicture, match="40 million"):
        drawn_anew(io.BytesIO(picture((9000, 9000), mode="L")))


def test_a_picture_with_too_many_bytes_is_refused() -> None:
    with pytest.raises(InvalidPicture, match="10 MB"):
        drawn_anew(io.BytesIO(b"x" * (pictures.MOST_BYTES + 1)))


def test_a_logo_stays_transparent() -> None:
    drawn = drawn_anew(io.BytesIO(picture((1300, 650))), stays_clear=True)

    read = Image.open(drawn)
    assert (read.format, read.size, read.getpixel((5, 5))) == ("PNG", (1200, 600), (0, 0, 0, 0))
    assert Image.open(drawn_anew(io.BytesIO(picture(mode="RGB")), stays_clear=True)).format == "JPEG"


def save_logo(content: bytes, name: str) -> Any:
    make_company()
    fields = {
        "name": "Ada Fashion", "currency_code": "NGN", "currency_symbol": "₦", "timezone": "Africa/Lagos",
        "cash_rounding": "0", "price_rounding": "0", "credit_limit": "1000", "credit_days": 365, "return_days": 7,
        "low_stock": 10, "critical_stock": 3, "frequent_receipts": 0, "frequent_days": 90,
        "recount_pieces": 3, "recount_value": "0", "write_off_limit": "0",
        "bank_accounts-TOTAL_FORMS": 0, "bank_accounts-INITIAL_FORMS": 0, "logo": SimpleUploadedFile(name, content),
    }  # fmt: skip
    return signed_in(make_md()).post("/admin/stores/company/1/change/", fields)


@pytest.fixture
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
@pytest.mark.usefixtures("_uploads")
def test_a_logo_is_drawn_anew() -> None:
    answer = save_logo(picture((2400, 1200)) + b"<script>alert(1)</script>", "x" * 120 + ".png")

    assert answer.status_code == 302
    logo = Company.objects.get().logo
    shown = Client().get(logo.url)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    with logo.open():
        kept = logo.read()
    assert (Image.open(io.BytesIO(kept)).size, b"script" in kept) == ((1200, 600), False)


@pytest.mark.django_db
@pytest.mark.usefixtures("_uploads")
@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "logo.png", "not a picture"),
        (b"MZ\x90\x00 a program", "logo.png", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "logo.svg", "not a picture"),
        (picture((9000, 9000), mode="L"), "logo.png", "more than 40 million pixels"),
        (picture((15000, 15000), mode="1"), "logo.png", "more than 40 million pixels"),
    ],
    ids=["empty", "renamed", "svg", "large", "bomb"],
)
def test_a_logo_that_is_no_picture_or_too_large_is_refused(
    tmp_path: Path, content: bytes, name: str, sentence: str
) -> None:
    answer = save_logo(content, name)

    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    assert (Company.objects.get().logo.name, list(tmp_path.iterdir())) == ("", [])


@pytest.mark.django_db
def test_an_uploaded_picture_is_shown_to_people_who_signed_in_only(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    product, md = make_product(), signed_in(make_md())
    fields = {
        "colour": product.colour_id, "size": product.size_id, "low_stock": "", "cost": product.cost,
        "markup_type": product.markup_type, "markup": product.markup, "price": product.price,
        "change_reason": "A photo", "barcodes-TOTAL_FORMS": 0, "barcodes-INITIAL_FORMS": 0,
        "picture": SimpleUploadedFile("../shirt.png", picture()),
    }  # fmt: skip

    md.post(reverse("admin:catalog_product_change", args=[product.pk]), fields)

    product.refresh_from_db()
    assert product.picture.name.endswith(".jpg")
    shown = md.get(product.picture.url)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert Client().get(product.picture.url).status_code == 302
    assert [md.get(path).status_code for path in ("/media/imports/x.jpg", "/media/products/..%2F..%2Fsecret.jpg")] == [
        404,
        404,
    ]
