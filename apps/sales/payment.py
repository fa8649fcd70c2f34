"""How tenders settle a total: what each pays, what goes back as change, what stays due. Pure arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.money import ZERO, format_money
from apps.core.refusals import InvalidInput
from apps.sales.orders import TenderInput
from apps.sales.refusals import MethodUnavailable, ReferenceMissing, TooMuchPaid
from apps.stores.models import PaymentMethod

CASH = PaymentMethod.Kind.CASH
Methods = Mapping[int, PaymentMethod]


@dataclass(frozen=True, slots=True)
class Paid:
    """``amount`` pays of the total; the rest of what was ``handed_over`` is change."""

    method: PaymentMethod
    amount: Decimal
    handed_over: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class Settlement:
    tenders: tuple[Paid, ...]
    change: Decimal
    due: Decimal

    @property
    def has_cash(self) -> bool:
        return any(paid.method.kind == CASH for paid in self.tenders)

    @property
    def owed(self) -> dict[str, Decimal]:
        """What is paid with credits of the customer, by their numbers."""
        amounts: dict[str, Decimal] = {}
        for paid in self.tenders:
            if paid.method.kind in PaymentMethod.OWED:
                amounts[paid.reference] = amounts.get(paid.reference, ZERO) + paid.amount
        return amounts


def settle(
    total: Decimal, tenders: Sequence[TenderInput], methods: Methods, *, exchanged: Decimal = ZERO
) -> Settlement:
    """Refuses a method that is off, a missing reference, and more than what is open (change comes from cash only).

    ``exchanged`` is what goods brought back pay, no more and no less.
    """
    _refuse_made_up(tenders, methods, exchanged)
    for tender in tenders:
        _refuse_unusable(tender, methods)
    _cash, otherwise = cash_and_rest(tenders, methods)
    if otherwise > total:
        raise TooMuchPaid(
            _("%(amount)s more than the total is paid without cash: only cash gives change.")
            % {"amount": format_money(otherwise - total)},
            open=str(total),
        )
    settlement = divide(total, tenders, methods)
    if any(not paid.amount for paid in settlement.tenders):
        raise TooMuchPaid(_("There is nothing left for the last payment to pay: take it off."), open="0.00")
    return settlement


def divide(total: Decimal, tenders: Sequence[TenderInput], methods: Methods) -> Settlement:
    """What each tender pays when cash comes last; nothing is refused."""
    rest = total
    paid: dict[int, Paid] = {}
    for place, tender in sorted(enumerate(tenders), key=lambda row: _is_cash(row[1], methods)):
        amount = min(tender.amount, rest)
        rest -= amount
        paid[place] = Paid(methods[tender.method_id], amount, tender.amount, tender.reference)
    handed_over = sum((tender.amount for tender in tenders), ZERO)
    return Settlement(tuple(paid[place] for place in sorted(paid)), handed_over - (total - rest), rest)


def cash_and_rest(tenders: Sequence[TenderInput], methods: Methods) -> tuple[Decimal, Decimal]:
    """What is handed over in cash, and what otherwise; a method that is not known counts as otherwise."""
    cash = sum((tender.amount for tender in tenders if _is_cash(tender, methods)), ZERO)
    return cash, sum((tender.amount for tender in tenders), ZERO) - cash


def _is_cash(tender: TenderInput, methods: Methods) -> bool:
    method = methods.get(tender.method_id)
    return method is not None and method.kind == CASH


def _refuse_made_up(tenders: Sequence[TenderInput], methods: Methods, exchanged: Decimal) -> None:
    named = (row for row in tenders if row.method_id in methods)
    claimed = sum((row.amount for row in named if methods[row.method_id].kind == PaymentMethod.Kind.EXCHANGE), ZERO)
    if claimed != exchanged:
        raise MethodUnavailable(
            _("Goods brought back pay %(amount)s here, not %(claimed)s: begin the exchange again.")
            % {"amount": format_money(exchanged), "claimed": format_money(claimed)}
        )


def _refuse_unusable(tender: TenderInput, methods: Methods) -> None:
    method = methods.get(tender.method_id)
    if method is None or not method.is_active:
        name = method.name if method else _("This way to pay")
        raise MethodUnavailable(
            _("%(method)s cannot be used now: choose another way to pay.") % {"method": name},
            method_id=tender.method_id,
        )
    if tender.amount <= 0:
        raise InvalidInput(_("A payment by %(method)s needs an amount.") % {"method": method.name}, field="tenders")
    if method.kind in PaymentMethod.OWED and not tender.reference:
        raise ReferenceMissing(
            _("Say which one pays: scan its slip, or choose it at the customer."), method_id=method.pk
        )
    if method.needs_reference and not tender.reference:
        raise ReferenceMissing(
            _("%(method)s needs its reference: type it before you finish.") % {"method": method.name},
            method_id=method.pk,
        )
