"""Reads of the returns."""

from django.db.models import Q, QuerySet

from apps.customers import queries as customers
from apps.returns.models import Return
from apps.sales import links
from apps.sales import queries as selling
from apps.sales.models import Receipt
from apps.stores.models import Shop
from apps.users.models import User

LEAST_LETTERS, MOST_FOUND = 2, 20
SOLD = (Receipt.Kind.SALE, Receipt.Kind.GIFT)
State = Return.State
OPEN = (State.PENDING, State.APPROVED)


def open_in(shops: QuerySet[Shop]) -> QuerySet[Return]:
    """What waits for a yes, or for the goods and the money to change hands."""
    return Return.objects.filter(shop__in=shops, state__in=OPEN)


def to_do(person: User, shops: QuerySet[Shop]) -> QuerySet[Return]:
    """Of what is open, what this person can do something about."""
    wanted = Q(pk__in=[])
    if person.has_perm("returns.approve_return"):
        wanted |= Q(state=State.PENDING)
    if person.has_perm("returns.change_return"):
        wanted |= Q(state=State.APPROVED)
    return open_in(shops).filter(wanted)


def find_sold(text: str, shops: QuerySet[Shop], *, sees_contacts: bool) -> list[Receipt]:
    """The receipt with this number or QR, of whichever shop; else the latest of these shops that a customer bought."""
    wanted = text.strip()
    named = selling.named(wanted) or links.scanned(wanted)
    if named is not None:
        return [named]
    if len(wanted) < LEAST_LETTERS:
        return []
    theirs = customers.find(wanted, sees_contacts=sees_contacts)
    bought = Receipt.objects.filter(customer__in=theirs, shop__in=shops, kind__in=SOLD, void=None)
    return list(bought.select_related("shop", "void").order_by("-pk")[:MOST_FOUND])
