"""Customers who may be one person: found by comparing all of them, named by hand, or told apart for good."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock, names
from apps.core.actor import Actor
from apps.customers.models import Customer
from apps.office.models import DuplicatePair
from apps.office.refusals import AlreadySettled, NotTwo

Reason = DuplicatePair.Reason
Keys = tuple[int, int]
DIGITS_ALIKE, LAST_DIGITS, MOST_WRONG = 8, 10, 2
MOST_NAMESAKES = 20
"""Of a name that more people share, the first so many are compared: it says nothing any more."""
PORTION = 500


@dataclass(frozen=True, slots=True)
class Person:
    key: int
    name: str
    phone: str
    email: str


def candidates(people: Iterable[Person]) -> dict[Keys, str]:
    """By the keys of two, ascending, the strongest reason to take them for one."""
    everybody = list(people)
    found: dict[Keys, str] = {}
    for reason, pairs in (
        (Reason.NAME, _namesakes(everybody)),
        (Reason.EMAIL, _groups(everybody, lambda person: person.email.casefold())),
        (Reason.PHONE, _groups(everybody, lambda person: person.phone[-DIGITS_ALIKE:])),
    ):
        found |= {_in_order(one.key, other.key): reason for one, other in pairs}
    return found


def look(*, by: Actor) -> int:
    """Compare all customers anew; how many open pairs there are. Who was told apart stays so."""
    try:
        return _look(by)
    except IntegrityError:
        return _look(by)  # somebody else looked or merged in the same moment


@transaction.atomic
def _look(by: Actor) -> int:
    rows = Customer.objects.filter(forgotten_at=None).order_by("pk").values_list("pk", "name", "phone", "email")
    found = candidates(Person(key, name, phone or "", email) for key, name, phone, email in rows.iterator())
    known = {(pair.first_id, pair.second_id): pair for pair in DuplicatePair.objects.all()}
    open_ones = {keys: pair for keys, pair in known.items() if pair.parted_at is None and pair.reason != Reason.HAND}
    gone = [pair.pk for keys, pair in open_ones.items() if found.get(keys) != pair.reason]
    for start in range(0, len(gone), PORTION):
        DuplicatePair.objects.filter(pk__in=gone[start : start + PORTION]).delete()
    kept = {keys for keys, pair in known.items() if pair.pk not in set(gone)}
    new = [
        DuplicatePair(first_id=keys[0], second_id=keys[1], reason=reason, found_at=clock.now())
        for keys, reason in sorted(found.items())
        if keys not in kept
    ]
    DuplicatePair.objects.bulk_create(new, batch_size=PORTION)
    if new or gone:
        log.write("office.look_for_duplicates", by=by, subject="duplicates", key="customers", new=len(new),
                  gone=len(gone))  # fmt: skip
    return DuplicatePair.objects.filter(parted_at=None).count()


@transaction.atomic
def name(one: int, other: int, *, by: Actor) -> DuplicatePair:
    """Two whom somebody takes for one person, for comparing them; a pair that was told apart is open again."""
    if one == other:
        raise NotTwo(_("That is the same customer. Name the other one."))
    first, second = _in_order(one, other)
    fresh = {"reason": Reason.HAND, "found_at": clock.now()}
    pair, _made = DuplicatePair.objects.get_or_create(first_id=first, second_id=second, defaults=fresh)
    if pair.parted_at is not None:
        pair.reason, pair.parted_at, pair.parted_by_name = Reason.HAND, None, ""
        pair.save(update_fields=["reason", "parted_at", "parted_by_name"])
    log.write("office.name_duplicate", by=by, subject="customer", key=first, other=second)
    return pair


@transaction.atomic
def part(pair: DuplicatePair, *, by: Actor) -> None:
    """They are two people: the pair is not offered again. AlreadySettled when somebody was quicker."""
    open_ones = DuplicatePair.objects.filter(pk=pair.pk, parted_at=None)
    if not open_ones.update(parted_at=clock.now(), parted_by_name=by.name):
        raise AlreadySettled(_("These two were told apart or merged before."))
    log.write("office.part", by=by, subject="customer", key=pair.first_id, other=pair.second_id)


def _namesakes(people: list[Person]) -> Iterator[tuple[Person, Person]]:
    """Of one name, in whichever order its words stand, with a phone or an e-mail alike, or with one of them unknown."""
    for one, other in _groups(people, lambda person: " ".join(sorted(names.fold(person.name).split()))):
        if _alike(one, other):
            yield one, other


def _alike(one: Person, other: Person) -> bool:
    has_two_phones, has_two_addresses = bool(one.phone and other.phone), bool(one.email and other.email)
    if has_two_phones and _are_near(one.phone, other.phone):
        return True
    if has_two_addresses and _box(one.email) == _box(other.email):
        return True
    return not has_two_phones and not has_two_addresses


def _are_near(one: str, other: str) -> bool:
    """Numbers that differ as by a slip of the finger."""
    pairs = list(zip(one[-LAST_DIGITS:], other[-LAST_DIGITS:], strict=False))
    return sum(left != right for left, right in pairs) <= MOST_WRONG


def _box(email: str) -> str:
    return email.partition("@")[0].casefold()


def _groups(people: list[Person], key_of: Callable[[Person], str]) -> Iterator[tuple[Person, Person]]:
    groups: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        if key := key_of(person):
            groups[key].append(person)
    for group in groups.values():
        yield from combinations(group[:MOST_NAMESAKES], 2)


def _in_order(one: int, other: int) -> Keys:
    return (one, other) if one < other else (other, one)
