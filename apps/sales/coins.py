"""The notes and coins in which a drawer is counted."""

from decimal import Decimal

from apps.stores import company

PIECES = {"NGN": (1000, 500, 200, 100, 50, 20, 10, 5)}


def denominations() -> list[Decimal]:
    """Those of the company's currency, the largest first."""
    pieces = PIECES.get(company.current().currency_code, PIECES["NGN"])
    return [Decimal(piece).quantize(Decimal("0.01")) for piece in pieces]
