"""Once a day those named in the settings are told by mail what runs low; a day without anything passes in silence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.audit import log
from apps.core import clock, workbooks
from apps.core.actor import Actor
from apps.inventory import queries
from apps.inventory.models import LowStockNotice
from apps.inventory.queries import LowStock
from apps.mail import outbox
from apps.stores import company
from apps.stores.models import Shop

HOUR = 7  # o'clock in the company's zone
MOST_LINES = 20  # a shop: the workbook has them all
Road = Mapping[tuple[int, int], int]
"""Pieces in transit, by the keys of product and city."""


def send_due(*, by: Actor) -> LowStockNotice | None:
    """Write today's mail, once it is seven; None when it is off, early, or done already, by whomever."""
    with timezone.override(company.zone()):
        if not _is_due():
            return None
        try:
            return _send(clock.today(), by)
        except IntegrityError:
            if _is_done(clock.today()):
                return None  # another worker was first
            raise


def _is_due() -> bool:
    set_up = company.current()
    is_wanted = set_up.mails_low_stock and bool(set_up.low_stock_addresses.split())
    return is_wanted and timezone.localtime(clock.now()).hour >= HOUR and not _is_done(clock.today())


def _is_done(day: date) -> bool:
    return LowStockNotice.objects.filter(day=day).exists()


@transaction.atomic
def _send(day: date, by: Actor) -> LowStockNotice:
    """The row of the day comes first: whoever writes it sends."""
    addresses = company.current().low_stock_addresses.split()
    shops = {shop.pk: shop for shop in Shop.objects.filter(is_active=True).select_related("location")}
    low = queries.low_stock(shops.values())
    notice = LowStockNotice.objects.create(
        day=day,
        at=clock.now(),
        products=len({row.product_id for row in low}),
        recipients=len(addresses) if low else 0,
    )
    if not low:
        return notice
    _queue(notice, _by_shop(low, shops), addresses, by)
    log.write(
        "inventory.mail_low_stock",
        by=by,
        subject="low stock",
        key=str(day),
        name=str(day),
        products=notice.products,
        to=addresses,
    )
    return notice


def _queue(
    notice: LowStockNotice, groups: Sequence[tuple[Shop, list[LowStock]]], addresses: Iterable[str], by: Actor
) -> None:
    told = ngettext("%(count)s product runs low", "%(count)s products run low", notice.products)
    subject = f"{company.current().name}: {told % {'count': f'{notice.products:,}'}}"
    road = queries.in_transit({row.product_id for _shop, rows in groups for row in rows})
    body = "\n".join(_body(notice.day, subject, groups, road))
    table = workbooks.workbook(_("Runs low"), _headers(), _rows(groups, road))
    attachment = (f"runs-low-{notice.day:%Y-%m-%d}.xlsx", workbooks.XLSX, table)
    for address in addresses:
        outbox.queue(address, subject, body, attachments=[attachment], by=by)


def _by_shop(low: Iterable[LowStock], shops: Mapping[int, Shop]) -> list[tuple[Shop, list[LowStock]]]:
    """The shops in the order of their cities; in each the barest first."""
    places = {key: place for place, key in enumerate(shops)}
    ordered = sorted(low, key=lambda row: places[row.shop_id])
    return [(shops[key], list(rows)) for key, rows in groupby(ordered, key=lambda row: row.shop_id)]


def _body(day: date, subject: str, groups: Sequence[tuple[Shop, list[LowStock]]], road: Road) -> Iterator[str]:
    yield f"{subject}, {date_format(day, 'l j F Y')}."
    for shop, rows in groups:
        yield ""
        yield f"{shop.name}, {shop.location.name} ({len(rows):,})"
        yield from (f"- {row.name}: {_left(row, shop, road)}" for row in rows[:MOST_LINES])
        if more := len(rows) - MOST_LINES if len(rows) > MOST_LINES else 0:
            yield _("  and %(count)s more") % {"count": f"{more:,}"}
    yield ""
    yield _("All of it is in the workbook attached.")
    if settings.PUBLIC_URL:
        yield _("As it is now: %(link)s") % {"link": f"{settings.PUBLIC_URL}{_list()}"}


def _left(row: LowStock, shop: Shop, road: Road) -> str:
    left = _("%(count)s left") % {"count": row.pieces} if row.pieces else _("out")
    coming = road.get((row.product_id, shop.location_id), 0)
    if not coming:
        return left
    return _("%(left)s, %(count)s in transit to %(city)s") % {
        "left": left,
        "count": coming,
        "city": shop.location.name,
    }


def _headers() -> list[str]:
    return [_("City"), _("Shop"), _("Product"), _("Left"), _("In transit to the city"), _("Warned from"), _("State")]


def _rows(groups: Sequence[tuple[Shop, list[LowStock]]], road: Road) -> Iterator[list[workbooks.Value]]:
    states = {"out": _("out"), "critical": _("critical"), "low": _("low")}
    for shop, rows in groups:
        for row in rows:
            coming = road.get((row.product_id, shop.location_id), 0)
            yield [shop.location.name, shop.name, row.name, row.pieces, coming, row.threshold, states[row.state]]


def _list() -> str:
    return f"{reverse('admin:inventory_stocklevel_changelist')}?state=low"
