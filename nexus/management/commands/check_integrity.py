"""Proves the books from their own rows; the exit code says whether they are in order."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.customers import integrity as customers
from apps.inventory import integrity as stock
from apps.sales import integrity as sales


class Command(BaseCommand):
    help = "Proves that levels are the sum of their moves, receipts that of their lines and tenders, numbers gap-free."

    def handle(self, *args: Any, **options: Any) -> None:
        found = [*stock.findings(), *sales.problems(), *customers.findings()]
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"The books are not in order: {len(found)} findings.")
        self.stdout.write("The books are in order: stock, receipts, tenders, shifts and numbers.")
