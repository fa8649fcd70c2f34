"""SQL Server without a server: Django's backend for it writes the SQL, and nobody runs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connections
from mssql.base import DatabaseWrapper

from nexus import env
from tests.databases import in_use

SETTINGS = {
    "ENGINE": env.SQL_SERVER,
    "NAME": "nexus",
    "HOST": "db",
    "USER": "",
    "PASSWORD": "",
    "OPTIONS": env.sql_server_options(""),
}


class Paper:
    """A cursor that keeps what it is told and finds nothing."""

    rowcount = 0
    description = None

    def __init__(self, written: list[str], db: DatabaseWrapper) -> None:
        self.written = written
        self.db = db

    def __enter__(self) -> "Paper":
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def execute(self, sql: str, params: Any = None) -> "Paper":
        self.written.append(sql)
        return self

    def executemany(self, sql: str, rows: Any) -> "Paper":
        return self.execute(sql)

    def fetchone(self) -> None:
        return None

    def fetchmany(self, size: int = 0) -> list[Any]:
        return []

    def fetchall(self) -> list[Any]:
        return []

    def nextset(self) -> bool:
        return False

    def close(self) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())


@contextmanager
def on_paper() -> Iterator[list[str]]:
    """Within the block the project's database is a SQL Server 2019 that does not exist; yields what it was told."""
    written: list[str] = []
    with (
        patch.object(DatabaseWrapper, "ensure_connection", lambda self: None),
        patch.object(DatabaseWrapper, "cursor", lambda self, *_: Paper(written, self)),
        patch.object(DatabaseWrapper, "chunked_cursor", lambda self, *_: Paper(written, self)),
        patch.object(DatabaseWrapper, "sql_server_version", 2019),
        patch.object(DatabaseWrapper, "to_azure_sql_db", False),
        in_use(SETTINGS),
    ):
        connections["default"].features.__dict__["has_zoneinfo_database"] = True
        yield written
