"""A list of customers: known by their phone, or without one by e-mail or name."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.catalog.lists import fold
from apps.core.actor import Actor
from apps.core.sheets.cells import Cell, Sheet
from apps.customers import people, phones
from apps.customers.models import Customer
from apps.customers.refusals import InvalidPhone
from apps.purchasing.imports.columns import Header, Layout, Row, Unfit, text, understand, yes_or_no
from apps.purchasing.imports.columns import revive as revive
from apps.purchasing.imports.findings import Kept, Match, Matches, Tell, differences
from apps.purchasing.models import ImportJob, ImportRow

RIGHT, HOLDS = "customers.add_customer", ""
Outcome = ImportRow.Outcome
EXAMPLE: Sequence[object] = (
    "Ngozi Okafor",
    "0803 123 4567",
    "ngozi@example.com",
    "12 Aminu Kano Crescent, Wuse II",
    "female",
    "no",
)
MUST_BE_CHOSEN: Sequence[str] = ("gender", "frequent")
FIELDS = {"frequent": "is_frequent"}
GENDERS = {"f": Customer.Gender.FEMALE, "m": Customer.Gender.MALE}


def phone(cell: Cell) -> str:
    try:
        return phones.normalise(text(40)(cell))
    except InvalidPhone as refusal:
        raise Unfit(refusal.sentence) from refusal


def email(cell: Cell) -> str:
    address: str = text(254)(cell)
    try:
        validate_email(address)
    except ValidationError:
        raise Unfit(_("“%(text)s” is not an e-mail address") % {"text": address[:40]}) from None
    return address


def _gender(cell: Cell) -> str:
    told = text(20)(cell).casefold()
    known = {label.casefold(): value for value, label in Customer.Gender.choices} | GENDERS
    if told not in (*Customer.Gender.values, *known):
        raise Unfit(_("“%(text)s” is no gender: female or male") % {"text": cell.text[:40]})
    return str(known.get(told, told))


LAYOUT = Layout(
    readers={
        "name": text(120),
        "phone": phone,
        "email": email,
        "address": text(500),
        "gender": _gender,
        "frequent": yes_or_no,
    },
    needed=(("name",),),
    also_called={
        **dict.fromkeys(("customer", "customername", "fullname"), "name"),
        **dict.fromkeys(("phonenumber", "mobile", "telephone", "tel", "phoneno", "whatsapp"), "phone"),
        **dict.fromkeys(("mail", "emailaddress"), "email"),
        **dict.fromkeys(("sex",), "gender"),
        **dict.fromkeys(("isfrequent", "frequentcustomer", "vip"), "frequent"),
    },
)


def choices() -> dict[str, Sequence[str]]:
    return {"gender": list(Customer.Gender.values), "frequent": ["yes", "no"]}


def rows(sheet: Sheet, header: Header, job: ImportJob) -> Sequence[Row]:
    return list(understand(sheet, header, LAYOUT))


def compare(rows: Sequence[Row], job: ImportJob, tell: Tell) -> Matches:
    people_known = {_key_of(_facts(customer)): customer for customer in _known().order_by("-pk")}
    found = Matches()
    seen: dict[tuple[str, str], int] = {}
    for done, row in enumerate(rows, 1):
        found.matches.append(_match(row, people_known, seen))
        tell(done, len(rows))
    return found


def write(rows: Sequence[Kept], job: ImportJob, *, by: Actor) -> None:
    """A customer whom a till added since the list was looked at gets what it says; one who is gone stays gone."""
    reason = _("Import of %(file)s") % {"file": job.file_name}
    new = [kept for kept in rows if kept.outcome == Outcome.NEW]
    phones_told = [kept.row.values["phone"] for kept in new if kept.row.values.get("phone")]
    there = {customer.phone: customer for customer in Customer.objects.filter(phone__in=phones_told)}
    met = {kept.number: there.get(kept.row.values.get("phone")) for kept in new}
    people.create_many([_fields(kept.row) for kept in new if not met[kept.number]], by=by, reason=reason)
    for kept in new:
        if customer := met[kept.number]:
            people.change(customer, by=by, reason=reason, **_fields(kept.row))
    changed = [kept for kept in rows if kept.outcome == Outcome.CHANGED]
    known = _known().in_bulk([kept.about for kept in changed])
    for kept in changed:
        if customer := known.get(kept.about):
            changes = {FIELDS.get(name, name): kept.row.values[name] for name in kept.changes}
            people.change(customer, by=by, reason=reason, **changes)


def _known() -> QuerySet[Customer]:
    """Without those who were forgotten: nothing is written down of them any more."""
    return Customer.objects.filter(forgotten_at=None)


def finish(job: ImportJob, *, by: Actor) -> None:
    """Each portion said itself whom it added and changed."""


def _match(row: Row, known: dict[tuple[str, str], Customer], seen: dict[tuple[str, str], int]) -> Match:
    key = _key_of(row.values)
    first = seen.setdefault(key, row.number) if key[1] else row.number
    if first != row.number:
        row.fault("", _("same customer as row %(row)d") % {"row": first})
    customer = known.get(key)
    match = Match(row, str(row.values.get("name", "")), customer.pk if customer else 0)
    if customer:
        facts = _facts(customer)
        match.changes = differences({name: (facts.get(name), value) for name, value in row.values.items()})
    return match


def _key_of(values: dict[str, Any]) -> tuple[str, str]:
    """What tells a customer apart: the phone, else the e-mail, else the name."""
    for name in ("phone", "email", "name"):
        if values.get(name):
            return name, fold(values[name])
    return "name", ""


def _facts(customer: Customer) -> dict[str, Any]:
    facts = {name: getattr(customer, FIELDS.get(name, name)) for name in LAYOUT.readers}
    return facts | {"phone": customer.phone or ""}


def _fields(row: Row) -> dict[str, Any]:
    return {FIELDS.get(name, name): value for name, value in row.values.items()}
