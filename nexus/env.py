"""Strict readers of the environment: a value is right, or refused by its name."""

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from dotenv import dotenv_values

Network = IPv4Network | IPv6Network
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
SQL_SERVER = "mssql"
POSTGRESQL = "django.db.backends.postgresql"
SQLITE = "nexus.databases.sqlite"


class Environment:
    """What the process was told: the environment first, then the ``.env`` file."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    @classmethod
    def read(cls, dotenv: Path) -> "Environment":
        """Read ``.env`` when it is there; the process's own variables win."""
        written = {name: value for name, value in dotenv_values(dotenv).items() if value is not None}
        return cls({**written, **os.environ})

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, default).strip()

    def words(self, name: str, default: str = "") -> list[str]:
        """A list, its members parted by commas."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.variables.get(name)
        if value is None:
            return default
        if value.strip().lower() in TRUE:
            return True
        if value.strip().lower() in FALSE:
            return False
        raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no: write 1 or 0.")

    def number(self, name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
        value = self.text(name)
        if not value:
            return default
        try:
            number = int(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None
        if not least <= number <= most:
            raise ImproperlyConfigured(f"{name}={number} must be from {least} to {most}.")
        return number

    def numbers(self, name: str, default: str, *, least: int = 0, most: int = 2**31) -> list[int]:
        """A list of whole numbers, its members parted by commas."""
        words = self.words(name, default)
        wrong = [word for word in words if not word.isdecimal() or not least <= int(word) <= most]
        if wrong:
            raise ImproperlyConfigured(f"{name}={wrong[0]!r} must be a whole number from {least} to {most}.")
        return [int(word) for word in words]

    def networks(self, name: str, default: str) -> list[Network]:
        """A list of networks such as ``192.168.0.0/16``, its members parted by commas."""
        try:
            return [ip_network(word) for word in self.words(name, default)]
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} is not a list of networks: {error}.") from None

    def folder(self, name: str, default: Path) -> Path:
        """A folder of one's own, made when missing; refused where it could not be written to."""
        path = Path(self.text(name) or default).resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}={path} cannot be made: {error.strerror}. Name another folder."
            ) from error
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            raise ImproperlyConfigured(
                f"{name}={path} cannot be written to. Give the folder to the user Nexus runs as, or name another one."
            )
        return path

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise ImproperlyConfigured(f"{name}={value!r} must be one of: {', '.join(allowed)}.")
        return value

    def secret(self, name: str, keep_in: Path | None) -> str:
        """The secret itself, or one made once and kept in ``keep_in``; ``None`` there means it must be given."""
        given = self.text(name)
        if given:
            if len(given) < 32:
                raise ImproperlyConfigured(f"{name} is too short: use at least 32 random characters.")
            return given
        if keep_in is None:
            raise ImproperlyConfigured(f"{name} is missing: it is required unless the embedded database is used.")
        if not keep_in.exists():
            keep_in.parent.mkdir(parents=True, exist_ok=True)
            keep_in.touch(mode=0o600)
            keep_in.write_text(get_random_secret_key())
        return keep_in.read_text().strip()

    def database(self, data_dir: Path) -> dict[str, object]:
        """The shop's database: ``DATABASE_URL``, or ``DB_ENGINE`` and companions, or SQLite in the data directory."""
        if self.text("DATABASE_URL"):
            return _from_url(self.text("DATABASE_URL"), data_dir)
        engine = self.choice("DB_ENGINE", "sqlite", ("sqlite", "mssql", "postgresql"))
        if engine == "sqlite":
            return sqlite(data_dir / self.text("DB_NAME", "nexus.sqlite3"))
        for name in ("DB_NAME", "DB_HOST"):
            if not self.text(name):
                raise ImproperlyConfigured(f"{name} is missing: DB_ENGINE={engine} needs it.")
        common = {
            "NAME": self.text("DB_NAME"),
            "USER": self.text("DB_USER"),
            "PASSWORD": self.text("DB_PASSWORD"),
            "HOST": self.text("DB_HOST"),
            "PORT": self.text("DB_PORT"),
        }
        if engine == "postgresql":
            return {"ENGINE": POSTGRESQL, **common}
        return {"ENGINE": SQL_SERVER, **common, "OPTIONS": sql_server_options(self.text("DB_DRIVER"))}


def sqlite(path: Path) -> dict[str, object]:
    """The embedded default: durable at each commit, one writer at a time, in the order of asking."""
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "mmap_size=134217728",
        "journal_size_limit=67108864",
        "cache_size=-20000",
        "temp_store=MEMORY",
    )
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
    }
    return {"ENGINE": SQLITE, "NAME": str(path), "OPTIONS": options}


def sql_server_options(driver: str) -> dict[str, object]:
    """Without a named driver, the one in the mssql-python wheel; with one, the system's ODBC 17 or 18."""
    options: dict[str, object] = {"extra_params": "TrustServerCertificate=yes"}
    return options | ({"driver": driver} if driver else {"python_driver": "mssql_python"})


def _from_url(url: str, data_dir: Path) -> dict[str, object]:
    try:
        parsed = dict(dj_database_url.parse(url))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    engine = parsed["ENGINE"]
    if engine == "django.db.backends.sqlite3":
        return sqlite(data_dir / str(parsed["NAME"] or "nexus.sqlite3"))
    if engine == POSTGRESQL:
        return parsed
    if engine in (SQL_SERVER, "sql_server.pyodbc"):  # the library's older name for the scheme mssql://
        driver = str(dict(parsed.get("OPTIONS") or {}).get("driver", ""))
        return {**parsed, "ENGINE": SQL_SERVER, "OPTIONS": sql_server_options(driver)}
    raise ImproperlyConfigured(f"DATABASE_URL names {engine}: use sqlite, postgresql or mssql.")
