"""Proves that levels are the sum of their moves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.inventory import integrity


class Command(BaseCommand):
    help = "Proves that the stock's levels are the sum of their moves; fails when they are not."

    def handle(self, *args: Any, **options: Any) -> None:
        found = integrity.findings()
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"{len(found)} places where the books are not in order.")
        self.stdout.write("Stock: every level is the sum of its moves.")
