"""Money in templates."""

from decimal import Decimal

from django import template

from apps.core.money import format_money

register = template.Library()


@register.filter
def money(amount: Decimal | str | None) -> str:
    """``₦1,234.50``; nothing for nothing."""
    return "" if amount in (None, "") else format_money(Decimal(str(amount)))
