"""Whether the server lives, and whether it can work; for whoever watches it. The answers hold no secrets."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path

from apps.core.doors import ANYONE, open_to
from nexus import worker

UP_TO_DATE = "migrations-applied"
FINE, BROKEN = "fine", "broken"


@open_to(ANYONE)
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"server": FINE})


@open_to(ANYONE)
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and is up to date, and the background tasks are worked on."""
    parts = {
        "database": FINE if _database_answers() else BROKEN,
        "migrations": FINE if _is_migrated() else BROKEN,
        "tasks": {None: "elsewhere", True: FINE, False: BROKEN}[worker.is_alive()],
    }
    return JsonResponse(parts, status=503 if BROKEN in parts.values() else 200)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def _is_migrated() -> bool:
    """Remembered once true: migrations are applied before a server starts, never taken back under it."""
    if cache.get(UP_TO_DATE):
        return True
    try:
        executor = MigrationExecutor(connection)
        is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
    cache.set(UP_TO_DATE, is_migrated, timeout=None)
    return is_migrated


urlpatterns = [path("live", live, name="health-live"), path("ready", ready, name="health-ready")]
