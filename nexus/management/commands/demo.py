"""Fill an empty database with the demo shop."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
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
        settings.DEMO_NOTE.write_text(_note())
        self.stdout.write(_note())


def _note() -> str:
    """Who can sign in; the server shows it at every start while the demo shop is there."""
    shops = {plan.code: f"{plan.name}, {dict(cast.CITIES)[plan.city]}" for plan in cast.SHOPS}
    people = [
        f"    {person.username:<8}  PIN {person.pin}   {person.role}, {shops[person.shop]}" for person in cast.STAFF
    ]
    return "\n".join([f"  Demo users, each with the password {cast.PASSWORD}:", *people, ""])
