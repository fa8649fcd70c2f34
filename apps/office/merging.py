"""Two customers who are one person become one: everything that names the other names the one who stays.

Which tables those are, the schema says. Where a table admits one row a customer, ``SETTLED`` says how two become one.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import changes, clock, history
from apps.core.actor import Actor
from apps.customers.models import Customer, MergedCustomer
from apps.customers.people import refuse_forgotten
from apps.loyalty import accounts
from apps.office.belongings import Belonging, belongings
from apps.office.models import DuplicatePair
from apps.office.refusals import AlreadySettled, NotMergeable, NotTwo
from apps.sales.models import DebtReminder

RIGHT = "customers.merge_customer"
TAKEN = ("name", "phone", "email", "address", "gender", "note")  # what may be taken over from the one who goes


def _drop(belonging: Belonging, stays: int, goes: int, by: Actor) -> None:
    """Rows about the one who goes are about nobody any more."""
    belonging.of(goes).delete()


def _join_points(belonging: Belonging, stays: int, goes: int, by: Actor) -> None:
    if belonging.of(stays).exists():
        accounts.merge(stays, goes, by=by)


def _remind_once(belonging: Belonging, stays: int, goes: int, by: Actor) -> None:
    """Of a day on which both were reminded, the reminder of the one who stays is kept."""
    days = list(DebtReminder.objects.filter(customer=stays).values_list("day", flat=True))
    DebtReminder.objects.filter(customer=goes, day__in=days).delete()


SETTLED: dict[str, Callable[[Belonging, int, int, Actor], None]] = {
    "loyalty.Account.customer": _join_points,
    "sales.DebtReminder.customer": _remind_once,
    "office.DuplicatePair.first": _drop,
    "office.DuplicatePair.second": _drop,
}


@transaction.atomic
def merge(stays: int, goes: int, *, taking: Collection[str] = (), by: Actor) -> Customer:
    """Merge the customer ``goes`` into ``stays``, both by key; ``taking`` names the fields that the former had right.

    Of two who merge the same pair in one moment, the second is refused (AlreadySettled). Consents are those of the
    one who stays: nobody agrees by being merged.
    """
    if stays == goes:
        raise NotTwo(_("Choose two customers."))
    kept, gone = _locked(stays, goes)
    before = {name: getattr(kept, name) for name in TAKEN}
    moved = {each.label: count for each in belongings() if (count := _move(each, stays, goes, by))}
    MergedCustomer.objects.create(old_key=goes, customer=kept, at=clock.now(), by_name=by.name)
    reason = _("Merged: %(old)s is %(new)s") % {"old": goes, "new": stays}
    history.sign(gone, by=by, reason=reason)
    values = {name: getattr(gone, name) for name in TAKEN}
    gone.delete()  # first, for a phone belongs to one customer
    for name in set(taking) & set(TAKEN):
        setattr(kept, name, values[name])
    history.sign(kept, by=by, reason=reason)
    kept.save()
    changes.record(changes.CUSTOMER, [stays, goes])
    sealed = {"name": kept.name, "merged_name": values["name"], "changes": _changes(before, kept)}
    log.write("office.merge", by=by, subject="customer", key=stays, sealed=sealed, merged=goes, moved=moved)
    return kept


def moving(goes: int) -> int:
    """How many rows would name another customer."""
    return sum(each.of(goes).count() for each in belongings() if each.model is not DuplicatePair)


def _locked(stays: int, goes: int) -> tuple[Customer, Customer]:
    """Both, in ascending order of their keys, so that two merges of one pair wait for each other."""
    found = {row.pk: row for row in Customer.objects.select_for_update().filter(pk__in=(stays, goes)).order_by("pk")}
    if len(found) < 2:
        raise AlreadySettled(_("One of the two is gone: somebody merged them in the meantime."))
    for row in found.values():
        refuse_forgotten(row)
    return found[stays], found[goes]


def _move(belonging: Belonging, stays: int, goes: int, by: Actor) -> int:
    """The rows that name the other from now on; what the table does not admit twice is settled before."""
    if belonging.label in SETTLED:
        SETTLED[belonging.label](belonging, stays, goes, by)
    elif belonging.only_once:
        _settle_twins(belonging, stays, goes)
    return belonging.of(goes).update(**{belonging.field.name: stays})


def _settle_twins(belonging: Belonging, stays: int, goes: int) -> None:
    """A row of a plain many-to-many table that both have is one; of any other table nobody knows what it means."""
    for names in belonging.only_once:
        others = [name for name in names if name != belonging.field.name]
        had = {_values(row, others) for row in belonging.of(stays)}
        twins = [row for row in belonging.of(goes) if _values(row, others) in had and None not in _values(row, others)]
        if twins and not belonging.model._meta.auto_created:
            raise NotMergeable(
                _("Both customers have an entry in “%(table)s”, which has one for each. Clear one of the two first.")
                % {"table": belonging.model._meta.verbose_name}
            )
        belonging.model._base_manager.filter(pk__in=[row.pk for row in twins]).delete()


def _values(row: Model, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.serializable_value(name) for name in names)


def _changes(before: dict[str, Any], kept: Customer) -> dict[str, list[str]]:
    after = {name: getattr(kept, name) for name in TAKEN}
    return {name: [before[name] or "", after[name] or ""] for name in TAKEN if before[name] != after[name]}
