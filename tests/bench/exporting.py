"""A long list as each kind of file, with every column that its page ticks, as the background makes it.

It runs in a process of its own, whose memory is nothing but the export's.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from apps.catalog.models import Product
from apps.catalog.resources import ProductResource
from apps.core.export_page import MOST_ON_PAPER, Wanted
from apps.reporting import export_work, exports
from apps.reporting.models import Export
from apps.users import actors
from apps.users.models import Role, User
from tests.bench import memory
from tests.bench.figures import Figure, at_most

ROWS = 50_000
KINDS = {"csv": ("CSV", 3), "xlsx": ("Excel", 15), "pdf": ("PDF", 15)}
MOST_MB = 100
ALONE = "import django; django.setup(); from tests.bench import exporting; exporting.tell()"


def measure(folder: Path) -> list[Figure]:
    """Of a shop that has at least so many products."""
    environment = os.environ | {"TEST_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    told = subprocess.run([sys.executable, "-c", ALONE], env=environment, check=True, capture_output=True, text=True)
    found = json.loads(told.stdout.splitlines()[-1])
    return [
        at_most(f"export of {count:,} products as {KINDS[kind][0]}", seconds, KINDS[kind][1], "s")
        for kind, count, seconds in found["files"]
    ] + [at_most("memory that CSV and Excel took besides", found["megabytes"], MOST_MB, "MB", digits=0)]


def tell() -> None:
    """Print the figures as JSON."""
    md = User.objects.filter(username="exporter").first() or User.objects.create_user("exporter")
    md.groups.set([Role.objects.get(key="md")])
    keys = list(Product.objects.order_by("name").values_list("pk", flat=True)[:ROWS])
    before = memory.largest_mb()
    files = [(kind, len(keys), _seconds(md, keys, kind)) for kind in ("csv", "xlsx")]
    megabytes = memory.largest_mb() - before
    paper = keys[:MOST_ON_PAPER]
    files.append(("pdf", len(paper), _seconds(md, paper, "pdf")))
    print(json.dumps({"files": files, "megabytes": megabytes}))


def _seconds(person: User, keys: Sequence[int], kind: str) -> float:
    columns = [name for name, column in ProductResource.fields.items() if not column.is_extra]
    wanted = Wanted("catalog.product", "Products", kind, columns, "", keys)
    export = exports.ask(wanted, by=actors.actor_for(person))
    start = time.perf_counter()
    export_work.work_on(export.pk)
    taken = time.perf_counter() - start
    export.refresh_from_db()
    if export.state != Export.State.DONE:
        raise AssertionError(export.said)
    export.file.delete()
    return taken
