"""Two people tend codes in one moment: a code finds one product, a label bears one code, on every database."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.catalog import barcodes
from apps.catalog.models import Barcode, Product
from apps.catalog.refusals import BarcodeInUse
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from tests.databases import in_threads
from tests.factories.catalog import make_product

pytestmark = pytest.mark.usefixtures("real_database")
BY = Actor.system()
EAN = "4006381333931"


def test_a_code_that_two_give_at_once_finds_one_product_and_the_other_is_told_which() -> None:
    first, second = make_product(), make_product()

    def give(product: Product) -> Callable[[], Any]:
        return lambda: barcodes.add(product, EAN, by=BY)

    answers = in_threads([give(first), give(second)])

    [given] = Barcode.objects.filter(code=EAN)
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert [type(answer) for answer in refused] == [BarcodeInUse]
    assert str(refused[0]).endswith(f"it finds {given.product.name}.")


def test_a_code_that_is_put_on_the_label_while_another_removes_it_is_one_or_the_other() -> None:
    shirt = make_product()
    added = barcodes.add(shirt, EAN, by=BY)

    answers = in_threads(
        [
            lambda: barcodes.put_on_label(added, by=BY, reason="On the goods"),
            lambda: barcodes.remove(added, by=BY, reason="Slip"),
        ]
    )

    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [Conflict]
    assert shirt.barcodes.filter(is_primary=True).count() == 1


def test_labels_bear_one_code_when_two_make_a_new_one_at_once() -> None:
    shirt = make_product()

    answers = in_threads([lambda: barcodes.regenerate(shirt, by=BY)] * 3)

    assert {type(answer) for answer in answers} == {Barcode}
    assert (Barcode.objects.count(), Barcode.objects.filter(is_primary=True).count()) == (4, 1)
