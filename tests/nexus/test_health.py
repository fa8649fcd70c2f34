"""Health: whoever watches the server is told the truth, without secrets and without signing in."""

from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from nexus import health, worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_is_up_to_date", False)


def test_a_living_server_says_so(client: Client) -> None:
    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"server": "fine"})


def test_a_ready_server_says_so_part_by_part(client: Client) -> None:
    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {"database": "fine", "migrations": "fine", "tasks": "elsewhere"}


def test_a_dead_worker_makes_the_server_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "is_alive", lambda: False)

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()["tasks"]) == (503, "broken")


def test_a_missing_migration_makes_the_server_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit'")

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()["migrations"]) == (503, "broken")


def test_an_unreachable_database_is_told_without_its_address(client: Client) -> None:
    def unreachable(execute: object, sql: str, *rest: object) -> None:
        raise OperationalError("could not connect to 10.1.2.3")

    with connection.execute_wrapper(unreachable):
        alive, ready = client.get("/health/live"), client.get("/health/ready")

    assert alive.status_code == 200
    assert (ready.status_code, ready.json()["database"]) == (503, "broken")
    assert b"10.1.2.3" not in ready.content


def test_redis_that_is_away_makes_the_server_not_ready(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": settings.REDIS_URL}
    }

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()["redis"]) == (503, "broken")
