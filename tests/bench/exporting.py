"""A long list as each kind of file, with every column that its page ticks, as the background makes it."""

import resource
import time
from collections.abc import Sequence

from apps.catalog.models import Product
from apps.catalog.resources import ProductResource
from apps.core.export_page import MOST_ON_PAPER, Format, Wanted
from apps.reporting import export_work, exports
from apps.reporting.models import Export
from apps.users import actors
from apps.users.models import Role, User
from tests.bench.figures import Figure, at_most

ROWS = 50_000


def measure() -> list[Figure]:
    """Of a shop that has at least so many products."""
    md = User.objects.filter(username="exporter").first() or User.objects.create_user("exporter")
    md.groups.set([Role.objects.get(key="md")])
    keys = list(Product.objects.order_by("name").values_list("pk", flat=True)[:ROWS])
    before = _peak_mb()
    figures = [
        at_most(f"export of {len(keys):,} products as CSV", _seconds(md, keys, Format.CSV), 3, "s"),
        at_most(f"export of {len(keys):,} products as Excel", _seconds(md, keys, Format.EXCEL), 15, "s"),
    ]
    figures.append(at_most("memory for both, at most", _peak_mb() - before, 100, "MB", digits=0))
    paper = keys[:MOST_ON_PAPER]
    figures.append(at_most(f"export of {len(paper):,} products as PDF", _seconds(md, paper, Format.PDF), 15, "s"))
    return figures


def _seconds(person: User, keys: Sequence[int], kind: str) -> float:
    columns = [name for name, column in ProductResource.fields.items() if not column.is_extra]
    export = exports.ask(Wanted("catalog.product", "Products", kind, columns, "", keys), by=actors.actor_for(person))
    start = time.perf_counter()
    export_work.work_on(export.pk)
    taken = time.perf_counter() - start
    export.refresh_from_db()
    if export.state != Export.State.DONE:
        raise AssertionError(export.said)
    export.file.delete()
    return taken


def _peak_mb() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
