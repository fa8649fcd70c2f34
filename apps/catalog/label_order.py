"""The labels of a batch stand in the order in which they are printed: as they were added, sorted, or moved by hand."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog import queries
from apps.catalog.models import LabelBatch, LabelLine, Product
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.stores.models import Shop

BATCH = 500


class Order(TextChoices):
    ADDED = "added", gettext_lazy("as added")
    NAME = "name", gettext_lazy("by name")
    BRAND = "brand", gettext_lazy("by brand")
    CATEGORY = "category", gettext_lazy("by category")
    PLACE = "place", gettext_lazy("by place: floor, warehouse")


@transaction.atomic
def sort(batch: LabelBatch, order: Order, *, by: Actor) -> None:
    """Put all labels of the batch that is being filled in this order; sizes always S before M before L."""
    lines = _lines(batch)
    products = _products(batch.shop, [line.product_id for line in lines])
    key = _KEYS[order]
    _write(sorted(lines, key=lambda line: key(line, products[line.product_id])))


@transaction.atomic
def move(batch: LabelBatch, line_id: int, places: int, *, by: Actor) -> LabelLine:
    """Move one label so many places down (up when negative), as far as the list goes."""
    lines = _lines(batch)
    at = next((at for at, line in enumerate(lines) if line.pk == line_id), None)
    if at is None:
        raise Conflict(_("This label is not in the batch any more."))
    line = lines.pop(at)
    lines.insert(max(0, at + places), line)
    _write(lines)
    return line


def next_position(batch: LabelBatch) -> int:
    """Where a label that is added comes to stand: at the end."""
    last = batch.lines.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def place_of(line: LabelLine) -> int:
    """How many labels of the batch stand before this one."""
    before = line.batch.lines.filter(position__lt=line.position).count()
    return before + line.batch.lines.filter(position=line.position, pk__lt=line.pk).count()


def _lines(batch: LabelBatch) -> list[LabelLine]:
    if not LabelBatch.objects.select_for_update().filter(pk=batch.pk, state=LabelBatch.State.OPEN).exists():
        raise Conflict(_("These labels were printed meanwhile: begin a new batch."))
    return list(batch.lines.order_by("position", "pk"))


def _products(shop: Shop, keys: Sequence[int]) -> dict[int, Product]:
    here = Shop.objects.filter(pk=shop.pk)
    found: dict[int, Product] = {}
    for start in range(0, len(keys), BATCH):
        wanted = queries.with_stock(queries.listed(), here).filter(pk__in=keys[start : start + BATCH])
        found |= {product.pk: product for product in wanted}
    return found


def _write(lines: Sequence[LabelLine]) -> None:
    moved = [line for position, line in enumerate(lines) if line.position != position]
    for position, line in enumerate(lines):
        line.position = position
    LabelLine.objects.bulk_update(moved, ["position"], batch_size=BATCH)


def _name(line: LabelLine, product: Product) -> tuple[Any, ...]:
    colour = product.colour.name.casefold() if product.colour else ""
    size = (product.size.position, product.size.name) if product.size else (-1, "")
    return (product.style.name.casefold(), product.style_id, colour, size, line.pk)


def _floor_first(product: Product) -> int:
    """0 for what lies on the floor, 1 in the warehouse only, 2 nowhere in this shop."""
    kinds = {level.place.kind for level in product.levels.all() if level.quantity}
    return 0 if "floor" in kinds else 1 if kinds else 2


_KEYS: dict[Order, Callable[[LabelLine, Product], Any]] = {
    Order.ADDED: lambda line, product: line.pk,
    Order.NAME: _name,
    Order.BRAND: lambda line, product: (product.style.brand.name.casefold(), *_name(line, product)),
    Order.CATEGORY: lambda line, product: (product.style.category.name.casefold(), *_name(line, product)),
    Order.PLACE: lambda line, product: (_floor_first(product), *_name(line, product)),
}
