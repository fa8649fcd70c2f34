"""The project's own settings, on throw-away data."""

import os
import tempfile
from pathlib import Path

os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or tempfile.mkdtemp(prefix="nexus-test-")
os.environ.setdefault("DJANGO_SECRET_KEY", "only-for-tests-" + "x" * 40)

from nexus.settings import *  # noqa: F403

if IS_EMBEDDED:  # noqa: F405 - DATABASE_URL runs the tests on another database
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405 - said outright: xdist knows only Django's own SQLite
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
if not REDIS_URL:  # noqa: F405
    HUEY = HUEY | {"immediate": False, "huey_class": "huey.MemoryHuey", "filename": None}  # noqa: F405
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # noqa: F405
