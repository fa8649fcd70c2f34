"""The environment: a good value is read, a bad one refused by its name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from nexus.env import POSTGRESQL, SQL_SERVER, SQLITE, Environment


def test_the_process_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PORT=1\nHOST=written\n")
    monkeypatch.setenv("PORT", "2")

    environment = Environment.read(tmp_path / ".env")

    assert (environment.text("PORT"), environment.text("HOST")) == ("2", "written")


@pytest.mark.parametrize(("written", "meant"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_a_flag_is_read(written: str, meant: bool) -> None:
    assert Environment({"DEMO": written}).flag("DEMO", default=not meant) is meant


def test_what_is_not_said_is_the_default() -> None:
    nothing = Environment({})

    assert nothing.flag("DEMO", default=True) is True
    assert nothing.number("PORT", 8000) == 8000
    assert nothing.words("HOSTS", "a, b") == ["a", "b"]


REFUSED: list[tuple[dict[str, str], Callable[[Environment], object]]] = [
    ({"DEMO": "maybe"}, lambda told: told.flag("DEMO", default=True)),
    ({"PORT": "many"}, lambda told: told.number("PORT", 1)),
    ({"PORT": "70000"}, lambda told: told.number("PORT", 1, least=1, most=65535)),
    ({"PORT": "0"}, lambda told: told.number("PORT", 1, least=1, most=65535)),
    ({"PRINTER_PORTS": "9100,lots"}, lambda told: told.numbers("PRINTER_PORTS", "9100")),
    ({"PRINTER_PORTS": "70000"}, lambda told: told.numbers("PRINTER_PORTS", "9100", most=65535)),
    ({"PRINTER_NETWORKS": "10.0.0.1/8"}, lambda told: told.networks("PRINTER_NETWORKS", "10.0.0.0/8")),
    ({"LOG_LEVEL": "loud"}, lambda told: told.choice("LOG_LEVEL", "INFO", ("INFO", "ERROR"))),
    ({"DJANGO_SECRET_KEY": "short"}, lambda told: told.secret("DJANGO_SECRET_KEY", None)),
    ({"DB_ENGINE": "oracle"}, lambda told: told.database(Path("data"))),
    ({"DATABASE_URL": "oracle://somewhere/nexus"}, lambda told: told.database(Path("data"))),
    ({"DATABASE_URL": "mysql://somewhere/nexus"}, lambda told: told.database(Path("data"))),
    ({"DATABASE_URL": "nonsense"}, lambda told: told.database(Path("data"))),
]


@pytest.mark.parametrize(("variables", "read"), REFUSED)
def test_a_bad_value_is_refused_by_its_name(variables: dict[str, str], read: Callable[[Environment], object]) -> None:
    with pytest.raises(ImproperlyConfigured, match=next(iter(variables))):
        read(Environment(variables))


@pytest.mark.parametrize(("engine", "missing"), [("mssql", "DB_NAME"), ("postgresql", "DB_NAME")])
def test_a_server_without_a_database_is_refused(engine: str, missing: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=missing):
        Environment({"DB_ENGINE": engine}).database(Path("data"))


def test_a_folder_is_made(tmp_path: Path) -> None:
    assert Environment({"DATA_DIR": str(tmp_path / "a" / "b")}).folder("DATA_DIR", tmp_path).is_dir()


@pytest.mark.parametrize("place", ["/dev/null", "/dev/null/data", "/proc/data"])
def test_a_folder_that_cannot_be_is_refused(place: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"DATA_DIR={place} cannot be made"):
        Environment({"DATA_DIR": place}).folder("DATA_DIR", tmp_path)


def test_a_missing_secret_is_refused_where_none_may_be_made() -> None:
    with pytest.raises(ImproperlyConfigured, match="DJANGO_SECRET_KEY is missing"):
        Environment({}).secret("DJANGO_SECRET_KEY", None)


def test_a_secret_is_made_once_and_kept_for_the_owner_only(tmp_path: Path) -> None:
    kept = tmp_path / "keys" / "secret_key"

    first, second = (Environment({}).secret("DJANGO_SECRET_KEY", kept) for _ in range(2))

    assert first == second
    assert len(first) >= 50
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("variables", "engine", "name"),
    [
        ({}, SQLITE, "/data/nexus.sqlite3"),
        ({"DB_NAME": "shop.sqlite3"}, SQLITE, "/data/shop.sqlite3"),
        ({"DATABASE_URL": "sqlite:////srv/shop.sqlite3"}, SQLITE, "/srv/shop.sqlite3"),
        ({"DATABASE_URL": "postgresql://u:p@db:5432/shop"}, POSTGRESQL, "shop"),
        ({"DATABASE_URL": "mssql://u:p@db/shop"}, SQL_SERVER, "shop"),
        ({"DB_ENGINE": "mssql", "DB_NAME": "shop", "DB_HOST": "db"}, SQL_SERVER, "shop"),
        ({"DB_ENGINE": "postgresql", "DB_NAME": "shop", "DB_HOST": "db"}, POSTGRESQL, "shop"),
    ],
)
def test_the_three_databases_are_named_in_two_ways(variables: dict[str, str], engine: str, name: str) -> None:
    database = Environment(variables).database(Path("/data"))

    assert (database["ENGINE"], database["NAME"]) == (engine, name)
