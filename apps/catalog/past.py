"""What was changed about products, their styles and codes: each version against the one before it, with who and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit import log
from apps.catalog import queries
from apps.catalog.models import Barcode, Brand, Category, Product, Style
from apps.core import versions
from apps.core.actor import Actor
from apps.stores import company

COST_FIELDS = ("cost", "markup_type", "markup")
TOLD_BESIDES = ("archived_at",)
ADDED, CODES = "added", "codes"
PRODUCT_FIELDS = {
    "price": gettext_lazy("selling price"),
    "cost": gettext_lazy("cost"),
    "markup": gettext_lazy("markup"),
    "colour": gettext_lazy("colour"),
    "size": gettext_lazy("size"),
    "low_stock": gettext_lazy("low stock"),
    "picture": gettext_lazy("picture"),
    "archived_at": gettext_lazy("archived or put back on sale"),
}
STYLE_FIELDS = {
    "name": gettext_lazy("name"),
    "brand": gettext_lazy("brand"),
    "category": gettext_lazy("category"),
    "design": gettext_lazy("design"),
    "description": gettext_lazy("description"),
}
WHAT = PRODUCT_FIELDS | STYLE_FIELDS | {CODES: gettext_lazy("barcodes"), ADDED: gettext_lazy("added products")}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the changes are narrowed by; ``what`` is a field, ``codes``, ``added``, or empty for all but the added."""

    first: date | None = None
    last: date | None = None
    person_id: int | None = None
    words: str = ""
    brand: Brand | None = None
    category: Category | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A field before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody's change of ``subject``, a product or a style; what has no fields to tell says it in ``words``."""

    at: datetime
    who: str
    subject: Product | Style | None
    name: str
    reason: str
    told: Sequence[Told] = field(default_factory=list)
    words: str = ""


def found(asked: Asked) -> QuerySet[Any]:
    """The keys of the changes (``kind``, ``history_id``), the latest first; ``events`` tells a page of them."""
    parts = [_keys(kind, rows) for kind, rows in _sources(asked)]
    keys: QuerySet[Any] = parts[0].union(*parts[1:], all=True).order_by("-history_date", "-kind", "-history_id")
    return keys


def events(keys: Sequence[tuple[str, int]], *, without: Collection[str] = ()) -> list[Event]:
    """The changes of these keys in their order, by a constant number of queries; fields ``without`` are not told."""
    wanted: dict[str, list[int]] = {"product": [], "style": [], "code": []}
    for kind, key in keys:
        wanted[kind].append(key)
    products = _read(Product.history, wanted["product"], *_PRODUCT_RELATIONS)
    codes = _read(Barcode.history, wanted["code"], "product")
    kinds = {
        "product": _told(Product, products, without),
        "style": _told(Style, _read(Style.history, wanted["style"], *_STYLE_RELATIONS)),
        "code": {row.pk: event_of_code(row) for row in codes},
    }
    return [kinds[kind][key] for kind, key in keys]


def note_reading(filters: str, page: int, *, by: Actor) -> None:
    """Tell the audit log who read the changes; ``filters`` in words, empty for all of them."""
    facts: dict[str, Any] = {"page": page} | ({"filters": filters} if filters else {})
    log.write("catalog.read_changes", by=by, subject="report", key="changes", name=_("Changes of products"), **facts)


def events_of_codes(product: Product) -> list[Event]:
    """What became of the product's codes after it was made, the latest first."""
    rows = Barcode.history.filter(product=product.pk).select_related("history_user", "product")
    return [event_of_code(row) for row in rows.order_by("-history_date", "-history_id")]


def event_of_code(version: Any) -> Event:
    said = {
        ("+", True): _("Barcode %(code)s made for the label"),
        ("+", False): _("Barcode %(code)s added"),
        ("~", True): _("Barcode %(code)s put on the label"),
        ("~", False): _("Barcode %(code)s taken off the label"),
    }
    words = said.get((version.history_type, version.is_primary), _("Barcode %(code)s removed"))
    product = version.product
    name = product.name if product else _("a product that is gone")
    return _event(version, product, name, words=words % {"code": version.code})


_PRODUCT_RELATIONS = ("style__brand", "style__category", "colour", "size")
_STYLE_RELATIONS = ("brand", "category", "design")


def _sources(asked: Asked) -> list[tuple[str, Any]]:
    """The tables in which the changes asked for stand, each narrowed."""
    goods = _goods(asked)
    by_product: dict[str, Any] = {} if goods is None else {"id__in": goods.values("pk")}
    by_style: dict[str, Any] = {} if goods is None else {"id__in": goods.values("style")}
    by_code: dict[str, Any] = {} if goods is None else {"product__in": goods.values("pk")}
    kind = "+" if asked.what == ADDED else "~"
    products = Product.history.filter(history_type=kind, **by_product)
    styles = Style.history.filter(history_type=kind, **by_style)
    sources = {"product": products, "style": styles, "code": Barcode.history.filter(**by_code)}
    if asked.what in PRODUCT_FIELDS:
        sources = {"product": _where_changed(Product.history, products, asked.what)}
    elif asked.what in STYLE_FIELDS:
        sources = {"style": _where_changed(Style.history, styles, asked.what)}
    elif asked.what in (ADDED, CODES):
        sources = {"product": products} if asked.what == ADDED else {"code": sources["code"]}
    return [(name, rows.filter(_when_and_who(asked))) for name, rows in sources.items()]


def _goods(asked: Asked) -> QuerySet[Product] | None:
    """The products asked for, archived ones too; None for all."""
    if not (asked.words.strip() or asked.brand or asked.category):
        return None
    goods = queries.search(asked.words, within=Product.objects.order_by())
    goods = goods.filter(style__brand=asked.brand) if asked.brand else goods
    return goods.filter(style__category=asked.category) if asked.category else goods


def _when_and_who(asked: Asked) -> Q:
    """Days are the company's."""
    condition = Q(history_user=asked.person_id) if asked.person_id else Q()
    if asked.first:
        condition &= Q(history_date__gte=_midnight(asked.first))
    if asked.last:
        condition &= Q(history_date__lt=_midnight(asked.last + timedelta(days=1)))
    return condition


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min), company.zone())


def _where_changed(history: Any, rows: Any, name: str) -> Any:
    """The versions in which this field differs from the version before."""
    earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    compared = rows.annotate(before=Subquery(earlier.values(name)[:1]))
    was, is_now = Q(before__isnull=False), Q(**{f"{name}__isnull": False})
    return compared.filter((was & ~is_now) | (~was & is_now) | (was & is_now & ~Q(before=F(name))))


def _keys(kind: str, rows: Any) -> Any:
    return rows.order_by().values_list("history_date", "history_id").annotate(kind=Value(kind))


def _read(history: Any, keys: Sequence[int], *relations: str) -> list[Any]:
    return list(history.filter(history_id__in=keys).select_related("history_user", *relations))


def _told(model: type[Product] | type[Style], rows: Sequence[Any], without: Collection[str] = ()) -> dict[int, Event]:
    """By key. The versions before are read together: a product has few."""
    history: Any = model.history
    relations = _PRODUCT_RELATIONS if model is Product else _STYLE_RELATIONS
    all_versions: dict[int, list[Any]] = {}
    for row in history.filter(id__in={row.id for row in rows}).select_related(*relations).order_by("-history_id"):
        all_versions.setdefault(row.id, []).append(row)
    there = model._default_manager.in_bulk({row.id for row in rows})
    found_events: dict[int, Event] = {}
    for row in rows:
        before = next((each for each in all_versions[row.id] if each.history_id < row.history_id), None)
        found_events[row.pk] = _compared(model, row, before, there.get(row.id), without)
    return found_events


def _compared(model: Any, row: Any, before: Any, subject: Any, without: Collection[str]) -> Event:
    name = str(subject or row.name)
    if row.history_type == "+" or before is None:
        return _event(row, subject, name, words=_("Added"))
    besides = TOLD_BESIDES if model is Product else ()
    told = versions.changes_between(model, row, before, besides=besides, without=without)
    lines = [Told(str(each["field"]), str(each["old"]), str(each["new"])) for each in told]
    return _event(row, subject, name, told=lines, words="" if lines else _("Changed"))


def _event(version: Any, subject: Any, name: str, *, told: Sequence[Told] = (), words: str = "") -> Event:
    return Event(
        at=version.history_date,
        who=str(version.history_user or ""),
        subject=subject,
        name=name,
        reason=version.history_change_reason or "",
        told=told,
        words=words,
    )
