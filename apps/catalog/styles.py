"""A style gives its products brand, category and design; a change of it renames them all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog.models import Brand, Category, Colour, Design, Product, Size, Style
from apps.catalog.refusals import ReasonMissing, UnknownCategory
from apps.core import changes, history, holds
from apps.core.actor import Actor
from apps.core.names import fold, refuse_taken, tidy
from apps.core.retries import add_missing

LONGEST_NAME = 200
BATCH = 200
Key = tuple[int, int, int | None, str]


def usual_name(category: str, design: str = "") -> str:
    """What a style is called when nobody named it: ``Breton Stripe Button Shirts``."""
    return f"{design} {category}".strip()


def product_name(style: Style, colour: Colour | None, size: Size | None) -> str:
    """``Zara Breton Stripe Button Shirts, Sage, M``: tells the product from every other, also on paper."""
    return ", ".join([title(style.name, style.brand.name), *(part.name for part in (colour, size) if part)])[
        :LONGEST_NAME
    ]


def title(name: str, brand: str) -> str:
    """``Zara Breton Stripe Button Shirts``: the style's name with its brand before it, once."""
    return name if name.casefold().startswith(brand.casefold()) else f"{brand} {name}"


def key_of(style: Style) -> Key:
    """What makes two styles the same one."""
    return (style.brand_id, style.category_id, style.design_id, fold(style.name))


def known(like: Sequence[Style]) -> dict[Key, Style]:
    """The styles of the brands and names of those, by what makes them the same."""
    brand_ids, names = {style.brand_id for style in like}, sorted({fold(style.name) for style in like})
    found: dict[Key, Style] = {}
    for start in range(0, len(names), BATCH):
        there = Style.objects.filter(brand_id__in=brand_ids, folded__in=names[start : start + BATCH])
        whole = there.select_related("brand", "category", "design").order_by("-pk")
        found.update({key_of(style): style for style in whole})
    return found


def find(brand: str, category: Category, design: Design | None, name: str) -> Style | None:
    """The style that these describe, if there is one; without a name the usual one is meant."""
    called = tidy(name) or usual_name(category.name, design.name if design else "")
    there = Style.objects.filter(brand__folded=fold(brand), category=category, design=design, folded=fold(called))
    return there.select_related("brand").first()


def ensure(wanted: Sequence[Style], *, by: Actor) -> Mapping[Key, Style]:
    """The styles that ``wanted`` (unsaved, with brand, category, design) describe; unknown ones are made."""
    described = {key_of(style): style for style in reversed(wanted)}
    there, added = add_missing(described, lambda: known(wanted), Style.objects.bulk_create)
    history.record_created([there[key] for key in added], by=by)
    return there


def category_named(known_categories: Mapping[str, Category], name: str) -> Category:
    """UnknownCategory when there is none: it carries tax, so it is made on purpose only."""
    found = known_categories.get(fold(name))
    if found is None:
        raise UnknownCategory(
            _("There is no category “%(name)s”. Add it under Categories first, or choose another.") % {"name": name}
        )
    return found


@transaction.atomic
def change(style: Style, *, by: Actor, reason: str, **fields: Any) -> Style:
    """Change name, brand, category, design, description or picture; the products are renamed, their labels outdated.

    NameTaken when brand and category (and design) have another style of that name. Held while a long list is written.
    """
    holds.refuse_while_held(holds.GOODS)
    if not reason.strip():
        raise ReasonMissing(_("Say why %(style)s changes.") % {"style": style.name})
    kept = Style.objects.select_related("brand").get(pk=style.pk)
    before = {name: str(getattr(kept, name) or "") for name in fields}
    old_brand: Brand = kept.brand
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.name = tidy(kept.name)
    after = {name: str(getattr(kept, name) or "") for name in fields}
    if before == after:
        return kept
    refuse_taken(kept)
    history.sign(kept, by=by, reason=reason)
    kept.save()
    _rename(Product.objects.filter(style=kept), labels=kept.brand_id != old_brand.pk)
    log.write("catalog.change_style", by=by, subject="style", key=kept.pk, name=kept.name, reason=reason,
              before=before, after=after)  # fmt: skip
    return kept


@transaction.atomic
def move(style_ids: Iterable[int], category: Category, *, by: Actor, reason: str) -> int:
    """Bring styles, with all their products, into a category; how many were not in it already.

    Held while a long list is written.
    """
    holds.refuse_while_held(holds.GOODS)
    if not reason.strip():
        raise ReasonMissing(_("Say why these products move to %(category)s.") % {"category": category.name})
    moved: list[Style] = []
    keys = sorted(set(style_ids))
    for start in range(0, len(keys), BATCH):
        there = Style.objects.select_for_update().filter(pk__in=keys[start : start + BATCH])
        moved += there.exclude(category=category).order_by("pk")
    for style in moved:
        style.category = category
    Style.objects.bulk_update(moved, ["category"], batch_size=BATCH)
    history.record_changed(moved, by=by, reason=reason)
    changes.record(changes.PRODUCT, _products_of(moved))
    if moved:
        log.write("catalog.move_styles", by=by, subject="style", key=moved[0].pk, name=moved[0].name, reason=reason,
                  count=len(moved), category=category.name)  # fmt: skip
    return len(moved)


def _products_of(moved: Sequence[Style]) -> list[int]:
    keys = [style.pk for style in moved]
    found: list[int] = []
    for start in range(0, len(keys), BATCH):
        found += Product.objects.filter(style__in=keys[start : start + BATCH]).values_list("pk", flat=True)
    return found


def rename_products_of(entry: Brand | Colour | Size) -> int:
    """After an entry of a list got another name, its products get theirs and their labels are out of date."""
    paths = {Brand: "style__brand", Colour: "colour", Size: "size"}
    return _rename(Product.objects.filter(**{paths[type(entry)]: entry}), labels=True)


def _rename(products: QuerySet[Product], *, labels: bool) -> int:
    rows = list(products.select_related("style__brand", "colour", "size"))
    for product in rows:
        product.name = product_name(product.style, product.colour, product.size)
        product.is_label_outdated = product.is_label_outdated or labels
    Product.objects.bulk_update(rows, ["name", "is_label_outdated"], batch_size=BATCH)
    changes.record(changes.PRODUCT, [product.pk for product in rows])
    return len(rows)


def described(brand: Brand, category: Category, design: Design | None, name: str, description: str = "") -> Style:
    """An unsaved style; without a name it gets the usual one."""
    called = tidy(name) or usual_name(category.name, design.name if design else "")
    return Style(brand=brand, category=category, design=design, name=called, description=description)
