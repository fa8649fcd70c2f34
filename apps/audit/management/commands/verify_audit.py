"""Check the whole audit log; the exit code says whether it is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.audit.models import AuditEntry
from apps.audit.verification import verify


class Command(BaseCommand):
    help = "Find every changed, missing, removed or reordered entry of the audit log."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = verify()
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"The audit log does not hold: {len(faults)} faults.")
        self.stdout.write(f"The audit log is whole: {AuditEntry.objects.count()} entries.")
