"""Lists of 5,000 and 50,000 rows, each step in a process of its own whose memory is looked at, and a till that sells
beside it; then the hostile files at the door."""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from tests.bench import memory

FEW, MANY = 5_000, 50_000
STEPS = ("furnish", "preview_few", "preview", "write")
PAUSE_SECONDS = 0.03


def measure() -> list[Any]:
    from tests.bench.figures import Figure, at_most

    with tempfile.TemporaryDirectory(prefix="nexus-imports-") as folder:
        told = {step: _in_a_process(step, folder) for step in STEPS}
    few, preview, write = (told[step] for step in STEPS[1:])
    return [
        at_most(f"preview of {FEW:,} rows", few["seconds"], 4, "s"),
        at_most(f"preview of {MANY:,} rows", preview["seconds"], 30, "s"),
        at_most("its memory", preview["megabytes"], 400, "MB", digits=0),
        at_most(f"writing {MANY:,} rows, a till selling beside it", write["seconds"], 30, "s"),
        at_most("its memory", write["megabytes"], 400, "MB", digits=0),
        at_most("a sale's longest wait meanwhile", write["longest"], 1, "s", digits=2),
        Figure("sales meanwhile, p50", f"{write['sales']} of {write['median'] * 1000:.0f} ms"),
        *_hostile(),
    ]


def _in_a_process(step: str, folder: str) -> dict[str, Any]:
    environment = os.environ | {"TEST_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.bench.importing", step, folder]
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told


def _hostile() -> list[Any]:
    """How long each is looked at before it is refused at the door."""
    from apps.core.sheets import files
    from apps.core.sheets.refusals import UnreadableFile
    from tests.bench.figures import at_most, none_of
    from tests.core import hostile

    worst, admitted = 0.0, 0
    for content in hostile.FILES.values():
        began = time.perf_counter()
        try:
            files.check(content)
            admitted += 1
        except UnreadableFile:
            worst = max(worst, time.perf_counter() - began)
    return [
        none_of(f"of {len(hostile.FILES)} hostile files admitted", admitted),
        at_most("the slowest refusal", worst * 1000, 100, "ms", digits=0),
    ]


# What a step does, in its own process.


def furnish(folder: Path) -> dict[str, Any]:
    from apps.catalog import lists
    from apps.core.actor import Actor
    from apps.purchasing.imports import jobs
    from tests.bench import shop
    from tests.purchasing import workbooks

    by = Actor.system("bench")
    lists.set_up(by=by)
    bench = shop.furnish()
    shop.stock(bench, 200, pieces=100_000)
    for count, brand in ((FEW, "Few"), (MANY, "Many")):
        jobs.upload(workbooks.long_list(count, brand), file_name=f"{count}.xlsx", shop=bench.shop, by=by)
    return {}


def preview_few(folder: Path) -> dict[str, Any]:
    return _preview(FEW)


def preview(folder: Path) -> dict[str, Any]:
    return _preview(MANY)


def write(folder: Path) -> dict[str, Any]:
    from apps.core.actor import Actor
    from apps.purchasing.imports import jobs, work
    from apps.purchasing.models import ImportJob

    job = ImportJob.objects.order_by("pk").last()
    assert job
    jobs.confirm(job, leave_out_faults=False, by=Actor.system("bench"))
    with _till_selling() as seconds:
        told = _measured(lambda: work.work_on(job.pk))
    job.refresh_from_db()
    assert (job.state, job.invoice and job.invoice.lines.count()) == (ImportJob.State.DONE, MANY), job.said
    seconds.sort()
    return told | {"longest": seconds[-1], "median": seconds[len(seconds) // 2], "sales": len(seconds)}


def _preview(count: int) -> dict[str, Any]:
    from apps.purchasing.imports import jobs, work
    from apps.purchasing.models import ImportJob

    job = ImportJob.objects.get(file_name=f"{count}.xlsx")
    told = _measured(lambda: work.work_on(job.pk))
    job.refresh_from_db()
    assert jobs.summary(job)["new"] == count, (job.said, job.summary)
    return told


def _measured(act: Callable[[], object]) -> dict[str, Any]:
    """Seconds, and by how much the process grew at its largest."""
    before, began = memory.largest_mb(), time.perf_counter()
    act()
    return {"seconds": time.perf_counter() - began, "megabytes": memory.largest_mb() - before}


@contextmanager
def _till_selling() -> Iterator[list[float]]:
    """A till that sells three pieces again and again; how long each sale took."""
    seconds: list[float] = []
    is_over = threading.Event()
    thread = threading.Thread(target=_sell, args=(seconds, is_over))
    thread.start()
    yield seconds
    is_over.set()
    thread.join()


def _sell(seconds: list[float], is_over: threading.Event) -> None:
    from django.db import connections

    from apps.catalog.models import Product
    from tests.bench import selling, shop

    bench = shop.found()
    goods, chance = list(Product.objects.order_by("pk")[:200]), random.Random(7)
    with shop.tills_listening():
        while not is_over.is_set():
            began = time.perf_counter()
            selling.sell(bench, chance.sample(goods, 3))
            seconds.append(time.perf_counter() - began)
            time.sleep(PAUSE_SECONDS)
    connections.close_all()


def main() -> None:
    step, folder = sys.argv[1], Path(sys.argv[2])
    if not (folder / "nexus.sqlite3").exists():
        from tests import migrated

        shutil.copy(migrated.template(), folder / "nexus.sqlite3")
    django.setup()
    steps = {"furnish": furnish, "preview_few": preview_few, "preview": preview, "write": write}
    print(json.dumps(steps[step](folder)))


if __name__ == "__main__":
    main()
