"""A customer's key stays good for ever: after a merge it leads to the one who stayed."""

from apps.customers.models import Customer, MergedCustomer


def whoever_is(key: int, *, lock: bool = False) -> Customer | None:
    """The customer of this key, or the one they were merged into; none who never was or who was forgotten.

    ``lock`` holds the row until the transaction ends, so that no merge or forgetting comes in between.
    """
    rows = Customer.objects.filter(forgotten_at=None)
    rows = rows.select_for_update() if lock else rows
    return rows.filter(pk=key).first() or rows.filter(pk__in=_successors(key)).first()


def _successors(key: int) -> list[int]:
    return list(MergedCustomer.objects.filter(old_key=key).values_list("customer_id", flat=True))
