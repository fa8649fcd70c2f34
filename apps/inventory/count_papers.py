"""A count on paper, as a sheet to write on or with what came out, and as a workbook that names who found what."""

from collections import defaultdict
from pathlib import Path

from django.db.models import F, Sum
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from apps.catalog import queries as catalog
from apps.core import workbooks
from apps.inventory import counts
from apps.inventory.lines import with_products
from apps.inventory.models import CountEntry, CountLine, StockCount
from apps.inventory.templatetags.stock_words import signed
from apps.printing import papers
from apps.stores import company

STYLESHEET = Path(__file__).parent / "static" / "inventory" / "paper.css"
LONGEST_TABLE = 120  # longer ones are set in a typewriter's letters: a table takes ten times as long to lay out
WIDTHS = (-60, -14, 10, 9, 9)
HEADERS = ("Product", "Brand", "Category", "Colour", "Size", "Barcode", "Place")
RESULTS = ("At the start", "By the books", "Counted", "Difference", "Who found what")
ROOM = "____"


def count_pdf(count: StockCount) -> bytes:
    """A4: blind while it is counted, with every difference afterwards."""
    lines = _lines(count)
    is_long, is_blind = len(lines) > LONGEST_TABLE, count.state in counts.UNDER_WAY
    rows = (_blind(line) if is_blind else _told(line) for line in lines)
    context = {
        "paper": count,
        "company": company.current(),
        "lines": () if is_long else lines,
        "blocks": papers.typewritten(rows, WIDTHS) if is_long else (),
        "is_blind": is_blind,
        "people": "" if is_blind else people_of(count),
        "found": sum(max(line.variance, 0) for line in lines),
        "missing": sum(max(-line.variance, 0) for line in lines),
    }
    return papers.pdf(render_to_string("inventory/count_paper.html", context), STYLESHEET)


def count_workbook(count: StockCount, *, with_cost: bool) -> bytes:
    """The lines, one a row; while it is counted without what should be there."""
    is_blind = count.state in counts.UNDER_WAY
    headers = [*HEADERS, *(() if is_blind else RESULTS), *(["Value at cost"] if with_cost and not is_blind else [])]
    who = {} if is_blind else _who_found(count)
    rows = []
    for line in _lines(count):
        told: list[workbooks.Value] = [
            *(line.product.name, line.product.style.brand.name, line.product.style.category.name),
            *(str(line.product.colour or ""), str(line.product.size or ""), catalog.primary_code(line.product)),
            line.place.name,
        ]
        if not is_blind:
            told += [line.book, line.expected, line.counted, line.variance, who.get(line.pk, "")]
            told += [line.value] if with_cost else []
        rows.append(told)
    return workbooks.workbook(count.number, headers, rows)


def people_of(count: StockCount) -> str:
    """Who counted how many of the pieces that count: ``Chidi Eze (23), Musa Bello (4)``."""
    scanned = (
        CountEntry.objects.filter(line__count=count, round=F("line__round"))
        .order_by("user_name")
        .values_list("user_name")
    )
    found = scanned.annotate(found=Sum("pieces"))
    return ", ".join(_("%(who)s (%(pieces)s)") % {"who": who, "pieces": f"{pieces:,}"} for who, pieces in found)


def _lines(count: StockCount) -> list[CountLine]:
    """While it is counted again, those that are."""
    lines = count.lines.select_related("place")
    return with_products(lines.filter(round=count.round) if count.state == StockCount.State.RECOUNTING else lines)


def _who_found(count: StockCount) -> dict[int, str]:
    """By line, who found how many in which round."""
    told: dict[int, list[str]] = defaultdict(list)
    entries = CountEntry.objects.filter(line__count=count).order_by("line", "round", "user_name")
    for line, turn, who, pieces in entries.values_list("line", "round", "user_name").annotate(found=Sum("pieces")):
        told[line] += [f"{turn}. {who}: {pieces}"]
    return {line: "; ".join(words) for line, words in told.items()}


def _blind(line: CountLine) -> tuple[str, ...]:
    return (line.product.name, catalog.primary_code(line.product), line.place.get_kind_display(), ROOM, "")


def _told(line: CountLine) -> tuple[str, ...]:
    figures = ["–" if figure is None else f"{figure:,}" for figure in (line.expected, line.counted)]
    return (line.product.name, catalog.primary_code(line.product), *figures, signed(line.variance))
