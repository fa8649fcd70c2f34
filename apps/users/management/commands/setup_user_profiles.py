from typing import Any

from django.core.management.base import BaseCommand

from apps.core.actor import Actor
from apps.users import presets


class Command(BaseCommand):
    help = "Adds the preset roles that are missing; roles that are there keep what staff changed."

    def handle(self, *args: Any, **options: Any) -> None:
        added = presets.setup(by=Actor.system("setup_user_profiles"))
        names = ", ".join(role.name for role in added)
        self.stdout.write(f"Added: {names}." if added else "Every preset role is there already.")
