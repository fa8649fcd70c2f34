"""Exports leave with their files some days after they were asked for; the audit log keeps that they were."""

from datetime import datetime, timedelta

from apps.core import clock
from apps.reporting.models import FOLDER, Export

KEPT = timedelta(days=3)


def clean_up() -> int:
    """Remove what is over and old; answers how many exports."""
    before = clock.now() - KEPT
    old = Export.objects.filter(created_at__lt=before).exclude(state=Export.State.WAITING)
    removed = 0
    for export in old.defer("keys"):
        if export.file:
            export.file.delete(save=False)
        export.delete()
        removed += 1
    _remove_lost_files(before)
    return removed


def _remove_lost_files(before: datetime) -> None:
    """Those whose server stopped before it could note them."""
    storage = Export._meta.get_field("file").storage
    _folders, names = storage.listdir(FOLDER) if storage.exists(FOLDER) else ([], [])
    for path in (f"{FOLDER}{name}" for name in names):
        if storage.get_modified_time(path) < before:
            storage.delete(path)
