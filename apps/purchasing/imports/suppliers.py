"""A list of suppliers, known by their name."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog.lists import fold
from apps.core import history
from apps.core.actor import Actor
from apps.purchasing.imports.cells import Sheet
from apps.purchasing.imports.columns import Header, Layout, Row, text, understand
from apps.purchasing.imports.customers import email
from apps.purchasing.imports.findings import Match, Matches, Tell, differences
from apps.purchasing.models import ImportJob, ImportRow, Supplier

RIGHT = "purchasing.add_supplier"
EXAMPLE: Sequence[object] = ("Balogun Textiles", "0803 123 4567", "sales@example.com", "4 Balogun Street, Lagos")
MUST_BE_CHOSEN: Sequence[str] = ()
LAYOUT = Layout(
    readers={"name": text(120), "phone": text(40), "email": email, "address": text(500)},
    needed=(("name",),),
    also_called={
        **dict.fromkeys(("supplier", "suppliername", "vendor", "company"), "name"),
        **dict.fromkeys(("phonenumber", "mobile", "telephone", "tel"), "phone"),
        **dict.fromkeys(("mail", "emailaddress"), "email"),
    },
)


def choices() -> dict[str, Sequence[str]]:
    return {}


def compare(sheet: Sheet, header: Header, job: ImportJob, tell: Tell) -> Matches:
    rows = list(understand(sheet, header, LAYOUT))
    known = {fold(supplier.name): supplier for supplier in Supplier.objects.all()}
    found = Matches()
    seen: dict[str, int] = {}
    for done, row in enumerate(rows, 1):
        found.matches.append(_match(row, known, seen))
        tell(done, len(rows))
    return found


def write(found: Matches, job: ImportJob, *, by: Actor, tell: Tell) -> dict[str, Any]:
    """Runs inside the import's transaction."""
    reason = _("Import of %(file)s") % {"file": job.file_name}
    wanted = [*found.of(ImportRow.Outcome.NEW), *found.of(ImportRow.Outcome.CHANGED)]
    known = Supplier.objects.in_bulk([match.known for match in wanted if match.known])
    for done, match in enumerate(wanted, 1):
        _save(match, known.get(match.known) or Supplier(), by, reason)
        tell(done, len(wanted))
    return {}


def _save(match: Match, supplier: Supplier, by: Actor, reason: str) -> None:
    verb = "change" if supplier.pk else "add"
    for name, value in match.row.values.items():
        if value and (name != "name" or not supplier.pk):
            setattr(supplier, name, value)
    history.sign(supplier, by=by, reason=reason)
    supplier.save()
    log.write(f"purchasing.{verb}_supplier", by=by, subject="supplier", key=supplier.pk, name=supplier.name,
              reason=reason)  # fmt: skip


def _match(row: Row, known: dict[str, Supplier], seen: dict[str, int]) -> Match:
    name = str(row.values.get("name", ""))
    first = seen.setdefault(fold(name), row.number) if name else row.number
    if first != row.number:
        row.fault("", _("same supplier as row %(row)d") % {"row": first})
    supplier = known.get(fold(name))
    match = Match(row, name, supplier.pk if supplier else 0)
    if supplier:
        others = {column: value for column, value in row.values.items() if column != "name"}
        match.changes = differences({column: (getattr(supplier, column), now) for column, now in others.items()})
    return match
