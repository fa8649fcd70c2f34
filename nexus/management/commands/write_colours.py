from typing import Any

from django.core.management.base import BaseCommand

from nexus.colours import SHEET, stylesheet


class Command(BaseCommand):
    help = "Writes the back office's colours from the settings into their stylesheet."

    def handle(self, *args: Any, **options: Any) -> None:
        SHEET.write_text(stylesheet(), encoding="utf-8")
        self.stdout.write(f"Wrote {SHEET.name}.")
