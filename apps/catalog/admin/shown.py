"""How goods look in lists: a picture or a swatch, and what lies where."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.low_stock import Threshold
from apps.catalog.models import Product
from apps.core import pictures

NO_SWATCH = "#d5dad7"
STATES = {"out": gettext_lazy("out"), "critical": gettext_lazy("critical"), "low": gettext_lazy("low")}


def swatch(colour: str, name: str = "", side: int = 36) -> SafeString:
    return format_html(
        '<svg class="goods-swatch" width="{0}" height="{0}" viewBox="0 0 36 36" role="img" aria-label="{1}">'
        '<rect width="36" height="36" rx="8" fill="{2}"></rect></svg>',
        side,
        name,
        colour or NO_SWATCH,
    )


def picture_of(product: Product) -> SafeString:
    """The product's picture, its style's, or its colour."""
    picture = product.picture or product.style.picture
    if picture:
        return format_html(
            '<img class="goods-picture" src="{}" alt="" loading="lazy" width="36" height="36">',
            picture.storage.url(pictures.small_name(str(picture.name))),
        )
    colour = product.colour
    return swatch(colour.swatch, colour.name) if colour else swatch("")


def titled(product: Product) -> SafeString:
    """Picture, name (which holds colour and size) and category."""
    return format_html(
        '<span class="goods">{}<span><strong>{}</strong><small>{}</small></span></span>',
        picture_of(product),
        product.name,
        product.style.category.name,
    )


def pressed(content: str, address: str) -> SafeString:
    """Opens a dialog of unfold's, by mouse or key."""
    return format_html(
        '<a class="goods-pressed" href="{0}" hx-get="{0}" hx-target="#modal-content" hx-select="#dialog"'
        ' x-on:htmx:after-on-load="openModal = true">{1}</a>',
        address,
        content,
    )


def levels_of(product: Product) -> SafeString:
    """All pieces, then shop by shop, of the levels that were fetched; they lead to the product's ledger."""
    levels = [level for level in product.levels.all() if level.quantity]
    chips = [_chip(list(there)) for _shop, there in groupby(levels, key=lambda level: level.place.shop_id)]
    return format_html(
        '<a class="goods-levels" href="{}" title="{}"><b>{}</b><span class="goods-places">{}</span></a>',
        *(reverse("admin:inventory_story", args=[product.pk]), _("Why so many?")),
        *(sum(level.quantity for level in levels), format_html_join("", "{}", ((chip,) for chip in chips))),
    )


def _chip(levels: Sequence[Any]) -> SafeString:
    """What one shop holds: its floor by the shop's name, its warehouse beside it."""
    parts = [(level.quantity, _where(level.place, is_first=not at)) for at, level in enumerate(levels)]
    return format_html("<span>{}</span>", format_html_join(" + ", "<b>{}</b> {}", parts))


def _where(place: Any, *, is_first: bool) -> str:
    if place.shop is None:
        return str(place.name)
    kind = str(place.get_kind_display())
    if is_first:
        return place.shop.name if place.kind == "floor" else f"{place.shop.name}, {kind}"
    return kind


def states_of(product: Product, low: Mapping[str, str]) -> SafeString:
    """What needs somebody's eye; reads ``on_hand``. ``low`` are the shops in which it runs low, and how."""
    kind, word = stock_state(product, low)
    there = ", ".join(f"{shop}: {STATES[state]}" for shop, state in low.items())
    states = [
        ("is-off", "", _("archived"), product.is_archived),
        ("is-warning", "", _("label out of date"), product.is_label_outdated),
        (kind, there, word, bool(word)),
    ]
    drawn = ((kind, title, name) for kind, title, name, holds in states if holds)
    chips = format_html_join("", '<span class="{}" title="{}">{}</span>', drawn)
    return format_html('<span class="goods-states">{}</span>', chips) if chips else chips


def stock_state(product: Product, low: Mapping[str, str]) -> tuple[str, Any]:
    """Out where nothing is left anywhere; else as it stands in the barest shop that runs low."""
    on_hand: int = product.on_hand  # type: ignore[attr-defined]
    if not on_hand:
        return "is-out", STATES["out"]
    if not low:
        return "", ""
    worst = "low" if set(low.values()) == {"low"} else "critical"
    return ("is-warning" if worst == "low" else "is-out"), STATES[worst]


def warnings_of(warned: Sequence[Threshold], category: str) -> SafeString:
    """From how many pieces on each shop is warned, and who says so; shops of which the same holds stand together."""
    said: dict[tuple[int, int, str], list[str]] = {}
    for each in warned:
        said.setdefault((each.pieces, each.critical, each.source), []).append(each.shop.name)
    by_whom = {
        "own": _("as this product says"),
        "category": _("as its category says: %(category)s") % {"category": category},
        "shop": _("as the shop says"),
        "company": _("as the company says"),
    }
    lines = (
        (
            _("%(low)d pieces, critical from %(critical)d") % {"low": low, "critical": critical},
            by_whom[source],
            "" if len(said) == 1 else ", ".join(shops),
        )
        for (low, critical, source), shops in said.items()
    )
    drawn = format_html_join("", "<li><strong>{}</strong> {} <small>{}</small></li>", lines)
    return format_html('<ul class="goods-warnings">{}</ul>', drawn)
