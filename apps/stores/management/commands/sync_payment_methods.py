from typing import Any

from django.core.management.base import BaseCommand

from apps.core.actor import Actor
from apps.stores import payment_methods


class Command(BaseCommand):
    help = "Adds the usual payment methods that are missing; changes nothing that staff changed."

    def handle(self, *args: Any, **options: Any) -> None:
        added = payment_methods.sync(Actor.system("sync_payment_methods"))
        names = ", ".join(method.name for method in added)
        self.stdout.write(f"Added: {names}." if added else "Every payment method is there already.")
