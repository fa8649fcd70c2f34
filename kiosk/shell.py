"""The till's own files: what a browser keeps so that the till opens without the server, under one version."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kiosk import words

STATIC = Path(__file__).resolve().parent / "static" / "kiosk"
TEMPLATES = Path(__file__).resolve().parent / "templates" / "kiosk"
KEPT = {".js", ".css", ".svg", ".woff2", ".png", ".webmanifest"}
WORKER = STATIC / "worker.js"


def assets() -> str:
    """Where the till's static files begin. Plain names: the worker holds their version, not the address."""
    return f"{settings.STATIC_URL}kiosk/"


def files() -> list[str]:
    """The addresses that a worker keeps."""
    return [assets() + path.relative_to(STATIC).as_posix() for path in _paths() if path != WORKER]


def version() -> str:
    """Changes with any byte of the shell; computed once a process, anew at each call while developing."""
    if settings.DEBUG:
        fingerprint.cache_clear()
    return fingerprint()


@lru_cache(maxsize=1)
def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in [*_paths(), *sorted(TEMPLATES.glob("*.html")), *words.files()]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _paths() -> list[Path]:
    return sorted(path for path in STATIC.rglob("*") if path.suffix in KEPT and path.is_file())
