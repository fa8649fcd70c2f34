"""Products are made, changed with a reason, archived and restored; never deleted once anything happened to them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog import prices, styles
from apps.catalog.batches import NewProduct as NewProduct
from apps.catalog.batches import make
from apps.catalog.models import Product
from apps.catalog.refusals import DuplicateProduct, ReasonMissing
from apps.core import changes, clock, history, holds
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput

ON_THE_LABEL = ("colour", "size")
CHANGEABLE = ("colour", "size", "low_stock", "picture")
FIGURES = ("cost", "markup_type", "markup", "price")


@transaction.atomic
def create(new: NewProduct, *, by: Actor) -> Product:
    """Make one product with its barcode; brand, colour, design and size are added to their lists when new.

    Held while a long list is written.
    """
    holds.refuse_while_held(holds.GOODS)
    return create_many([new], by=by)[0]


@transaction.atomic
def create_many(news: Sequence[NewProduct], *, by: Actor, reason: str = "") -> list[Product]:
    """Make products in the order given, all or none, in a constant number of statements per 500.

    For whoever holds the goods, or asked whether anybody does.
    """
    products = make(news, by=by, reason=reason)
    if products:
        changes.record(changes.PRODUCT, [product.pk for product in products])
        first = products[0]
        facts = {} if len(products) == 1 else {"count": len(products), "last": products[-1].number}
        log.write(
            "catalog.create", by=by, subject="product", key=first.pk, name=first.name, number=first.number, **facts
        )
    return products


@transaction.atomic
def change(product: Product, *, by: Actor, reason: str, **fields: Any) -> Product:
    """Change colour, size, threshold, picture, cost, markup or price. The price follows or stays as ``prices`` says.

    Colour and size are held while a long list is written.
    """
    if set(fields) & set(ON_THE_LABEL):
        holds.refuse_while_held(holds.GOODS)
    _refuse_without_reason(product, reason)
    unknown = set(fields) - {*CHANGEABLE, *FIGURES}
    if unknown:
        raise InvalidInput(_("A product has no %(fields)s to change.") % {"fields": ", ".join(sorted(unknown))})
    kept = _locked(product)
    before = _facts(kept, fields)
    _put(kept, fields)
    after = _facts(kept, fields)
    if before != after:
        refuse_twin(kept)
        _save(kept, by, reason)
        log.write("catalog.change", by=by, subject="product", key=kept.pk, name=kept.name, reason=reason,
                  before=before, after=after)  # fmt: skip
    return kept


@transaction.atomic
def archive(product: Product, *, by: Actor, reason: str) -> Product:
    """Take it off sale and out of search. Its receipts, stock and history stay."""
    _refuse_without_reason(product, reason)
    kept = _locked(product)
    if kept.is_archived:
        raise Conflict(_("%(product)s is archived already.") % {"product": kept.name})
    kept.archived_at = clock.now()
    _save(kept, by, reason)
    log.write("catalog.archive", by=by, subject="product", key=kept.pk, name=kept.name, reason=reason)
    return kept


@transaction.atomic
def archive_many(product_ids: Iterable[int], *, by: Actor, reason: str) -> int:
    """Take many off sale at once; how many were not off already."""
    if not reason.strip():
        raise ReasonMissing(_("Say why these products are archived."))
    off = [product for product in prices.locked_many(product_ids) if not product.is_archived]
    for product in off:
        product.archived_at = clock.now()
    Product.objects.bulk_update(off, ["archived_at"], batch_size=prices.BATCH)
    history.record_changed(off, by=by, reason=reason)
    changes.record(changes.PRODUCT, [product.pk for product in off])
    if off:
        log.write("catalog.archive_many", by=by, subject="product", key=off[0].pk, name=off[0].name,
                  reason=reason, count=len(off))  # fmt: skip
    return len(off)


@transaction.atomic
def restore(product: Product, *, by: Actor, reason: str) -> Product:
    """Put an archived product back on sale."""
    _refuse_without_reason(product, reason)
    kept = _locked(product)
    if not kept.is_archived:
        raise Conflict(_("%(product)s is not archived.") % {"product": kept.name})
    kept.archived_at = None
    _save(kept, by, reason)
    log.write("catalog.restore", by=by, subject="product", key=kept.pk, name=kept.name, reason=reason)
    return kept


@transaction.atomic
def note_labels_done(product_ids: Sequence[int], *, by: Actor) -> int:
    """The labels on the goods show what the products are now; how many did not before."""
    done = Product.objects.filter(pk__in=product_ids, is_label_outdated=True).update(is_label_outdated=False)
    if done:
        log.write("catalog.labels_done", by=by, subject="product", key=product_ids[0], count=done)
    return done


def _locked(product: Product) -> Product:
    locked: Product = Product.objects.select_for_update().get(pk=product.pk)
    return locked


def _refuse_without_reason(product: Product, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Say why %(product)s changes.") % {"product": product.name})


def _put(product: Product, fields: dict[str, Any]) -> None:
    for name in CHANGEABLE:
        if name in fields:
            outdated = name in ON_THE_LABEL and getattr(product, name) != fields[name]
            product.is_label_outdated = product.is_label_outdated or outdated
            setattr(product, name, fields[name])
    prices.apply(product, **{name: fields[name] for name in FIGURES if name in fields})
    product.name = styles.product_name(product.style, product.colour, product.size)


def refuse_twin(product: Product) -> None:
    """DuplicateProduct when another product has the same style, colour and size."""
    twin = Product.objects.filter(style=product.style, colour=product.colour, size=product.size)
    if other := twin.exclude(pk=product.pk).first():
        raise DuplicateProduct(_("There is %(product)s already.") % {"product": other.name}, product_id=other.pk)


def _save(product: Product, by: Actor, reason: str) -> None:
    history.sign(product, by=by, reason=reason)
    product.save()
    changes.record(changes.PRODUCT, [product.pk])


def _facts(product: Product, fields: dict[str, Any]) -> dict[str, str]:
    shown = {*fields, *(FIGURES if set(fields) & set(FIGURES) else ())}
    return {name: str(getattr(product, name) if getattr(product, name) is not None else "") for name in sorted(shown)}
