"""Tickets and totals as the vectors hold them: the wire's own form, amounts as text."""

from decimal import Decimal
from typing import Any

from apps.pricing.totals import Discount, LineInput, LineTotals, TaxInput, TicketInput, Totals

RECEIPT = (
    *("gross", "line_discount", "gift_value", "subtotal", "order_discount", "points_discount", "net"),
    *("tax_included", "tax_added", "delivery_fee", "rounding", "total", "discount_percent"),
)
LINE = (
    *("gross", "discount", "gift_value", "subtotal", "order_discount", "points_discount", "net"),
    *("tax_included", "tax_added", "rounding"),
)


def ticket_of(row: dict[str, Any]) -> TicketInput:
    given = dict(row)
    given["lines"] = [_line(line) for line in row["lines"]]
    given["taxes"] = [_tax(tax) for tax in row.get("taxes", [])]
    given["order_discount"] = _discount(row.get("order_discount"))
    return TicketInput(
        **_decimals(given, "points_discount", "delivery_fee", "cash_rounding", "paid_otherwise", "paid_in_cash")
    )


def text_of(totals: Totals) -> dict[str, Any]:
    return {"lines": [_line_text(line) for line in totals.lines]} | {
        name: str(getattr(totals, name)) for name in RECEIPT
    }


def _line(row: dict[str, Any]) -> LineInput:
    return LineInput(**_decimals(row | {"discount": _discount(row.get("discount"))}, "unit_price", "agreed_price"))


def _tax(row: dict[str, Any]) -> TaxInput:
    return TaxInput(**_decimals(row, "rate", "amount"))


def _discount(row: dict[str, str] | None) -> Discount | None:
    return Discount(row["kind"], Decimal(row["value"])) if row else None


def _decimals(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return row | {name: Decimal(row[name]) for name in names if row.get(name) is not None}


def _line_text(line: LineTotals) -> dict[str, Any]:
    taxes = [
        {
            "name": tax.name,
            "rate": str(tax.rate),
            "is_inclusive": tax.is_inclusive,
            "base": str(tax.base),
            "amount": str(tax.amount),
        }
        for tax in line.taxes
    ]
    return {name: str(getattr(line, name)) for name in LINE} | {"taxes": taxes}
