"""A return begins with what the customer brings back, in which condition, and why; the pieces are held for it."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.customers.models import Customer
from apps.returns import steps
from apps.returns.models import Return, ReturnLine, ReturnStep
from apps.returns.refusals import NotReturnable
from apps.sales import refunds
from apps.sales.models import Receipt, ReceiptLine, Void
from apps.sales.refunds import Part
from apps.sales.refusals import KeyReused
from apps.stores import company
from apps.stores.models import Shop
from apps.users import reach

SERIES = "RET"
SOLD = (Receipt.Kind.SALE, Receipt.Kind.GIFT)
Condition = ReturnLine.Condition


@dataclass(frozen=True, slots=True)
class Brought:
    """Pieces of a receipt's line, by its position, in one condition."""

    position: int
    pieces: int
    condition: ReturnLine.Condition = Condition.GOOD


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is brought back where and why. ``key`` is the form's own: sent twice it is one return."""

    receipt: Receipt
    shop: Shop
    brought: Sequence[Brought]
    reason: str
    key: UUID
    customer: Customer | None = None
    note: str = ""

    @property
    def body_hash(self) -> str:
        rows = [(one.position, one.pieces, str(one.condition)) for one in self.brought]
        told = [self.receipt.pk, self.shop.pk, rows, self.reason, self.customer and self.customer.pk, self.note]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Quote:
    """What goods would bring if they came back now."""

    value: Decimal
    split: refunds.Split
    is_late: bool


def ask(wish: Wish, *, by: Actor) -> Return:
    """Write the return down, to be approved. Sent again it answers the first one, with other content KeyReused.

    Refuses InvalidInput, NotReturnable, NothingLeftToReturn, BeyondReach.
    """
    try:
        with transaction.atomic():
            return first(wish) or _ask(wish, by)
    except IntegrityError:
        known = first(wish)
        if known is None:
            raise
        return known


def first(wish: Wish) -> Return | None:
    """What this wish became when it was first sent."""
    known = Return.objects.filter(key=wish.key).first()
    if known is not None and known.body_hash != wish.body_hash:
        raise KeyReused(
            _("This return was changed after it became %(number)s. Begin a new one.") % {"number": known.number},
            number=known.number,
        )
    return known


def quote(receipt: Receipt, brought: Sequence[Brought]) -> Quote:
    """What it would bring; refuses what ``ask`` refuses of the goods. Nothing is written."""
    refuse_other_kinds(receipt)
    wanted = _wanted(receipt, brought)
    for line, pieces in wanted:
        if pieces > line.quantity - line.claimed:
            raise refunds.too_many(line)
    return _quoted(receipt, wanted, is_late(receipt))


def quote_asked(goods: Return) -> Quote:
    """What a return that was asked for before would bring now."""
    lines = goods.lines.select_related("sold").order_by("pk")
    return _quoted(goods.receipt, [(line.sold, line.quantity) for line in lines], goods.is_late)


def is_late(receipt: Receipt) -> bool:
    """Whether the company's days to bring goods back are over; the day of the sale is day 0."""
    return (clock.today() - receipt.business_date).days > company.current().return_days


def refuse_other_kinds(receipt: Receipt) -> None:
    words = {"receipt": receipt.number}
    if Void.objects.filter(receipt=receipt).exists():
        raise NotReturnable(_("%(receipt)s is void: its goods and money went back already.") % words)
    if receipt.kind not in SOLD:
        raise NotReturnable(_("%(receipt)s is no sale: no goods were handed out with it.") % words)


def _ask(wish: Wish, by: Actor) -> Return:
    reach.refuse_beyond(by, wish.shop)
    if not wish.reason.strip():
        raise InvalidInput(_("Say why the goods come back."), field="reason")
    refuse_other_kinds(wish.receipt)
    wanted = _wanted(wish.receipt, wish.brought)
    claimed: Counter[int] = Counter()
    for line, pieces in wanted:
        claimed[line.pk] += pieces
    refunds.claim(claimed)
    goods = _insert(wish, refunds.parts_of(wanted), by)
    steps.note(goods, ReturnStep.Kind.ASKED, by, note=wish.reason)
    return goods


def _wanted(receipt: Receipt, brought: Sequence[Brought]) -> list[tuple[ReceiptLine, int]]:
    lines = {line.position: line for line in receipt.lines.all()}
    if not brought:
        raise InvalidInput(_("Say which pieces come back."), field="lines")
    if any(one.position not in lines or one.pieces < 1 for one in brought):
        raise InvalidInput(_("One of the lines is not on %(receipt)s.") % {"receipt": receipt.number}, field="lines")
    if len({(one.position, one.condition) for one in brought}) < len(brought):
        raise InvalidInput(_("A line stands here twice in the same condition: put its pieces together."), field="lines")
    return [(lines[one.position], one.pieces) for one in brought]


def _quoted(receipt: Receipt, wanted: refunds.Wanted, is_late: bool) -> Quote:
    parts = refunds.parts_of(wanted)
    return Quote(refunds.value_of(receipt, parts), refunds.ahead(receipt, parts), is_late)


def _insert(wish: Wish, parts: Sequence[Part], by: Actor) -> Return:
    lines = {line.position: line for line in wish.receipt.lines.all()}
    goods = Return.objects.create(
        number=numbering.monthly(SERIES, clock.today()),
        key=wish.key,
        body_hash=wish.body_hash,
        receipt=wish.receipt,
        shop=wish.shop,
        customer=wish.customer or wish.receipt.customer,
        reason=wish.reason.strip()[:200],
        note=wish.note[:200],
        units=sum(one.pieces for one in wish.brought),
        value=refunds.value_of(wish.receipt, parts),
        is_late=is_late(wish.receipt),
        business_date=clock.today(),
        created_at=clock.now(),
        created_by_name=by.name,
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(
            of_return=goods,
            sold=lines[one.position],
            quantity=one.pieces,
            condition=one.condition,
            refund=part.refund,
        )
        for one, part in zip(wish.brought, parts, strict=True)
    )
    return goods
