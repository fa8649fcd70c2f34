"""What goods that come back were paid with goes back: debt first, then the customer's credits, then money.

Paid for a line = net + its added taxes + its share of the cash rounding. After j pieces, k more bring
round(paid × (j + k) / q) − round(paid × j / q), so that piece by piece is as much as all at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock
from apps.core.actor import Actor
from apps.core.fields import MoneyField
from apps.core.fields import amount as sql_amount
from apps.core.money import ZERO, format_money, money
from apps.core.refusals import Conflict
from apps.credits import ledger as credits
from apps.credits.ledger import Grant
from apps.credits.models import Credit
from apps.customers.models import Customer
from apps.sales import earned, points
from apps.sales.models import Receipt, ReceiptLine, Shift, Tender
from apps.sales.refusals import MethodUnavailable, NoOpenShift, NothingLeftToReturn, NotYetPaid
from apps.stores.models import PaymentMethod

Kind = PaymentMethod.Kind
Wanted = Sequence[tuple[ReceiptLine, int]]
"""Lines and how many pieces of each; a line may come twice."""


@dataclass(frozen=True, slots=True)
class Part:
    """What pieces of a line were sold for: ``refund`` = net + added tax + rounding; ``before`` came back earlier.

    ``points`` is the value of the points that were redeemed on them, which is no part of their net.
    """

    before: int
    refund: Decimal
    net: Decimal
    tax_included: Decimal
    tax_added: Decimal
    rounding: Decimal
    points: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Split:
    """Where a value goes: ``debt`` becomes less, ``credit`` goes back to credits, ``money`` as chosen.

    ``deducted`` is the value of points that were earned with it and are spent already.
    """

    debt: Decimal
    credit: Decimal
    money: Decimal
    deducted: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """How money goes back: ``exchanged`` of it into a new sale, the rest in cash or as a credit of ``customer``."""

    shift: Shift | None = None
    customer: Customer | None = None
    exchanged: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Refund:
    parts: tuple[Part, ...]
    split: Split
    credits: tuple[Credit, ...]
    """Those that hold the value now: what was spent before, and a new one last."""


def paid_for(line: ReceiptLine) -> Decimal:
    """What all pieces of a line were paid with; a gift with nothing."""
    return max(line.net + line.tax_added + line.rounding, ZERO) if line.net else ZERO


def part_of(line: ReceiptLine, pieces: int, *, before: int) -> Part:
    """What ``pieces`` bring when ``before`` came back earlier: never below nothing, and all add up to the line."""

    def share(whole: Decimal) -> Decimal:
        return money(whole * (before + pieces) / line.quantity) - money(whole * before / line.quantity)

    included, added = share(line.tax_included), share(line.tax_added)
    net = share(line.net - line.tax_included) + included
    refund = share(paid_for(line))
    rounding, points = refund - net - added, share(line.points_discount)
    return Part(before, refund, net, included, added, rounding, points, share(line.cost))


def parts_of(wanted: Wanted) -> list[Part]:
    """In the order of ``wanted``, each after what came back before it."""
    returned: dict[int, int] = {}
    parts = []
    for line, pieces in wanted:
        before = returned.get(line.pk, line.returned)
        parts.append(part_of(line, pieces, before=before))
        returned[line.pk] = before + pieces
    return parts


def split(receipt: Receipt, value: Decimal) -> Split:
    """Where a value would go now."""
    debt = min(receipt.due, value)
    credit = min(credits.held_by(receipt.number), value - debt)
    return Split(debt, credit, value - debt - credit)


def ahead(receipt: Receipt, parts: Sequence[Part]) -> Split:
    """Where the value of parts would go now; nothing is written."""
    before = split(receipt, value_of(receipt, parts))
    lost = earned.ahead(receipt, parts, most=before.money)
    return Split(before.debt, before.credit, before.money - lost, lost)


def value_of(receipt: Receipt, parts: Sequence[Part]) -> Decimal:
    """What parts were paid with, never more than is left of the receipt."""
    return min(sum((part.refund for part in parts), ZERO), receipt.total - receipt.returned)


def claim(pieces: Mapping[int, int]) -> None:
    """Hold pieces by the keys of their lines, all or nothing. Refuses NothingLeftToReturn, naming the line."""
    for key, number in sorted(pieces.items()):
        free = ReceiptLine.objects.filter(pk=key, claimed__lte=F("quantity") - number)
        if not free.update(claimed=F("claimed") + number):
            raise too_many(ReceiptLine.objects.get(pk=key))


def release(pieces: Mapping[int, int]) -> None:
    """Let go of what was held: it may be asked for again."""
    for key, number in sorted(pieces.items()):
        ReceiptLine.objects.filter(pk=key).update(claimed=F("claimed") - number)


def refund(receipt: Receipt, wanted: Wanted, *, document: str, payout: Payout, by: Actor) -> Refund:
    """Give back what claimed pieces were paid with, inside the act's transaction.

    Refuses NoOpenShift when something goes back without an open shift, NotYetPaid when nobody has confirmed yet what
    was paid, Conflict when the receipt changes meanwhile.
    """
    parts = parts_of(wanted)
    value = value_of(receipt, parts)
    before = split(receipt, value)
    lost = earned.follow(receipt, parts, most=before.money, document=document, by=by)
    parted = Split(before.debt, before.credit, before.money - lost, lost)
    _refuse_unpaid(receipt, parted)
    _lower(receipt, value - lost, parted.debt)
    _bring_back(wanted, parts)
    if parted.debt:
        points.settle(receipt, by=by)  # what is kept is paid in full now
    held = tuple(credits.give_back(receipt.number, parted.credit, document=document, by=by) if parted.credit else ())
    tenders = _credits_back(receipt, parted.credit) + _money_back(parted.money, payout, document)
    issued = _issue(parted.money - payout.exchanged, payout, document, by)
    _write(receipt, tenders, payout.shift, by, issued)
    return Refund(tuple(parts), parted, (*held, *issued))


def method_of(kind: PaymentMethod.Kind) -> PaymentMethod:
    """The company's way to pay of this kind."""
    found = PaymentMethod.objects.filter(kind=kind).order_by("-is_active", "position", "pk").first()
    if found is None:
        raise MethodUnavailable(_("The company has no payment method of the kind “%(kind)s”.") % {"kind": kind.label})
    return found


def too_many(line: ReceiptLine) -> NothingLeftToReturn:
    left = line.quantity - line.claimed
    sentence = _("%(name)s was brought back already, or is on a return that waits.")
    if left:
        sentence = ngettext(
            "Only %(left)s piece of %(name)s can still be brought back.",
            "Only %(left)s pieces of %(name)s can still be brought back.",
            left,
        )
    return NothingLeftToReturn(sentence % {"left": left, "name": line.name}, line=line.position, left=left)


def _refuse_unpaid(receipt: Receipt, parted: Split) -> None:
    paid = Tender.objects.filter(receipt=receipt, state=Tender.State.CONFIRMED)
    sure = paid.aggregate(sum=Sum("amount", output_field=MoneyField()))["sum"] or ZERO
    if parted.credit + parted.money > sure:
        raise NotYetPaid(
            _("Of %(receipt)s only %(sure)s is confirmed: let the transfer be confirmed first.")
            % {"receipt": receipt.number, "sure": format_money(sure)}
        )


def _lower(receipt: Receipt, value: Decimal, debt: Decimal) -> None:
    """What is due becomes less and what is returned more, unless somebody else changed it in the meantime."""
    as_read = Receipt.objects.filter(pk=receipt.pk, due=receipt.due, returned=receipt.returned)
    if not as_read.update(due=F("due") - sql_amount(debt), returned=F("returned") + sql_amount(value)):
        raise Conflict(
            _("Somebody else took a payment or goods for %(receipt)s: look again.") % {"receipt": receipt.number}
        )
    receipt.refresh_from_db(fields=["due", "returned"])


def _bring_back(wanted: Wanted, parts: Sequence[Part]) -> None:
    for (line, pieces), part in sorted(zip(wanted, parts, strict=True), key=lambda row: (row[0][0].pk, row[1].before)):
        rows = ReceiptLine.objects.filter(pk=line.pk, returned=part.before, claimed__gte=part.before + pieces)
        if not rows.update(returned=F("returned") + pieces, returned_net=F("returned_net") + sql_amount(part.net)):
            raise too_many(ReceiptLine.objects.get(pk=line.pk))


def _credits_back(receipt: Receipt, credit: Decimal) -> list[tuple[PaymentMethod, Decimal, str]]:
    """What the customer's credits paid, taken off by method and number, the last first, as the ledger gives it back."""
    paid: dict[tuple[int, str], tuple[PaymentMethod, Decimal]] = {}
    owed = Tender.objects.filter(receipt=receipt, method__kind__in=PaymentMethod.OWED, reference__gt="")
    for tender in owed.select_related("method").order_by("pk"):
        key = (tender.method_id, tender.reference)
        paid[key] = (tender.method, paid.get(key, (tender.method, ZERO))[1] + tender.amount)
    rows, rest = [], credit
    for (_method_id, reference), (method, held) in reversed(list(paid.items())):
        taken = min(rest, held)
        if taken > 0:
            rows.append((method, taken, reference))
            rest -= taken
    return rows if not rest else [*rows, (method_of(Kind.CREDIT), rest, "")]


def _money_back(amount: Decimal, payout: Payout, document: str) -> list[tuple[PaymentMethod, Decimal, str]]:
    if payout.exchanged > amount:
        raise NotYetPaid(
            _("The goods brought back are worth %(worth)s now: begin the exchange again.")
            % {"worth": format_money(amount)}
        )
    rest = amount - payout.exchanged
    rows = [(Kind.EXCHANGE, payout.exchanged), (Kind.CREDIT if payout.customer else Kind.CASH, rest)]
    return [(method_of(kind), part, document) for kind, part in rows if part]


def _issue(amount: Decimal, payout: Payout, document: str, by: Actor) -> tuple[Credit, ...]:
    if payout.customer is None or not amount:
        return ()
    reason = _("Goods brought back")
    grant = Grant(payout.customer, Credit.Purpose.REFUND, amount, document, reason, credits.usual_expiry())
    return (credits.issue(grant, by=by),)


def _write(
    receipt: Receipt,
    rows: Sequence[tuple[PaymentMethod, Decimal, str]],
    shift: Shift | None,
    by: Actor,
    issued: Sequence[Credit],
) -> None:
    if not rows:
        return
    if shift is None or shift.closed_at is not None:
        raise NoOpenShift(_("What goes back needs an open shift: open one first, or choose another."))
    Tender.objects.bulk_create(
        Tender(
            receipt=receipt,
            shift=shift,
            method=method,
            method_name=method.name,
            amount=-amount,
            handed_over=-amount,
            reference=issued[0].number if issued and method.kind == Kind.CREDIT and row == len(rows) else reference,
            at=clock.now(),
            user_id=by.user_id,
            user_name=by.name,
        )
        for row, (method, amount, reference) in enumerate(rows, start=1)
    )
