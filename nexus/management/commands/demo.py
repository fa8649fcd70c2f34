"""Fill an empty database with the demo shop."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.catalog.models import Product
from apps.core import clock
from apps.sales.models import Receipt
from apps.stores.models import Shop
from nexus.demo import cast, story


class Command(BaseCommand):
    help = "Make the demo shop: two cities, three shops and sixty days of trade."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing when there is a shop already.")
        parser.add_argument("--days", type=int, default=story.DAYS, help="Days of trade before today.")

    def handle(self, *args: Any, if_empty: bool, days: int, **options: Any) -> None:
        if Shop.objects.exists():
            if if_empty:
                return
            raise CommandError("There is a shop in this database already: the demo needs an empty one.")
        begun = time.monotonic()
        story.tell(clock.now(), days)
        self.stdout.write(
            f"The demo shop is ready: {Product.objects.count()} products, {Receipt.objects.count()} receipts, "
            f"made in {time.monotonic() - begun:.0f} s."
        )
        for person in cast.STAFF:
            self.stdout.write(f"  {person.role:<13} {person.username:<8} password {cast.PASSWORD}  PIN {person.pin}")
