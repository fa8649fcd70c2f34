"""Money in the templates of this trade."""

from decimal import Decimal

from django import template

from apps.core.money import format_money
from apps.stores import company

register = template.Library()


@register.filter
def money(amount: Decimal) -> str:
    """``₦1,234.50``, in the company's currency."""
    return format_money(amount, company.current().currency_symbol)
