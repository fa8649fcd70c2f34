from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEntry
from apps.catalog import products, styles
from apps.catalog.models import Barcode, Brand, Colour, Design, Product, Size, Style
from apps.catalog.products import NewProduct
from apps.catalog.refusals import BarcodeInUse, DuplicateProduct, ReasonMissing, UnknownCategory
from apps.core.actor import Actor
from apps.core.models import Change
from apps.core.refusals import Conflict, InvalidInput
from tests.factories.catalog import make_category, make_new, make_product

pytestmark = pytest.mark.django_db
BY = Actor.system()


def new(**changes: object) -> NewProduct:
    fields: dict[str, object] = {"brand": "Zara", "category": "Shirts", "cost": Decimal("5000")}
    return NewProduct(**(fields | {"design": "Plain", "colour": "Sage", "size": "M", "markup": Decimal(60)} | changes))  # type: ignore[arg-type]


def rows() -> tuple[int, ...]:
    return tuple(model._default_manager.count() for model in (Product, Barcode, Style, Brand, Change, AuditEntry))


def test_a_product_is_made_with_its_style_lists_price_and_version() -> None:
    make_category("Shirts")

    product = products.create(new(), by=BY)

    assert product.name == "Zara Plain Shirts, Sage, M"
    assert (product.style.name, product.style.brand.name, product.style.design) == (
        "Plain Shirts",
        "Zara",
        Design.objects.get(),
    )
    assert (product.price, product.is_price_by_hand) == (Decimal("8000.00"), False)
    assert Colour.objects.get().swatch == "#9caf88"
    assert product.history.count() == product.style.history.count() == 1
    assert Change.objects.filter(kind="product").values_list("key", flat=True).get() == str(product.pk)
    assert AuditEntry.objects.get().act == "catalog.create"


def test_products_that_differ_only_in_size_and_colour_share_a_style() -> None:
    make_category("Shirts")

    made = products.create_many([new(), new(size="L"), new(brand=" ZARA ", colour="sage", size="S")], by=BY)

    assert Style.objects.count() == Brand.objects.count() == Colour.objects.count() == 1
    assert [product.size.name for product in made if product.size] == ["M", "L", "S"]


def test_a_batch_costs_the_same_statements_at_5_and_at_30_products() -> None:
    make_category("Shirts")
    make_product()

    counts = []
    for number in (5, 30):
        news = [make_new() for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            products.create_many(news, by=BY)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Product.history.count() == Product.objects.count() == 36


def test_the_same_variant_twice_is_refused_and_nothing_is_written() -> None:
    make_category("Shirts")
    products.create(new(), by=BY)
    before = rows()

    with pytest.raises(DuplicateProduct, match="Zara Plain Shirts, Sage, M"):
        products.create_many([new(size="XL"), new()], by=BY)
    with pytest.raises(DuplicateProduct):
        products.create_many([new(size="XL"), new(size="XL", brand="Gucci"), new(size="xl")], by=BY)

    assert rows() == before


def test_one_barcode_for_two_products_is_refused_and_nothing_is_written() -> None:
    make_category("Shirts")
    before = rows()

    with pytest.raises(BarcodeInUse, match="two products"):
        products.create_many([new(barcode="4006381333931"), new(size="L", barcode="4006381333931")], by=BY)

    assert rows() == before


def test_an_unknown_category_is_refused_and_nothing_is_written() -> None:
    before = rows()

    with pytest.raises(UnknownCategory, match="“Shirts”"):
        products.create(new(), by=BY)

    assert rows() == before


@pytest.mark.parametrize("wrong", [{"cost": Decimal(-1)}, {"markup_type": "percent%"}, {"brand": " "}])
def test_wrong_figures_are_refused_and_nothing_is_written(wrong: dict[str, object]) -> None:
    make_category("Shirts")
    before = rows()

    with pytest.raises(InvalidInput):
        products.create(new(**wrong), by=BY)

    assert rows() == before


def test_changing_size_renames_the_product_and_puts_its_label_out_of_date() -> None:
    product = make_product(style="Oxford")

    changed = products.change(product, size=Size.objects.create(name="XL"), by=BY, reason="Sewn in wrong")

    assert (changed.name, changed.is_label_outdated) == ("Zara Oxford, White, XL", True)
    assert changed.history.latest().history_change_reason == "Sewn in wrong"


def test_changing_the_threshold_leaves_the_label_alone() -> None:
    changed = products.change(make_product(), low_stock=4, by=BY, reason="Sells fast")

    assert (changed.low_stock, changed.is_label_outdated) == (4, False)


def test_a_change_into_another_product_is_refused() -> None:
    small, large = (make_product(style="Oxford", size=size) for size in ("S", "L"))

    with pytest.raises(DuplicateProduct, match="Oxford, White, L"):
        products.change(small, size=large.size, by=BY, reason="Typing")

    small.refresh_from_db()
    assert small.size is not None
    assert small.size.name == "S"


def test_a_change_that_changes_nothing_writes_nothing() -> None:
    product = make_product()
    before = rows()

    products.change(product, low_stock=None, by=BY, reason="Looking")

    assert rows() == before


def test_an_archived_product_is_kept_and_can_be_restored() -> None:
    product = make_product()

    archived = products.archive(product, by=BY, reason="Out of fashion")
    assert archived.is_archived
    with pytest.raises(Conflict):
        products.archive(product, by=BY, reason="Again")

    restored = products.restore(product, by=BY, reason="Back in fashion")
    assert not restored.is_archived
    assert [version.history_change_reason for version in product.history.all()] == [
        "Back in fashion",
        "Out of fashion",
        "",
    ]


def test_archiving_without_a_reason_is_refused() -> None:
    product = make_product()

    with pytest.raises(ReasonMissing):
        products.archive(product, by=BY, reason="")

    product.refresh_from_db()
    assert not product.is_archived


def test_another_brand_of_a_style_renames_its_products_and_outdates_their_labels() -> None:
    product = make_product(style="Oxford")

    styles.change(product.style, brand=Brand.objects.create(name="Gucci"), by=BY, reason="Wrong brand")

    product.refresh_from_db()
    assert (product.name, product.is_label_outdated) == ("Gucci Oxford, White, M", True)


def test_a_style_renamed_keeps_its_labels() -> None:
    product = make_product(style="Oxford")

    styles.change(product.style, name="Zara Classic", by=BY, reason="Shorter")

    product.refresh_from_db()
    assert (product.name, product.is_label_outdated) == ("Zara Classic, White, M", False)
