"""Which rows of a price list are products that the shop knows: by barcode, else by what they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.catalog import barcodes, lists, styles
from apps.catalog.models import Barcode, Brand, Category, Colour, Design, Product, Size
from apps.purchasing.imports.columns import Unfit
from apps.purchasing.imports.lines import Line

CHUNK = 500
Names = tuple[str, str, str, str, str]
Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Known:
    """A product of the shop, as far as a price list may change it."""

    pk: int
    name: str
    style: str
    names: Names
    cost: Decimal
    markup_type: str
    markup: Decimal
    price: Decimal
    is_archived: bool


class Shelf:
    """What the shop knows of the rows of one list, fetched in a few statements."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.brands, self.categories = lists.by_name(Brand), lists.by_name(Category)
        self.colours, self.designs, self.sizes = lists.by_name(Colour), lists.by_name(Design), lists.by_name(Size)
        self._by_code = products_by_code({line.barcode_number for line in lines if line.barcode_number})
        self._by_pk = {known.pk: known for known in self._alike(lines)}
        self._by_names: dict[Names, list[Known]] = defaultdict(list)
        for known in self._by_pk.values():
            self._by_names[known.names].append(known)
        self._by_pk.update((known.pk, known) for known in self._scanned())

    def find(self, line: Line) -> Known | None:
        """The product that a row means; Unfit says why it is not clear, or may not be changed."""
        by_code = self._by_pk.get(self._by_code.get(line.barcode_number, 0))
        by_names = self._named(line)
        if by_code is None:
            if line.barcode_number and barcodes.is_ours(line.barcode_number):
                raise Unfit(_("a code of our own range 200… that we never gave out"))
            return by_names
        if names_of(line) != by_code.names:
            raise Unfit(_("the barcode finds %(product)s, which is another product") % {"product": by_code.name})
        return by_code

    def _named(self, line: Line) -> Known | None:
        candidates = self._by_names.get(names_of(line), [])
        wanted = style_of(line)
        exact = [known for known in candidates if lists.fold(known.style) == wanted]
        if exact or line.style:
            return exact[0] if exact else None
        if len(candidates) > 1:
            raise Unfit(_("several products are like this: add their barcode, or a column style with the style's name"))
        return candidates[0] if candidates else None

    def knows_code(self, line: Line) -> bool:
        return line.barcode_number in self._by_code

    def _alike(self, lines: Sequence[Line]) -> Iterator[Known]:
        """Products of the brands and categories that the list names."""
        brands = {self.brands[key].pk for key in {lists.fold(line.brand) for line in lines} if key in self.brands}
        folded = {lists.fold(line.category) for line in lines}
        categories = {self.categories[key].pk for key in folded if key in self.categories}
        return _known(Product.objects.filter(style__brand__in=brands, style__category__in=categories))

    def _scanned(self) -> Iterator[Known]:
        """Products that only a barcode of the list finds."""
        for chunk in chunks(sorted(set(self._by_code.values()) - set(self._by_pk))):
            yield from _known(Product.objects.filter(pk__in=chunk))


def names_of(line: Line) -> Names:
    """What the row is, for comparing."""
    one, two, three, four, five = map(lists.fold, (line.brand, line.category, line.color, line.design, line.size))
    return one, two, three, four, five


def style_of(line: Line) -> str:
    """The folded name of the style that the row belongs to, or would make."""
    return lists.fold(line.style or styles.usual_name(line.category, line.design))


def chunks(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def products_by_code(codes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in chunks(sorted(codes)):
        found.update(Barcode.objects.filter(code__in=chunk).values_list("code", "product_id"))
    return found


def _known(products: QuerySet[Product]) -> Iterator[Known]:
    columns = (
        *("pk", "name", "style__name", "cost", "markup_type", "markup", "price", "archived_at"),
        *("style__brand__name", "style__category__name", "colour__name", "style__design__name", "size__name"),
    )
    for row in products.values_list(*columns):
        brand, category, colour, design, size = (lists.fold(name or "") for name in row[8:])
        names = (brand, category, colour, design, size)
        yield Known(row[0], row[1], row[2], names, row[3], row[4], row[5], row[6], is_archived=row[7] is not None)
