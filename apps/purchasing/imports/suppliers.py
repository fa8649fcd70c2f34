"""A list of suppliers, known by their name."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog.lists import fold
from apps.core import history
from apps.core.actor import Actor
from apps.core.sheets.cells import Sheet
from apps.purchasing.imports.columns import Header, Layout, Row, text, understand
from apps.purchasing.imports.columns import revive as revive
from apps.purchasing.imports.customers import email
from apps.purchasing.imports.findings import Kept, Match, Matches, Tell, differences
from apps.purchasing.models import ImportJob, Supplier

RIGHT, HOLDS = "purchasing.add_supplier", ""
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


def rows(sheet: Sheet, header: Header, job: ImportJob) -> Sequence[Row]:
    return list(understand(sheet, header, LAYOUT))


def compare(rows: Sequence[Row], job: ImportJob, tell: Tell) -> Matches:
    known = {fold(supplier.name): supplier for supplier in Supplier.objects.all()}
    found = Matches()
    seen: dict[str, int] = {}
    for done, row in enumerate(rows, 1):
        found.matches.append(_match(row, known, seen))
        tell(done, len(rows))
    return found


def write(rows: Sequence[Kept], job: ImportJob, *, by: Actor) -> None:
    """A supplier who was added since the list was looked at gets what it says."""
    reason = _("Import of %(file)s") % {"file": job.file_name}
    names = [fold(kept.row.values["name"]) for kept in rows]
    known = {supplier.folded: supplier for supplier in Supplier.objects.filter(folded__in=names)}
    for name, kept in zip(names, rows, strict=True):
        _save(kept.row, known.get(name) or Supplier(), by, reason)


def finish(job: ImportJob, *, by: Actor) -> None:
    """Each row said itself what became of it."""


def _save(row: Row, supplier: Supplier, by: Actor, reason: str) -> None:
    verb = "change" if supplier.pk else "add"
    for name, value in row.values.items():
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
