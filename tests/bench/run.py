"""``make bench``: what is measured, its target beside it. ``BENCH_PRODUCTS`` sets the size of the big catalogue."""

import os
import runpy
import subprocess
import sys
import tempfile

import django


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        os.environ["TEST_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], check=True)
        django.setup()
        runpy.run_module("tests.bench.story", run_name="__main__")  # its imports need Django's apps


if __name__ == "__main__":
    main()
