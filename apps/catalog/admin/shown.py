"""How goods look in lists: a picture or a swatch, and what lies where."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.stores import company

NO_SWATCH = "#d5dad7"


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
            '<img class="goods-picture" src="{}" alt="" loading="lazy" width="36" height="36">', picture.url
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


def states_of(product: Product) -> SafeString:
    """What needs somebody's eye; reads ``on_hand`` and ``threshold``."""
    states = [
        ("is-off", _("archived"), product.is_archived),
        ("is-warning", _("label out of date"), product.is_label_outdated),
        stock_state(product),
    ]
    chips = format_html_join("", '<span class="{}">{}</span>', ((kind, name) for kind, name, holds in states if holds))
    return format_html('<span class="goods-states">{}</span>', chips) if chips else chips


def stock_state(product: Product) -> tuple[str, str, bool]:
    on_hand: int = product.on_hand  # type: ignore[attr-defined]
    if not on_hand:
        return "is-out", _("out"), True
    if on_hand <= company.current().critical_stock:
        return "is-out", _("critical"), True
    return "is-warning", _("low"), on_hand <= product.threshold  # type: ignore[attr-defined]
