"""Whether the server lives, and whether it can work; for whoever watches it. The answers hold no secrets."""

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path

from apps.core.doors import ANYONE, open_to
from nexus import worker

FINE, BROKEN = "fine", "broken"
_is_up_to_date = False


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
    if settings.REDIS_URL:
        parts["redis"] = FINE if _redis_answers() else BROKEN
    return JsonResponse(parts, status=503 if BROKEN in parts.values() else 200)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def _is_migrated() -> bool:
    """Remembered once true, by this process alone: an upgrade's servers share their Redis with those they replace."""
    global _is_up_to_date
    if _is_up_to_date:
        return True
    try:
        executor = MigrationExecutor(connection)
        _is_up_to_date = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
    return _is_up_to_date


def _redis_answers() -> bool:
    try:
        cache.get("health")
    except redis.RedisError:
        return False
    return True


urlpatterns = [path("live", live, name="health-live"), path("ready", ready, name="health-ready")]
