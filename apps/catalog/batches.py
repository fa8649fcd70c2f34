"""Many products at once in a constant number of statements: lists, styles, numbers, rows, barcodes, versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from apps.catalog import barcodes, lists, queries, styles
from apps.catalog.models import Barcode, Brand, Category, Colour, Design, Product, Size, Style
from apps.catalog.prices import following_price
from apps.catalog.refusals import BarcodeInUse, DuplicateProduct
from apps.core import bulk, clock, history, numbering
from apps.core.actor import Actor
from apps.core.money import ZERO, money
from apps.core.refusals import InvalidInput

Twin = tuple[int, int | None, int | None]


@dataclass(frozen=True, kw_only=True)
class NewProduct:
    """What a product is to be: rows or names (rows win), ``price`` only when set by hand, ``barcode`` only when the
    supplier's is on the goods. Without ``style`` a name for it is made of design and category."""

    brand: Brand | str
    category: Category | str
    cost: Decimal
    style: Style | str = ""
    design: Design | str | None = None
    colour: Colour | str | None = None
    size: Size | str | None = None
    markup_type: str = Product.Markup.PERCENTAGE
    markup: Decimal = ZERO
    price: Decimal | None = None
    barcode: str = ""
    low_stock: int | None = None
    description: str = ""


@dataclass(frozen=True)
class Lists:
    """The lists that the batch names, each by folded name."""

    brands: Mapping[str, Brand]
    categories: Mapping[str, Category]
    designs: Mapping[str, Design]
    colours: Mapping[str, Colour]
    sizes: Mapping[str, Size]


def make(news: Sequence[NewProduct], *, by: Actor, reason: str = "") -> list[Product]:
    """The products in the order given. Runs inside the act's transaction."""
    if not news:
        return []
    for new in news:
        _refuse_wrong_figures(new)
    given_codes = _given_codes(news)
    named = _lists(news, by)
    rows = _rows(news, named, by)
    _refuse_twins(rows)
    last = numbering.draw(barcodes.SERIES, len(rows))
    for number, row in enumerate(rows, last - len(rows) + 1):
        row.number = number
    _insert(rows)
    _read_keys(rows)
    history.record_created(rows, by=by, reason=reason)
    _write_barcodes(rows, given_codes)
    prefetch_related_objects(rows, queries.PRIMARY_FIRST)
    return rows


def _refuse_wrong_figures(new: NewProduct) -> None:
    if new.markup_type not in Product.Markup.values:
        raise InvalidInput(_("“%(type)s” is no markup type: percentage or fixed.") % {"type": new.markup_type})
    if min(new.cost, new.markup, new.price or ZERO) < 0:
        raise InvalidInput(_("Cost, markup and price cannot be negative."))


def _given_codes(news: Sequence[NewProduct]) -> list[str]:
    codes = [barcodes.normalise(new.barcode) if new.barcode.strip() else "" for new in news]
    given = [code for code in codes if code]
    for code in given:
        barcodes.refuse_foreign(code)
    if len(set(given)) < len(given):
        twice = next(code for code in given if given.count(code) > 1)
        raise BarcodeInUse(_("Barcode %(code)s is given to two products.") % {"code": twice}, code=twice)
    barcodes.refuse_codes_in_use(given)
    return codes


def _lists(news: Sequence[NewProduct], by: Actor) -> Lists:
    def names(field: str) -> Iterable[str]:
        return dict.fromkeys(str(getattr(new, field)) for new in news if getattr(new, field))

    return Lists(
        brands=lists.ensure(Brand, names("brand"), by=by),
        categories=lists.by_name(Category),
        designs=lists.ensure(Design, names("design"), by=by),
        colours=lists.ensure(Colour, names("colour"), by=by),
        sizes=lists.ensure(Size, names("size"), by=by),
    )


def _rows(news: Sequence[NewProduct], named: Lists, by: Actor) -> list[Product]:
    described = {_said_of_style(new): new for new in reversed(news)}
    wanted = {said: _style(new, named) for said, new in reversed(described.items())}
    there = styles.ensure([style for style in wanted.values() if style.pk is None], by=by)
    made = {said: style if style.pk else there[styles.key_of(style)] for said, style in wanted.items()}
    moment = clock.now()
    rows = []
    for new in news:
        row = _row(new, made[_said_of_style(new)], named)
        row.created_at = moment
        rows.append(row)
    return rows


def _said_of_style(new: NewProduct) -> tuple[object, ...]:
    return (new.brand, new.category, new.design, new.style, new.description)


def _style(new: NewProduct, named: Lists) -> Style:
    if isinstance(new.style, Style):
        return new.style
    brand = named.brands[lists.fold(_named(new.brand, _("brand")))]
    category = styles.category_named(named.categories, str(new.category))
    design = named.designs[lists.fold(str(new.design))] if new.design else None
    return styles.described(brand, category, design, new.style, new.description)


def _named(brand: Brand | str, what: str) -> str:
    if not str(brand).strip():
        raise InvalidInput(_("The %(what)s is missing.") % {"what": what})
    return str(brand)


def _row(new: NewProduct, style: Style, named: Lists) -> Product:
    colour = named.colours[lists.fold(str(new.colour))] if new.colour else None
    size = named.sizes[lists.fold(str(new.size))] if new.size else None
    cost = money(new.cost)
    price = money(new.price) if new.price is not None else None
    return Product(
        style=style,
        colour=colour,
        size=size,
        name=styles.product_name(style, colour, size),
        cost=cost,
        markup_type=new.markup_type,
        markup=money(new.markup),
        price=following_price(cost, new.markup_type, new.markup) if price is None else price,
        is_price_by_hand=price is not None,
        low_stock=new.low_stock,
    )


def _refuse_twins(rows: Sequence[Product]) -> None:
    style_ids = {row.style_id for row in rows}
    there = Product.objects.filter(style_id__in=style_ids).values_list("style_id", "colour_id", "size_id")
    taken: set[Twin] = set(there)
    for row in rows:
        twin = (row.style_id, row.colour_id, row.size_id)
        if twin in taken:
            raise DuplicateProduct(_("There is %(product)s already.") % {"product": row.name}, name=row.name)
        taken.add(twin)


def _insert(rows: Sequence[Product]) -> None:
    """DuplicateProduct when another transaction made one of them since it was looked for."""
    try:
        with transaction.atomic():
            bulk.insert(rows)
    except IntegrityError:
        _refuse_twins(rows)
        raise


def _read_keys(rows: Sequence[Product]) -> None:
    """Not every database answers an insertion with its keys; the numbers lie together."""
    made = Product.objects.filter(number__gte=rows[0].number, number__lte=rows[-1].number)
    keys = dict(made.order_by().values_list("number", "pk"))
    for row in rows:
        row.pk = keys[row.number]


def _write_barcodes(products: Sequence[Product], given: Sequence[str]) -> None:
    moment = clock.now()
    rows = [
        Barcode(
            product=product,
            code=code or barcodes.ean13(product.number),
            kind=barcodes.kind_of(code) if code else Barcode.Kind.OWN,
            is_primary=True,
            created_at=moment,
            labelled_at=moment,
        )
        for product, code in zip(products, given, strict=True)
    ]
    try:
        with transaction.atomic():
            bulk.insert(rows)
    except IntegrityError:
        barcodes.refuse_codes_in_use([code for code in given if code])
        raise
