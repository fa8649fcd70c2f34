"""A receipt as a neutral document; the printer's profile decides how it looks on paper."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from io import BytesIO

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from apps.core.money import ZERO, format_money
from apps.loyalty.queries import OfDocument
from apps.printing.document import QR, Barcode, Block, Columns, Cut, Document, Drawer, Feed, Picture, Rule, Text
from apps.sales import links
from apps.sales.contents import Contents, contents_of
from apps.sales.models import Delivery, Receipt, ReceiptLine, Tender
from apps.stores import company
from apps.stores.models import Shop

LOGO_DOTS = 320


def receipt_document(receipt: Receipt, *, copy: bool = False, is_public: bool = False) -> Document:
    """The receipt as it stands now, with what was paid since; a ``copy`` says so, a public one tells no address."""
    return write(contents_of(receipt), copy=copy, is_public=is_public)


def write(contents: Contents, *, copy: bool = False, is_public: bool = False) -> Document:
    """From what is already in memory; the first print of a cash sale opens the drawer."""
    receipt = contents.receipt
    blocks: list[Block] = [
        *_head(contents, copy=copy),
        Rule(),
        *(_left_for(receipt) if receipt.kind == Receipt.Kind.DEPOSIT else _goods(contents)),
        *_payments(contents),
        *_points(contents.points),
        *_delivery(contents.delivery, is_public=is_public),
        *_foot(receipt),
    ]
    if contents.has_cash and not copy and not is_public:
        blocks.append(Drawer())
    return Document(f"{title_of(contents)} {receipt.number}", blocks)


def title_of(contents: Contents) -> str:
    titles = {
        Receipt.Kind.SALE: _("Sales receipt"),
        Receipt.Kind.GIFT: _("Gift receipt"),
        Receipt.Kind.DEPOSIT: _("Deposit receipt"),
        Receipt.Kind.RETURN: _("Return receipt"),
    }
    return titles[Receipt.Kind(contents.receipt.kind)]


def money(amount: Decimal) -> str:
    return format_money(amount, company.current().currency_symbol)


def letterhead(shop: Shop) -> Iterator[Block]:
    """Who we are, and at which shop, as every paper of the counter begins."""
    settings = company.current()
    picture = _logo(settings.logo.name) if settings.logo else None
    if picture is not None:
        yield picture
    yield Text(settings.name, "center", "large", bold=True)
    for text in (settings.receipt_header, shop.name, shop.address or settings.address, shop.phone or settings.phone):
        if text.strip():
            yield Text(text.strip(), "center")
    if settings.tax_number:
        yield Text(_("TIN %(number)s") % {"number": settings.tax_number}, "center")


def pair(label: str, value: str, *, bold: bool = False) -> Columns:
    return Columns([(label, 1, "left"), (value, 0, "right")], bold=bold)


def moment(at: object) -> str:
    return date_format(timezone.localtime(at), "j M Y, H:i")  # type: ignore[arg-type]


def _head(contents: Contents, *, copy: bool) -> Iterator[Block]:
    yield from letterhead(contents.shop)
    yield Feed()
    yield Text(title_of(contents).upper(), "center", bold=True)
    if copy:
        yield Text(_("COPY"), "center", "large", bold=True)
    if contents.void is not None:
        yield Text(_("VOID"), "center", "large", bold=True)
        yield Text(_("Voided %(when)s: %(why)s") % {"when": moment(contents.void.at), "why": contents.void.reason})
    receipt = contents.receipt
    yield pair(_("Receipt"), receipt.number, bold=True)
    if receipt.provisional_number:
        yield pair(_("Number at the till"), receipt.provisional_number)
    yield pair(_("Date"), moment(receipt.sold_at))
    yield pair(_("Served by"), receipt.cashier_name)
    if contents.till_name:
        yield pair(_("Till"), contents.till_name)
    if receipt.customer_name:
        yield pair(_("Customer"), receipt.customer_name)
    if receipt.preorder:
        yield pair(_("Pre-order"), receipt.preorder)


def _goods(contents: Contents) -> Iterator[Block]:
    for line in contents.lines:
        yield from _line(line)
    yield Rule()
    yield from _sums(contents)


def _left_for(receipt: Receipt) -> Iterator[Block]:
    """What a deposit is for, and the code that the till asks when it is picked up."""
    yield Text(receipt.note)
    yield Barcode(receipt.preorder)
    yield Rule("double")
    yield Columns([(_("DEPOSIT"), 1, "left"), (money(receipt.total), 0, "right")], size="large", bold=True)
    yield Text(_("It counts when the goods are picked up: bring this receipt."))


def _line(line: ReceiptLine) -> Iterator[Block]:
    yield Text(line.name, bold=True)
    yield pair(f"{line.quantity} × {money(line.unit_price)}", money(line.gross))
    if line.is_gift:
        yield pair(_("Gift: %(reason)s") % {"reason": line.gift_reason}, money(-line.gross))
    elif line.discount:
        label = f"{_('Discount')} {_percent(line.discount_percent or ZERO)}".strip()
        yield pair(label, money(-line.discount))
    if line.returned:
        yield pair(_("Brought back"), str(line.returned))


def _sums(contents: Contents) -> Iterator[Block]:
    receipt = contents.receipt
    yield pair(_("Items (%(pieces)s)") % {"pieces": receipt.units}, money(receipt.subtotal))
    if receipt.order_discount:
        yield pair(_("Discount on all"), money(-receipt.order_discount))
    if receipt.points_discount:
        yield pair(_("Points"), money(-receipt.points_discount))
    for tax in contents.taxes:
        if not tax.is_inclusive:
            yield pair(f"{tax.name} {_percent(tax.rate)}".strip(), money(tax.amount))
    if receipt.delivery_fee:
        yield pair(_("Delivery fee"), money(receipt.delivery_fee))
    if receipt.rounding:
        yield pair(_("Cash rounding"), money(receipt.rounding))
    yield Rule("double")
    yield Columns([(_("TOTAL"), 1, "left"), (money(receipt.total), 0, "right")], size="large", bold=True)
    for tax in contents.taxes:
        if tax.is_inclusive:
            words = {"tax": f"{tax.name} {_percent(tax.rate)}".strip(), "base": money(tax.base)}
            yield pair(_("%(tax)s included, on\xa0%(base)s") % words, money(tax.amount))


def _payments(contents: Contents) -> Iterator[Block]:
    receipt = contents.receipt
    if contents.tenders:
        yield Rule("dashed")
    if receipt.returned:
        yield pair(_("Returned"), money(-receipt.returned), bold=True)
    for tender in contents.tenders:
        yield pair(tender_label(tender, receipt), money(_shown(tender, receipt)))
    for number, left in contents.credits.items():
        yield pair(_("Left of %(number)s") % {"number": number}, money(left))
    if receipt.change:
        yield pair(_("Change"), money(receipt.change), bold=True)
    if receipt.due:
        yield pair(_("BALANCE DUE"), money(receipt.due), bold=True)
        if receipt.due_on:
            yield pair(_("Due on"), date_format(receipt.due_on, "j M Y"))


def _points(points: OfDocument | None) -> Iterator[Block]:
    if points is None:
        return
    yield Rule("dashed")
    if points.redeemed:
        yield pair(_("Points redeemed"), f"{points.redeemed:,}")
    if points.earned:
        yield pair(_("Points earned"), f"{points.earned:,}")
    yield pair(_("Points balance"), f"{points.balance:,}", bold=True)


def tender_label(tender: Tender, receipt: Receipt) -> str:
    parts = [tender.method_name]
    if tender.reference:
        parts.append(tender.reference)
    if tender.at != receipt.sold_at:
        parts.append(moment(tender.at))
    if tender.state == Tender.State.AWAITED:
        parts.append(_("awaiting confirmation"))
    return ", ".join(parts)


def _shown(tender: Tender, receipt: Receipt) -> Decimal:
    """At the sale, what was handed over (the change follows); later, what it paid."""
    return tender.handed_over if tender.at == receipt.sold_at else tender.amount


def _delivery(delivery: Delivery | None, *, is_public: bool) -> Iterator[Block]:
    if delivery is None:
        return
    yield Rule("dashed")
    yield pair(delivery.get_kind_display().capitalize(), delivery.number, bold=True)
    if delivery.due_on:
        yield pair(_("For the day"), date_format(delivery.due_on, "j M Y"))
    for text in (delivery.address, delivery.phone, delivery.courier, delivery.note):
        if text.strip() and not is_public:
            yield Text(text.strip())


def _foot(receipt: Receipt) -> Iterator[Block]:
    yield Feed()
    footer = company.current().receipt_footer.strip()
    if footer:
        yield Text(footer, "center")
    yield QR(links.address_of(receipt))
    told = _("Scan to see this receipt") if links.are_public() else _("The till finds this receipt by its code")
    yield Text(told, "center", "small")
    yield Feed(2)
    yield Cut()


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f} %" if rate else ""


@lru_cache(maxsize=4)
def _logo(name: str) -> Picture | None:
    """The logo as a small PNG; ``None`` when the file is gone or no picture."""
    try:
        with default_storage.open(name) as file, Image.open(file) as picture:
            picture.thumbnail((LOGO_DOTS, LOGO_DOTS))
            png = BytesIO()
            picture.convert("RGBA").save(png, "PNG")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    return Picture.of(png.getvalue())
