"""Proves the books from their own rows; the exit code says whether they are in order."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.credits import integrity as credits
from apps.inventory import integrity as stock
from apps.loyalty import integrity as loyalty
from apps.preorders import integrity as preorders
from apps.returns import integrity as returns
from apps.sales import integrity as sales
from apps.users import integrity as users


class Command(BaseCommand):
    help = "Proves that levels, credits and points are sums of their entries, receipts of lines and tenders; no gaps."

    def handle(self, *args: Any, **options: Any) -> None:
        trades = (stock, credits, loyalty, preorders, returns, users)
        found = [*(sentence for trade in trades for sentence in trade.findings()), *sales.problems()]
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"The books are not in order: {len(found)} findings.")
        self.stdout.write(
            "The books are in order: stock, receipts, tenders, shifts, returns, credits, points, pre-orders, numbers."
        )
