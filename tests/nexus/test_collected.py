"""Static files are there before the first page, and are not collected twice for nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static

from nexus import collected

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def source(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A folder with one stylesheet, which pages name by its contents."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "shop.css").write_text("a{color:red}")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = STORAGES
    return folder


def test_a_first_start_collects_and_pages_find_their_files(source: Path, said: list[str]) -> None:
    collected.collect(said.append)

    assert said == ["Collecting static files. This takes a minute, once."]
    assert (source.parent / static("shop.css").lstrip("/")).read_text() == "a{color:red}"


def test_nothing_is_collected_again_until_a_file_changes(source: Path, said: list[str]) -> None:
    collected.collect(said.append)
    collected.collect(said.append)
    assert len(said) == 1

    (source / "shop.css").write_text("a{color:blue}")
    collected.collect(said.append)

    assert len(said) == 2
    assert (source.parent / static("shop.css").lstrip("/")).read_text() == "a{color:blue}"


def test_files_that_are_read_where_they_lie_are_not_collected(source: Path, settings: Any, said: list[str]) -> None:
    settings.STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

    collected.collect(said.append)

    assert said == []
