"""The tax on a purchase invoice, as the supplier reckoned it: included in the costs, or added to them."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.money import HUNDRED, KOBO, MOST, ZERO, format_money, money, percentage
from apps.core.refusals import InvalidInput
from apps.purchasing.models import PurchaseInvoice

MOST_RATE = Decimal(100)
RATE_STEP = Decimal("0.001")


@dataclass(frozen=True)
class Tax:
    """``rate`` in per cent, and the ``amount`` that is printed on the paper, which counts where it is given."""

    rate: Decimal | None = None
    amount: Decimal | None = None
    is_included: bool = False

    def on(self, subtotal: Decimal) -> Decimal:
        return self.reckoned(subtotal) if self.amount is None else self.amount

    def reckoned(self, subtotal: Decimal) -> Decimal:
        """By the rate alone. Included, T = B − round(B ÷ (1 + r)); added, round(r·B)."""
        rate = self.rate or ZERO
        if self.is_included:
            return subtotal - money(subtotal / (1 + rate / HUNDRED))
        return percentage(subtotal, rate)


NONE = Tax()


def put_on(invoice: PurchaseInvoice, tax: Tax, *, lines: int) -> None:
    """Set the invoice's tax and total from its subtotal; it is saved by whoever calls. InvalidInput as ``refuse``."""
    refuse(tax, invoice.subtotal, lines=lines)
    invoice.tax_rate, invoice.tax, invoice.is_tax_included = tax.rate, tax.on(invoice.subtotal), tax.is_included
    invoice.total = total_of(invoice)


def total_of(invoice: PurchaseInvoice) -> Decimal:
    return invoice.subtotal if invoice.is_tax_included else invoice.subtotal + invoice.tax


def refuse(tax: Tax, subtotal: Decimal, *, lines: int) -> None:
    """A rate or an amount that cannot be, or an amount far from its rate.

    A supplier may round line by line, so that a kobo a line is no fault.
    """
    if tax.rate is not None and (not 0 <= tax.rate <= MOST_RATE or tax.rate % RATE_STEP):
        raise InvalidInput(_("A tax is from 0 to 100 %, with at most three digits after the point."))
    if tax.amount is None:
        return
    if not ZERO <= tax.amount <= min(subtotal, MOST) or tax.amount != money(tax.amount):
        words = {"most": format_money(subtotal)}
        raise InvalidInput(_("The tax is an amount from 0 to %(most)s, the sum of the lines.") % words)
    if tax.rate is not None and abs(tax.amount - tax.reckoned(subtotal)) > KOBO * max(lines, 1):
        words = {"rate": f"{tax.rate.normalize():f}", "sum": format_money(subtotal)}
        words |= {"reckoned": format_money(tax.reckoned(subtotal)), "typed": format_money(tax.amount)}
        raise InvalidInput(
            _(
                "%(rate)s %% of %(sum)s are %(reckoned)s, not %(typed)s. Correct one of them, or leave the rate empty "
                "where the tax is on a part of the lines."
            )
            % words
        )
