"""What every test may ask for: somebody who acts, a clock that stands still, a database of one's own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
from django.core import management
from django.core.cache import cache
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from apps.audit import triggers
from apps.core import clock
from apps.core.actor import Actor
from apps.stores import company
from apps.users.models import User
from tests import migrated, postgres
from tests.bench.figures import Figure, table
from tests.databases import PostgresDatabases, SqliteFiles

hypothesis.settings.register_profile("nexus", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("nexus")
NOON = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)  # twelve o'clock in Lagos


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered for speed outlives a test's transaction, so each begins without it.

    Within a test it is remembered for as long as the test takes, so that queries are counted alike on a slow machine.
    """
    monkeypatch.setattr(company, "REMEMBERED_SECONDS", 3600)
    company.forget()
    cache.clear()


@pytest.fixture(scope="session")
def _copied_not_migrated() -> Iterator[pytest.MonkeyPatch]:
    """Django's own preparation takes a copy of the migrated file instead of running every migration in each process."""
    run = management.call_command

    def call(name: str, *args: Any, **options: Any) -> Any:
        if name == "migrate" and connection.vendor == "sqlite":
            return migrated.fill(connection)
        return run(name, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", call)
        yield patch


@pytest.fixture(scope="session")
def django_db_setup(
    _copied_not_migrated: pytest.MonkeyPatch, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A test with transactions of its own ends by emptying every table, which the audit log's triggers would refuse."""
    _copied_not_migrated.undo()
    operations = connection.ops
    empty_all = operations.sql_flush

    def past_the_triggers(*args: Any, **kwargs: Any) -> list[str]:
        lifted, put_back = triggers.REMOVE[connection.vendor], triggers.INSTALL[connection.vendor]
        statements = empty_all(*args, **kwargs)
        return [*lifted, *statements, *put_back] if statements else []

    operations.sql_flush = past_the_triggers  # type: ignore[method-assign]
    yield
    if connection.vendor == "postgresql":  # which drops no database that a thread of the tills is still connected to
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> SqliteFiles:
    with django_db_blocker.unblock():
        return SqliteFiles(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="session")
def postgres_databases(django_db_blocker: DjangoDbBlocker) -> Iterator[PostgresDatabases]:
    with postgres.server() as server, django_db_blocker.unblock():
        yield PostgresDatabases(server)


@pytest.fixture(
    params=[
        pytest.param("sqlite_files", id="sqlite"),
        pytest.param("postgres_databases", id="postgresql", marks=pytest.mark.postgres),
    ]
)
def real_database(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An empty, migrated database that threads share: a SQLite file, then a PostgreSQL. Not together with ``db``."""
    databases: SqliteFiles | PostgresDatabases = request.getfixturevalue(request.param)
    with django_db_blocker.unblock(), databases.fresh():
        yield


@pytest.fixture
def figures(capsys: pytest.CaptureFixture[str]) -> Iterator[list[Figure]]:
    """What a campaign found, shown as a table when it ends, whichever way it ends."""
    found: list[Figure] = []
    yield found
    with capsys.disabled():
        print(f"\n{table(found)}" if found else "")


@pytest.fixture
def md_user(db: None) -> User:
    """The MD, who may do everything; signs in as ``ada`` with ``only-for-tests``."""
    return User.objects.create_superuser("ada", "ada@example.com", "only-for-tests", first_name="Ada", last_name="Obi")


@pytest.fixture
def md(md_user: User) -> Actor:
    return Actor(user_id=md_user.pk, name="Ada Obi", address="10.0.0.7")


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Within the test it is noon in Lagos on 14 March 2026."""
    with clock.at(NOON):
        yield NOON
