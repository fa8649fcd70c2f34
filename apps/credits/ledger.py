"""Credit is spent by entries and never below zero. This module is the only writer of credits and their entries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.fields import amount as sql_amount
from apps.core.money import ZERO, format_money
from apps.core.refusals import InvalidInput
from apps.credits.models import Credit, CreditEntry
from apps.credits.refusals import CreditUnusable
from apps.customers.models import Customer
from apps.stores import company

PREFIX = "SC"
Kind = CreditEntry.Kind


@dataclass(frozen=True, slots=True)
class Grant:
    """What is to be owed to whom. ``number`` is given for a deposit; store credit draws its own.

    ``expires_on`` is the last day on which it is good, ``None`` for ever; ``key`` is that of the form that issues it.
    """

    customer: Customer
    purpose: Credit.Purpose
    value: Decimal
    document: str = ""
    reason: str = ""
    expires_on: date | None = None
    number: str = ""
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Amounts (positive) that were taken from credits, by credit; to be written down."""

    rows: tuple[tuple[Credit, Decimal], ...]

    def write(self, *, document: str, by: Actor) -> None:
        CreditEntry.objects.bulk_create(
            _entry(credit, Kind.SPEND, -taken, document=document, by=by) for credit, taken in self.rows
        )

    def left(self) -> dict[str, Decimal]:
        """What is left of each store credit now, by number."""
        keys = [credit.pk for credit, _taken in self.rows if not credit.is_deposit]
        return dict(Credit.objects.filter(pk__in=keys).order_by("pk").values_list("number", "left"))


@transaction.atomic
def issue(grant: Grant, *, by: Actor) -> Credit:
    """Owe a customer ``grant.value`` from now on; InvalidInput when it is nothing or ended before it begins."""
    refuse_empty(grant.value, grant.expires_on)
    credit = Credit.objects.create(
        number=grant.number or numbering.monthly(PREFIX, clock.today()),
        purpose=grant.purpose,
        customer=grant.customer,
        document=grant.document,
        value=grant.value,
        left=grant.value,
        expires_on=grant.expires_on,
        reason=grant.reason[:200],
        key=grant.key,
        issued_at=clock.now(),
        issued_by_name=by.name,
        approver_name=by.approver_name,
    )
    _entry(credit, Kind.ISSUE, grant.value, document=grant.document, by=by).save(force_insert=True)
    return credit


def refuse_empty(value: Decimal, expires_on: date | None) -> None:
    """Refuse what nobody could ever spend."""
    if value <= 0:
        raise InvalidInput(_("A credit needs an amount above zero."), field="value")
    if expires_on is not None and expires_on < clock.today():
        raise InvalidInput(_("A credit must be good for a day at least: choose a later day."), field="expires_on")


def usual_expiry() -> date | None:
    """The last day of a credit that is issued today, as the company grants it; ``None`` for ever."""
    days = company.current().credit_days
    return clock.today() + timedelta(days=days) if days else None


def usable(customer_id: int, *, on: date | None = None) -> QuerySet[Credit]:
    """Store credits that a customer can spend on a day; what ends first comes first."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=on or clock.today())
    credits = Credit.objects.filter(good, customer_id=customer_id, left__gt=ZERO)
    return credits.exclude(purpose=Credit.Purpose.DEPOSIT).order_by(F("expires_on").asc(nulls_last=True), "pk")


def scanned(number: str) -> Credit:
    """The store credit of a slip, with its customer, when it can pay today; CreditUnusable otherwise."""
    credits = Credit.objects.exclude(purpose=Credit.Purpose.DEPOSIT).select_related("customer")
    credit = credits.filter(number=number.upper()).first()
    _refuse_unusable(number, credit, credit.left if credit else ZERO, credit.customer_id if credit else None)
    assert credit is not None  # noqa: S101  refused when there is none
    return credit


def take(wanted: Mapping[str, Decimal], *, customer_id: int | None, deposit_for: str = "") -> Taken:
    """Take amounts by the credits' numbers, all or nothing, inside the act's transaction; ``write`` follows.

    A deposit pays only for the document that it was left for: ``deposit_for`` names the one that is paid. Expiry is
    judged by today's date. Refuses CreditUnusable, saying which credit, why, and what is left of it.
    """
    found = {credit.number: credit for credit in Credit.objects.filter(number__in=wanted).select_related("customer")}
    for number, amount in wanted.items():
        _refuse_unusable(number, found.get(number), amount, customer_id)
        _refuse_other_deposit(found[number], deposit_for)
    rows = sorted(((found[number], amount) for number, amount in wanted.items()), key=lambda row: row[0].pk)
    for credit, amount in rows:
        if not _lower(credit, amount):
            credit.refresh_from_db(fields=["left"])
            raise _too_little(credit)
    return Taken(tuple(rows))


@transaction.atomic
def give_back(spent_at: str, amount: Decimal | None = None, *, document: str, by: Actor) -> list[Credit]:
    """Return what ``spent_at`` took and has not yet got back: all of it, or ``amount``, what was taken last first.

    What belonged to a credit that has expired or was voided meanwhile becomes a new one. Answers the credits that
    hold the value now. InvalidInput when more is asked for than was taken.
    """
    open_rows = _taken_at(spent_at)
    rest = sum((taken for _credit, taken in open_rows), ZERO) if amount is None else amount
    holders = []
    for credit, taken in reversed(open_rows):
        part = min(rest, taken)
        if part:
            rest -= part
            holders.append(_return(credit, part, spent_at=spent_at, document=document, by=by))
    if rest:
        raise InvalidInput(
            _("%(document)s took %(amount)s less from credits than shall go back.")
            % {"document": spent_at, "amount": format_money(rest)}
        )
    return holders


@transaction.atomic
def end(credit: Credit, kind: CreditEntry.Kind, *, document: str = "", note: str = "", by: Actor) -> Decimal:
    """Take all that is left (it expires, is voided, or is paid out); answers how much, zero when nothing was."""
    left = Credit.objects.filter(pk=credit.pk).values_list("left", flat=True).get()
    if not left:
        return ZERO
    if not Credit.objects.filter(pk=credit.pk, left=left).update(left=ZERO):
        raise _too_little(credit)
    credit.left = ZERO
    _entry(credit, kind, -left, document=document, note=note[:200], by=by).save(force_insert=True)
    return left


def held_by(document: str) -> Decimal:
    """What a document took from credits and has not got back."""
    return sum((taken for _credit, taken in _taken_at(document)), ZERO)


def returnable(document: str, amount: Decimal) -> list[tuple[Credit, Decimal]]:
    """To which credits ``amount`` of what a document took would go back, those left out that have ended since."""
    parts, rest = [], amount
    for credit, taken in reversed(_taken_at(document)):
        part = min(rest, taken)
        rest -= part
        if part and not is_over(credit) and not credit.entries.filter(kind=Kind.VOID).exists():
            parts.append((credit, part))
    return parts


def is_over(credit: Credit, *, on: date | None = None) -> bool:
    """Whether its last day has passed."""
    return credit.expires_on is not None and credit.expires_on < (on or clock.today())


def _taken_at(document: str) -> list[tuple[Credit, Decimal]]:
    """What a document still holds of each credit, in the order in which it took from them."""
    if not document:
        return []
    held: dict[Credit, Decimal] = defaultdict(lambda: ZERO)
    entries = CreditEntry.objects.filter(Q(kind=Kind.SPEND, document=document) | Q(restores=document))
    for entry in entries.select_related("credit__customer").order_by("pk"):
        held[entry.credit] -= entry.amount
    return [(credit, taken) for credit, taken in held.items() if taken > 0]


def _return(credit: Credit, part: Decimal, *, spent_at: str, document: str, by: Actor) -> Credit:
    credit = Credit.objects.select_for_update().get(pk=credit.pk)  # a void in the same moment waits, or is seen
    is_void = CreditEntry.objects.filter(credit=credit, kind=Kind.VOID).exists()
    back = _entry(credit, Kind.GIVE_BACK, part, document=document, restores=spent_at, by=by)
    back.save(force_insert=True)
    if not is_void and not is_over(credit):
        Credit.objects.filter(pk=credit.pk).update(left=F("left") + sql_amount(part))
        credit.refresh_from_db(fields=["left"])
        return credit
    ended = Kind.VOID if is_void else Kind.EXPIRE
    _entry(credit, ended, -part, document=document, by=by).save(force_insert=True)
    reason = _("In place of %(number)s, which had ended") % {"number": credit.number}
    grant = Grant(credit.customer, Credit.Purpose.REFUND, part, document, reason, usual_expiry())
    return issue(grant, by=by)


def _refuse_unusable(number: str, credit: Credit | None, amount: Decimal, customer_id: int | None) -> None:
    if credit is None:
        sentence = _("There is no store credit “%(number)s”.") % {"number": number}
        raise CreditUnusable(sentence, number=number, left="0.00")
    words = {"number": number, "name": credit.customer.name}
    sentence = ""
    if credit.customer_id != customer_id:
        sentence = _("%(number)s belongs to %(name)s: choose them as the customer, or take it off.")
    elif is_over(credit):
        words["day"] = date_format(credit.expires_on or clock.today(), "j M Y")
        sentence = _("%(number)s was good until %(day)s: take it off.")
    if sentence:
        raise CreditUnusable(sentence % words, number=number, left=str(credit.left))
    if not credit.left or credit.left < amount:
        raise _too_little(credit)
    if amount <= 0:
        raise InvalidInput(_("Say how much of %(number)s is spent.") % words, field="tenders")


def _refuse_other_deposit(credit: Credit, deposit_for: str) -> None:
    if credit.is_deposit and credit.document != deposit_for:
        words = {"number": credit.number, "document": credit.document}
        sentence = _("%(number)s is a deposit on %(document)s, and pays only when that is picked up.") % words
        raise CreditUnusable(sentence, number=credit.number, left=str(credit.left))


def _lower(credit: Credit, amount: Decimal) -> bool:
    enough = Credit.objects.filter(pk=credit.pk, left__gte=amount)
    return bool(enough.update(left=F("left") - sql_amount(amount)))


def _too_little(credit: Credit) -> CreditUnusable:
    words = {"number": credit.number, "left": format_money(credit.left)}
    sentence = _("Only %(left)s is left of %(number)s.") if credit.left else _("Nothing is left of %(number)s.")
    return CreditUnusable(sentence % words, number=credit.number, left=str(credit.left))


def _entry(credit: Credit, kind: CreditEntry.Kind, amount: Decimal, *, by: Actor, **told: str) -> CreditEntry:
    """``told``: document, restores, note."""
    return CreditEntry(
        credit=credit, kind=kind, amount=amount, at=clock.now(), user_id=by.user_id, user_name=by.name, **told
    )
