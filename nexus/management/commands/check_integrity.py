"""Proves the books from their own rows; the exit code says whether they are in order."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.office import books


class Command(BaseCommand):
    help = "Proves that levels, credits and points are sums of their entries, receipts of lines and tenders; no gaps."

    def handle(self, *args: Any, **options: Any) -> None:
        found = books.findings()
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"The books are not in order: {len(found)} findings.")
        self.stdout.write(
            "The books are in order: stock, receipts, tenders, shifts, returns, credits, points, pre-orders, numbers."
        )
