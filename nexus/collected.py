"""Static files are collected when one of them changed, and only then, because compressing them takes long."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


def collect(say: Callable[[str], object]) -> None:
    """Bring them up to date where pages name them by their contents; elsewhere they are read where they lie."""
    mark, current = settings.STATIC_ROOT / ".fingerprint", fingerprint()
    is_current = mark.exists() and mark.read_text() == current
    if is_current or not hasattr(staticfiles_storage, "manifest_name"):
        return
    say("Collecting static files. This takes a minute, once.")
    # A copy may be younger than the newer release's file, which by its moment alone would pass for unchanged.
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(current)


def fingerprint() -> str:
    """A hash over path, size and moment of every static file."""
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = (storage.path(path), storage.size(path), storage.get_modified_time(path))
            found.update(repr(stat).encode())
    return found.hexdigest()
