"""Writes payments.json anew: how tenders settle a total when cash is rounded, for server and till to agree on.

Run it on purpose, after the rule changed: ``python -m tests.sales.make_payments``. The server's answers become the
expected ones, so look at the difference before it is committed.
"""

import json
import os
import random
from pathlib import Path
from typing import Any

import django

PAYMENTS = Path(__file__).with_name("payments.json")
CASH, TRANSFER, CARD = 1, 2, 3


def payment(step: str, prices: list[str], *tenders: tuple[int, str]) -> dict[str, Any]:
    return {
        "cash_rounding": step,
        "prices": prices,
        "tenders": [{"method_id": method, "amount": amount} for method, amount in tenders],
    }


PICKED: dict[str, dict[str, Any]] = {
    "more cash than the rounded total": payment("100.00", ["1234.00"], (CASH, "1210.00")),
    "exactly the rounded total": payment("100.00", ["1234.00"], (CASH, "1200.00")),
    "a kobo less than the rounded total": payment("100.00", ["1234.00"], (CASH, "1199.99")),
    "a part in cash": payment("100.00", ["1234.00"], (CASH, "500.00")),
    "a part by transfer": payment("100.00", ["1234.00"], (TRANSFER, "1200.00")),
    "all by transfer": payment("100.00", ["1234.00"], (TRANSFER, "1234.00")),
    "cash settles what a transfer left": payment("100.00", ["1234.00"], (TRANSFER, "700.00"), (CASH, "500.00")),
    "cash first, then a transfer": payment("100.00", ["1234.00"], (CASH, "500.00"), (TRANSFER, "700.00")),
    "part in cash beside a transfer": payment("100.00", ["1234.00"], (TRANSFER, "600.00"), (CASH, "599.00")),
    "exact cash below what rounds up": payment("100.00", ["1266.00"], (CASH, "1266.00")),
    "cash that rounds up": payment("100.00", ["1266.00"], (CASH, "1500.00")),
    "a rest that would round to nothing": payment("100.00", ["1234.00"], (TRANSFER, "1200.00"), (CASH, "20.00")),
    "a rest that would round to nothing, paid": payment("100.00", ["1234.00"], (TRANSFER, "1200.00"), (CASH, "34.00")),
    "two tenders of cash": payment("100.00", ["1000.00", "234.00"], (CASH, "1000.00"), (CASH, "210.00")),
    "nothing paid yet": payment("100.00", ["1234.00"]),
    "no rounding in this company": payment("0.00", ["1234.00"], (CASH, "1200.00")),
}


def drawn(chance: random.Random) -> dict[str, Any]:
    prices = [chance.randint(1, 500_000) for _line in range(chance.randint(1, 3))]
    rest, tenders = sum(prices), []
    for method in chance.sample([CASH, TRANSFER, CARD, CASH], chance.randint(0, 3)):
        amount = max(1, chance.choice([rest, rest // 2, rest // 5000 * 5000, rest - chance.randint(0, 6000)]))
        if method == CASH:
            amount += chance.choice([0, 0, 100, 7_500])
        elif amount > rest:
            continue  # only cash may be more than what is open
        tenders.append((method, _naira(amount)))
        rest -= amount
    return payment(chance.choice(["5.00", "50.00", "100.00"]), [_naira(price) for price in prices], *tenders)


def _naira(kobo: int) -> str:
    return f"{kobo // 100}.{kobo % 100:02d}"


def payments() -> list[dict[str, Any]]:
    from tests.sales.test_cash_rounding import settled  # once Django is set up

    chance = random.Random(20261122)
    cases = PICKED | {f"drawn {number}": drawn(chance) for number in range(1, 201)}
    return [{"name": name, **case, "settled": settled(case)} for name, case in cases.items()]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in payments())
    PAYMENTS.write_text(f"[\n{rows}\n]\n")
    print(f"{len(payments())} payments written to {PAYMENTS.name}")
