"""What a shift says, in words: sections of labelled amounts for screen, and the papers of X, Z and cash in or out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock
from apps.core.money import ZERO, format_money
from apps.printing.document import Block, Columns, Cut, Document, Drawer, Feed, Rule, Text
from apps.sales.documents import pair
from apps.sales.models import CashMove, Shift, ZReport
from apps.sales.takings import Takings
from apps.stores import company

MOST_BESIDE_A_FIGURE = 40  # a longer label would be cut on the narrow roll
SEAL_LETTERS = 16  # a line of small letters on the narrow roll


@dataclass(frozen=True, slots=True)
class Row:
    """``tone`` is good, bad or nothing; what is ``strong`` is a sum."""

    label: str
    value: str
    strong: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How the drawer was counted when the shift closed."""

    expected: Decimal
    counted: Decimal
    pieces: Mapping[str, int]
    first_count: Decimal | None = None
    comment: str = ""

    @property
    def difference(self) -> Decimal:
        return self.counted - self.expected


def sections(takings: Takings, *, sees_cash: bool, counted: Counted | None = None) -> list[Section]:
    """Whoever has still to count the drawer is not told what cash came in: ``sees_cash`` is false for them."""
    found = [
        Section(_("Sales"), tuple(_sales(takings))),
        Section(_("Taxes"), tuple(_taxes(takings))),
        Section(_("Payments"), tuple(_payments(takings, sees_cash=sees_cash))),
        Section(_("Drawer"), tuple(_drawer(takings, sees_cash=sees_cash))),
    ]
    if counted is not None:
        found.append(Section(_("Count"), tuple(_count(counted))))
    return [section for section in found if section.rows]


def x_report(shift: Shift, takings: Takings, *, sees_cash: bool, by: str) -> Document:
    """As it stands now; the shift goes on."""
    title = _("X report %(shift)s") % {"shift": shift.number}
    blocks = [
        *_head(_("X report"), shift),
        *_opening(shift),
        pair(_("Now"), _when(clock.now())),
        pair(_("Asked by"), by),
        *_body(sections(takings, sees_cash=sees_cash)),
        *_foot(),
    ]
    return Document(title, blocks)


def z_report(report: ZReport, takings: Takings, counted: Counted) -> Document:
    """As the shift closed, with the seal of the audit log that proves it."""
    shift = report.shift
    title = _("Z report %(shift)s") % {"shift": shift.number}
    blocks = [
        *_head(_("Z report"), shift),
        *_opening(shift),
        pair(_("Closed"), _when(report.written_at)),
        pair(_("Closed by"), str(shift.closed_by or "")),
        *_body(sections(takings, sees_cash=True, counted=counted)),
        *_seal(report),
        Rule(),
        Text(_("Signatures: cashier, manager")),
        *_foot(lines=4),
    ]
    return Document(title, blocks)


def slip(move: CashMove) -> Document:
    """Two lines to sign on; the drawer opens unless the cash moved before the server heard of it."""
    shift = move.shift
    title = move.get_kind_display().capitalize()
    blocks: list[Block] = [
        *_head(title, shift),
        pair(_("When"), _when(move.at)),
        pair(_("Who"), move.user_name),
    ]
    if move.approver_name:
        blocks.append(pair(_("Approved by"), move.approver_name))
    blocks += [
        Rule(),
        Text(move.reason, bold=True),
        Columns([(title, 1, "left"), (money(move.amount), 0, "right")], size="large", bold=True),
        Rule(),
        Text(_("Signature")),
        *_foot(lines=3),
    ]
    if not move.was_offline:
        blocks.append(Drawer())
    return Document(f"{title} {shift.number}", blocks)


def money(amount: Decimal) -> str:
    return format_money(amount, company.current().currency_symbol)


def difference_row(difference: Decimal) -> Row:
    if not difference:
        return Row(_("Difference"), _("none"), strong=True, tone="good")
    label = _("Missing") if difference < 0 else _("Too much")
    return Row(label, money(abs(difference)), strong=True, tone="bad")


def _sales(takings: Takings) -> Iterator[Row]:
    yield Row(_("Receipts"), f"{takings.receipts:,}")
    if takings.first:
        yield Row(_("First"), takings.first)
        yield Row(_("Last"), takings.last)
    yield Row(_("Pieces"), f"{takings.pieces:,}")
    yield Row(_("Gross"), money(takings.gross))
    if takings.discounted:
        words = ngettext("Discounts (%(count)s receipt)", "Discounts (%(count)s receipts)", takings.discounted)
        yield Row(words % {"count": takings.discounted}, money(-takings.line_discount - takings.order_discount))
    if takings.points_discount:
        yield Row(_("Points"), money(-takings.points_discount))
    if takings.gifts:
        words = ngettext("Gifts (%(count)s receipt)", "Gifts (%(count)s receipts)", takings.gifts)
        yield Row(words % {"count": takings.gifts}, money(-takings.gift_value))
    for label, amount in (
        (_("Tax added"), takings.tax_added),
        (_("Delivery fees"), takings.delivery_fee),
        (_("Cash rounding"), takings.rounding),
    ):
        if amount:
            yield Row(label, money(amount))
    yield Row(_("Sold"), money(takings.total), strong=True)
    if takings.due:
        yield Row(_("Of it still due"), money(takings.due))
    if takings.voids:
        yield Row(_("Void sales (%(count)s)") % {"count": takings.voids}, money(takings.void_total))


def _taxes(takings: Takings) -> Iterator[Row]:
    for tax in takings.taxes:
        words = {"tax": tax.name, "rate": f"{tax.rate.normalize():f}", "base": money(tax.base)}
        yield Row(_("%(tax)s %(rate)s %% on %(base)s") % words, money(tax.amount))


def _payments(takings: Takings, *, sees_cash: bool) -> Iterator[Row]:
    """By way to pay; what is cash is hidden from whoever counts it."""
    seen = [method for method in takings.methods if sees_cash or not method.is_cash]
    for method in takings.methods:
        yield Row(method.name, money(method.amount) if method in seen else _("told after the count"))
    if sees_cash and len(takings.methods) > 1:
        yield Row(_("All payments"), money(takings.paid), strong=True)
    if sees_cash and takings.change:
        yield Row(_("Change given"), money(takings.change))
    instalments = sum((method.instalments for method in seen), ZERO)
    if instalments:
        yield Row(_("Instalments among them (%(count)s)") % {"count": takings.instalments}, money(instalments))
    for label, amount in (
        (_("Deposits on orders among them"), sum((method.deposits for method in seen), ZERO)),
        (_("Given back"), sum((method.given_back for method in seen), ZERO)),
        (_("Of it for goods and deposits"), takings.refunds if sees_cash else ZERO),
    ):
        if amount:
            yield Row(label, money(amount))
    awaited = sum((method.awaited for method in seen), ZERO)
    if awaited:
        yield Row(_("Awaiting confirmation"), money(awaited))


def _drawer(takings: Takings, *, sees_cash: bool) -> Iterator[Row]:
    yield Row(_("Float"), money(takings.opening_float))
    if sees_cash:
        yield Row(_("Cash payments"), money(takings.cash))
    for move in takings.moves:
        label = _("Cash in: %(reason)s") if move.amount > 0 else _("Cash out: %(reason)s")
        yield Row(label % {"reason": move.reason}, money(move.amount), tone="bad" if move.doubt else "")
        if move.doubt:
            yield Row(_("To be looked at"), move.doubt, tone="bad")
    if sees_cash:
        yield Row(_("Should be in the drawer"), money(takings.expected), strong=True)


def _count(counted: Counted) -> Iterator[Row]:
    for value, pieces in sorted(counted.pieces.items(), key=lambda pair: -Decimal(pair[0])):
        yield Row(f"{pieces:,} × {money(Decimal(value))}", money(Decimal(value) * pieces))
    yield Row(_("Counted"), money(counted.counted), strong=True)
    yield difference_row(counted.difference)
    if counted.first_count is not None:
        yield Row(_("Counted at first"), money(counted.first_count))
    if counted.comment:
        yield Row(_("Comment"), counted.comment)


def _head(title: str, shift: Shift) -> Iterator[Block]:
    yield Text(company.current().name, "center", bold=True)
    yield Text(f"{shift.shop.name} · {shift.register.name}", "center")
    yield Feed()
    yield Text(title.upper(), "center", "large", bold=True)
    yield pair(_("Shift"), shift.number, bold=True)


def _opening(shift: Shift) -> Iterator[Block]:
    yield pair(_("Opened"), _when(shift.opened_at))
    yield pair(_("Opened by"), str(shift.opened_by))


def _body(found: list[Section]) -> Iterator[Block]:
    for section in found:
        yield Rule()
        yield Text(section.title, bold=True)
        for row in section.rows:
            if len(row.value) > 24:
                yield Text(f"{row.label}: {row.value}")
            elif len(row.label) > MOST_BESIDE_A_FIGURE:
                yield Text(row.label, bold=row.strong)
                yield pair("", row.value, bold=row.strong)
            else:
                yield pair(row.label, row.value, bold=row.strong)


def _seal(report: ZReport) -> Iterator[Block]:
    """The hash of the shop's last audit entry, in groups that a person can compare."""
    if not report.chain_head:
        return
    yield Rule()
    yield Text(_("Seal of the audit log, entry %(place)s") % {"place": report.chain_sequence}, size="small")
    groups = [report.chain_head[at : at + SEAL_LETTERS] for at in range(0, len(report.chain_head), SEAL_LETTERS)]
    yield Text("\n".join(groups), size="small")


def _foot(lines: int = 2) -> Iterator[Block]:
    yield Feed(lines)
    yield Cut()


def _when(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i")
