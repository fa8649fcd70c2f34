"""Customers are added and changed; a phone number belongs to one of them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import changes, clock, history
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.customers import phones
from apps.customers.models import Customer
from apps.customers.refusals import DuplicatePhone

FIELDS = (
    *("name", "phone", "email", "address", "gender", "is_frequent"),
    *("may_be_mailed", "may_be_messaged", "note"),
)


@transaction.atomic
def create(*, name: str, phone: str = "", by: Actor, **more: Any) -> Customer:
    """Add a customer; DuplicatePhone names who has the number."""
    customer = Customer(created_at=clock.now())
    _put(customer, {"name": name, "phone": phone, **more})
    _save(customer, by, reason="")
    log.write("customers.create", by=by, subject="customer", key=customer.pk, name=customer.name)
    return customer


@transaction.atomic
def create_many(news: Sequence[dict[str, Any]], *, by: Actor, reason: str) -> int:
    """Add customers, each a dictionary of ``FIELDS``, all or none; how many. DuplicatePhone names who has a number."""
    made = []
    for fields in news:
        customer = Customer(created_at=clock.now())
        _put(customer, fields)
        history.sign(customer, by=by, reason=reason)
        customer.save()
        made.append(customer)
    changes.record(changes.CUSTOMER, [customer.pk for customer in made])
    if made:
        log.write("customers.create_many", by=by, subject="customer", key=made[0].pk, count=len(made), reason=reason)
    return len(made)


@transaction.atomic
def change(customer: Customer, *, by: Actor, reason: str = "", **fields: Any) -> Customer:
    """Change what is known of a customer; the audit names the fields, the customer's history holds the values."""
    kept = Customer.objects.select_for_update().get(pk=customer.pk)
    before = {name: getattr(kept, name) for name in fields}
    _put(kept, fields)
    changed = sorted(name for name, value in before.items() if getattr(kept, name) != value)
    if changed:
        _save(kept, by, reason)
        log.write("customers.change", by=by, subject="customer", key=kept.pk, name=kept.name, fields=changed)
    return kept


def _put(customer: Customer, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise InvalidInput(_("A customer has no %(fields)s.") % {"fields": ", ".join(sorted(unknown))})
    for name, value in fields.items():
        setattr(customer, name, value)
    customer.name = " ".join(customer.name.split())
    if not customer.name:
        raise InvalidInput(_("The customer's name is missing."))
    if "phone" in fields:
        text = (fields["phone"] or "").strip()
        customer.phone = phones.normalise(text) if text else None
        refuse_taken_phone(customer)


def refuse_taken_phone(customer: Customer) -> None:
    """DuplicatePhone when another customer has the (normalised) number."""
    if not customer.phone:
        return
    other = Customer.objects.filter(phone=customer.phone).exclude(pk=customer.pk).first()
    if other:
        raise DuplicatePhone(
            _("%(phone)s belongs to %(name)s already.") % {"phone": other.phone, "name": other.name},
            customer_id=other.pk,
        )


def _save(customer: Customer, by: Actor, reason: str) -> None:
    history.sign(customer, by=by, reason=reason)
    customer.save()
    changes.record(changes.CUSTOMER, [customer.pk])
