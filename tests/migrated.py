"""A migrated SQLite file, made once for all processes that test these migrations; everybody takes a copy."""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent


def template() -> Path:
    """The file; the first who asks makes it, the others wait meanwhile."""
    folder = Path(tempfile.gettempdir()) / f"nexus-migrated-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder / f"{_fingerprint()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            _make(found)
    return found


def fill(connection: Any) -> None:
    """Make an empty SQLite database the migrated one."""
    connection.ensure_connection()
    with sqlite3.connect(template()) as source:
        source.backup(connection.connection)
    source.close()


def _fingerprint() -> str:
    """Of everything that migrations, permissions and first rows come from."""
    told = hashlib.sha256(f"{django.VERSION} {sys.version_info}".encode())
    for app in sorted((ROOT / "apps").iterdir()):
        for source in sorted([*app.glob("migrations/*.py"), *app.glob("models*.py"), *app.glob("models/*.py")]):
            told.update(str(source.relative_to(ROOT)).encode() + source.read_bytes())
    for shared in ("apps/audit/triggers.py", "nexus/settings.py", "requirements.lock"):
        told.update((ROOT / shared).read_bytes())
    return told.hexdigest()[:24]


def _make(target: Path) -> None:
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        environment = os.environ | {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "nexus.settings"}
        for name in ("DATABASE_URL", "DB_ENGINE", "REDIS_URL", "TEST_DATA_DIR"):
            environment.pop(name, None)
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        made = sqlite3.connect(Path(folder) / "nexus.sqlite3")
        made.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        made.close()
        (Path(folder) / "nexus.sqlite3").rename(target)
