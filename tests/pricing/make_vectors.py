"""Writes vectors.json anew: the cases picked by hand, and as many drawn by a fixed seed.

Run it on purpose, after the rules changed: ``python -m tests.pricing.make_vectors``. The server's totals become the
expected ones, so look at the difference before it is committed.
"""

import json
import os
import random
from pathlib import Path
from typing import Any

import django

from apps.core.money import HUNDRED, money
from apps.core.refusals import NexusError
from apps.pricing.totals import total
from tests.pricing.as_json import text_of, ticket_of

VECTORS = Path(__file__).with_name("vectors.json")
VAT = {"name": "VAT", "kind": "percentage", "rate": "7.500", "amount": "0.00", "is_inclusive": True}
LEVY = {"name": "Levy", "kind": "percentage", "rate": "2.000", "amount": "0.00", "is_inclusive": True}
ADDED = {"name": "Sales tax", "kind": "percentage", "rate": "5.000", "amount": "0.00", "is_inclusive": False}
BAG = {"name": "Bag", "kind": "fixed", "rate": "0.000", "amount": "50.00", "is_inclusive": False}
STAMP = {"name": "Stamp", "kind": "fixed", "rate": "0.000", "amount": "100.00", "is_inclusive": True}


def line(unit_price: str, quantity: int = 1, **changes: Any) -> dict[str, Any]:
    return {"unit_price": unit_price, "quantity": quantity} | changes


def amount(value: str) -> dict[str, str]:
    return {"kind": "amount", "value": value}


def percent(value: str) -> dict[str, str]:
    return {"kind": "percent", "value": value}


PICKED: dict[str, dict[str, Any]] = {
    "one piece": {"lines": [line("24500.00")], "taxes": [VAT]},
    "nothing in it": {"lines": [], "taxes": [VAT]},
    "no tax": {"lines": [line("24500.00", 2)]},
    "odd kobo": {"lines": [line("33.33", 3), line("0.01"), line("99.99", 7)], "taxes": [VAT]},
    "one kobo with two taxes": {"lines": [line("0.01")], "taxes": [VAT, LEVY]},
    "percent of a line": {"lines": [line("19999.99", 3, discount=percent("12.50"))], "taxes": [VAT]},
    "amount off a line": {"lines": [line("5000.00", 2, discount=amount("1234.56"))], "taxes": [VAT]},
    "half a kobo rounds up": {"lines": [line("0.05", 1, discount=percent("10.00"))]},
    "whole line given away": {"lines": [line("800.00", 2, discount=percent("100.00")), line("10.00")], "taxes": [VAT]},
    "everything given away": {"lines": [line("800.00")], "order_discount": percent("100.00"), "taxes": [VAT]},
    "agreed price": {"lines": [line("24500.00", 3, agreed_price="24000.00")], "taxes": [VAT]},
    "agreed price instead of a discount": {
        "lines": [line("100.00", 1, agreed_price="90.00", discount=percent("50.00"))]
    },
    "agreed at nothing": {"lines": [line("24500.00", 1, agreed_price="0.00")], "taxes": [VAT]},
    "gift beside a sale": {"lines": [line("7000.00", 1, is_gift=True), line("3000.00")], "taxes": [VAT]},
    "gift takes no discount": {"lines": [line("70.00", 2, is_gift=True, discount=percent("50.00")), line("30.00")]},
    "gift bears no order discount": {
        "lines": [line("7000.00", is_gift=True), line("3000.00"), line("1000.00")],
        "order_discount": amount("1000.01"),
        "taxes": [VAT],
    },
    "whole ticket a gift": {"lines": [line("70.00", is_gift=True), line("10.00", 4, is_gift=True)], "taxes": [VAT]},
    "order discount in three parts": {"lines": [line("10.00")] * 3, "order_discount": amount("10.00"), "taxes": [VAT]},
    "line and order discount": {
        "lines": [line("1500.00", 2, discount=percent("10.00")), line("899.99")],
        "order_discount": percent("7.50"),
        "taxes": [VAT],
    },
    "points after discounts": {
        "lines": [line("1500.00"), line("500.01")],
        "order_discount": amount("0.01"),
        "points_discount": "333.33",
        "taxes": [VAT],
    },
    "points pay all": {"lines": [line("1500.00")], "points_discount": "1500.00", "taxes": [VAT]},
    "exempt beside taxed": {"lines": [line("1000.00"), line("500.00", is_tax_exempt=True)], "taxes": [VAT]},
    "all exempt": {"lines": [line("500.00", is_tax_exempt=True)], "taxes": [VAT, ADDED, BAG, STAMP]},
    "two inclusive taxes": {"lines": [line("1095.00"), line("0.07"), line("13.13", 3)], "taxes": [VAT, LEVY]},
    "added on top of inclusive": {"lines": [line("1075.00", 2), line("19.99")], "taxes": [VAT, ADDED]},
    "added alone": {"lines": [line("19.99", 3), line("0.10")], "taxes": [ADDED]},
    "fixed once a receipt": {"lines": [line("19.99", 3), line("200.00")], "taxes": [VAT, BAG]},
    "fixed inside prices": {"lines": [line("500.00"), line("250.00")], "taxes": [VAT, STAMP]},
    "fixed inside a price below it": {"lines": [line("50.00")], "taxes": [VAT, STAMP]},
    "fixed not on a gift": {"lines": [line("50.00", is_gift=True)], "taxes": [BAG]},
    "every kind of tax": {
        "lines": [line("123.45", 2), line("67.89"), line("10.00", is_tax_exempt=True)],
        "taxes": [VAT, LEVY, ADDED, BAG, STAMP],
    },
    "delivery is neither taxed nor discounted": {
        "lines": [line("1000.00")],
        "order_discount": percent("50.00"),
        "delivery_fee": "1500.00",
        "taxes": [VAT, ADDED],
    },
    "gift delivered for a fee": {"lines": [line("1000.00", is_gift=True)], "delivery_fee": "700.00", "taxes": [VAT]},
    "cash rounds down": {"lines": [line("1012.49", 2)], "cash_rounding": "5.00", "paid_otherwise": "0.00"},
    "cash rounds up": {"lines": [line("1012.50")], "cash_rounding": "5.00", "paid_otherwise": "0.00", "taxes": [VAT]},
    "only the cash part rounds": {"lines": [line("1012.49")], "cash_rounding": "50.00", "paid_otherwise": "999.99"},
    "rounding shared over lines": {
        "lines": [line("33.34"), line("33.33"), line("33.35")],
        "cash_rounding": "10.00",
        "paid_otherwise": "0.00",
    },
    "nothing is rounded away whole": {
        "lines": [line("2.00"), line("0.30")],
        "cash_rounding": "5.00",
        "paid_otherwise": "0.00",
    },
    "a part payment in cash rounds nothing": {
        "lines": [line("1234.00")],
        "cash_rounding": "100.00",
        "paid_otherwise": "0.00",
        "paid_in_cash": "1199.99",
    },
    "cash that reaches the rounded total settles it": {
        "lines": [line("1034.00"), line("200.00")],
        "cash_rounding": "100.00",
        "paid_otherwise": "0.00",
        "paid_in_cash": "1200.00",
    },
    "cash beyond the rounded total settles it too": {
        "lines": [line("1234.00")],
        "cash_rounding": "100.00",
        "paid_otherwise": "0.00",
        "paid_in_cash": "1210.00",
    },
    "cash that falls short of what rounds up is a part payment": {
        "lines": [line("1266.00")],
        "cash_rounding": "100.00",
        "paid_otherwise": "0.00",
        "paid_in_cash": "1266.00",
    },
    "part in cash beside a transfer": {
        "lines": [line("1234.00")],
        "cash_rounding": "100.00",
        "paid_otherwise": "600.00",
        "paid_in_cash": "599.00",
    },
    "nothing rounds without cash": {"lines": [line("1012.49")], "cash_rounding": "50.00", "paid_otherwise": None},
    "nothing rounds when others pay all": {
        "lines": [line("1012.49")],
        "cash_rounding": "50.00",
        "paid_otherwise": "1012.49",
    },
    "fee of a gift rounds too": {
        "lines": [line("10.00", is_gift=True), line("5.00", is_gift=True)],
        "delivery_fee": "701.00",
        "cash_rounding": "5.00",
        "paid_otherwise": "0.00",
    },
    "free goods": {"lines": [line("0.00", 3)], "taxes": [VAT, BAG]},
    "very much money": {"lines": [line("9999999999.99", 99)], "order_discount": percent("33.33"), "taxes": [VAT]},
    "as much as a receipt holds": {"lines": [line("99999999.99", 10_000), line("99.99")], "taxes": [VAT, ADDED]},
    "a kobo more than a receipt holds": {"lines": [line("99999999.99", 10_000), line("100.00")]},
    "far more than a receipt holds": {"lines": [line("999999999999.99", 10_000)]},
    "more pieces than a line holds": {"lines": [line("1.00"), line("0.01", 10_001)]},
    "no piece": {"lines": [line("10.00"), line("10.00", 0)]},
    "fewer than no piece": {"lines": [line("10.00", -1)]},
    "negative price": {"lines": [line("-10.00")]},
    "negative discount": {"lines": [line("10.00", discount=amount("-1.00"))]},
    "discount above gross": {"lines": [line("10.00"), line("10.00", discount=amount("10.01"))]},
    "more than the whole in percent": {"lines": [line("10.00", discount=percent("100.01"))]},
    "order discount above items": {"lines": [line("10.00")], "order_discount": amount("10.01")},
    "points above what is left": {"lines": [line("10.00")], "points_discount": "10.01"},
    "points among lines that are worth nothing": {
        "lines": [line("0.00", 3), line("10.00", is_gift=True), line("7.77", 3), line("0.03")],
        "points_discount": "10.00",
        "taxes": [VAT],
    },
    "points down to one kobo": {"lines": [line("33.33"), line("33.33"), line("33.34")], "points_discount": "99.99"},
    "points before the fee and the rounding of cash": {
        "lines": [line("1010.00", 2), line("3.33")],
        "order_discount": percent("10.00"),
        "points_discount": "500.00",
        "delivery_fee": "700.00",
        "cash_rounding": "50.00",
        "paid_otherwise": "0.00",
        "taxes": [VAT, ADDED],
    },
    "negative points": {"lines": [line("10.00")], "points_discount": "-1.00"},
    "negative fee": {"lines": [line("10.00")], "delivery_fee": "-1.00"},
    "agreed above the price": {"lines": [line("10.00", agreed_price="10.01")]},
    "agreed below nothing": {"lines": [line("10.00", agreed_price="-0.01")]},
}


def drawn(chance: random.Random) -> dict[str, Any]:
    """A ticket as may happen, with everything that a ticket can have."""
    ticket: dict[str, Any] = {"lines": [_drawn_line(chance) for _ in range(chance.randint(1, 8))]}
    if chance.random() < 0.5:
        ticket["order_discount"] = percent(_hundredths(chance, 0, 4000))
    ticket["taxes"] = chance.sample([VAT, LEVY, ADDED, BAG, STAMP], chance.randint(0, 4))
    if chance.random() < 0.4:
        ticket["delivery_fee"] = _hundredths(chance, 0, 500_000)
    if chance.random() < 0.4:
        ticket["cash_rounding"] = chance.choice(["0.50", "5.00", "10.00", "50.00"])
        ticket["paid_otherwise"] = chance.choice([None, "0.00", _hundredths(chance, 0, 1_000_000)])
        ticket["paid_in_cash"] = chance.choice([None, _hundredths(chance, 0, 1_000_000)])
    return ticket


def redeemed(chance: random.Random) -> dict[str, Any]:
    """A ticket as may happen, of whose goods points pay a part."""
    ticket = drawn(chance)
    left = total(ticket_of(ticket)).net
    return ticket | {"points_discount": f"{money(left * chance.randint(1, 100) / HUNDRED):.2f}"}


def _drawn_line(chance: random.Random) -> dict[str, Any]:
    most = chance.choice([99, 9_999, 9_999_999])
    given = line(_hundredths(chance, 1, most), chance.randint(1, 9))
    kind = chance.choice(["plain", "plain", "percent", "amount", "gift", "exempt"])
    if kind == "percent":
        given["discount"] = percent(_hundredths(chance, 0, 10_000))
    elif kind == "amount":
        given["discount"] = amount(_hundredths(chance, 0, 10))
    elif kind != "plain":
        given["is_gift" if kind == "gift" else "is_tax_exempt"] = True
    return given


def _hundredths(chance: random.Random, least: int, most: int) -> str:
    whole, part = divmod(chance.randint(least, most), 100)
    return f"{whole}.{part:02d}"


def vector(name: str, ticket: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"name": name, "ticket": ticket, "totals": text_of(total(ticket_of(ticket)))}
    except NexusError as refusal:
        return {"name": name, "ticket": ticket, "refused": {"code": refusal.code, "details": refusal.details}}


def vectors() -> list[dict[str, Any]]:
    chance = random.Random(20261122)
    cases = PICKED | {f"drawn {number}": drawn(chance) for number in range(1, 101)}
    cases |= {f"redeemed {number}": redeemed(chance) for number in range(1, 51)}
    return [vector(name, ticket) for name, ticket in cases.items()]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()  # refusals speak through its translations
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in vectors())
    VECTORS.write_text(f"[\n{rows}\n]\n")
    print(f"{len(vectors())} vectors written to {VECTORS.name}")
