"""Static files: collected when they changed, whatever their moments say, and left alone otherwise."""

import os
from pathlib import Path
from typing import Any

import pytest

from nexus import collected

A_LONG_TIME_AGO = (1_000_000_000, 1_000_000_000)


@pytest.fixture
def script(settings: Any, tmp_path: Path) -> Path:
    """The only static file there is, of a release made long ago."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "code"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (tmp_path / "code").mkdir()
    return write(tmp_path / "code" / "till.js", "sell();")


def write(script: Path, text: str) -> Path:
    script.write_text(text)
    os.utime(script, A_LONG_TIME_AGO)
    return script


def test_files_are_collected_once(script: Path, settings: Any) -> None:
    said: list[str] = []

    collected.collect(said.append)
    collected.collect(said.append)

    assert len(said) == 1
    assert (settings.STATIC_ROOT / "till.js").read_text() == "sell();"


def test_an_upgrade_older_than_what_was_collected_replaces_it(script: Path, settings: Any) -> None:
    collected.collect(lambda said: None)

    write(script, "sellMore();")
    collected.collect(lambda said: None)

    assert (settings.STATIC_ROOT / "till.js").read_text() == "sellMore();"
