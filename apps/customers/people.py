"""Customers are added and changed; a phone number belongs to one of them, and what they agreed to is on record."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import changes, clock, history
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.customers import phones
from apps.customers.models import Consent, Customer
from apps.customers.refusals import DuplicatePhone, Forgotten

FIELDS = (
    *("name", "phone", "email", "address", "gender", "is_frequent", "frequent_by_hand"),
    *("may_be_mailed", "may_be_messaged", "note"),
)
ByHand = Customer.ByHand


@transaction.atomic
def create(*, name: str, phone: str = "", by: Actor, **more: Any) -> Customer:
    """Add a customer; DuplicatePhone names who has the number."""
    customer = Customer(created_at=clock.now())
    _put(customer, {"name": name, "phone": phone, **more})
    _save(customer, by, reason="")
    _note_consents(customer, _given(Customer()), by)
    log.write("customers.create", by=by, subject="customer", key=customer.pk, sealed={"name": customer.name})
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
        _note_consents(customer, _given(Customer()), by)
        made.append(customer)
    changes.record(changes.CUSTOMER, [customer.pk for customer in made])
    if made:
        log.write("customers.create_many", by=by, subject="customer", key=made[0].pk, count=len(made), reason=reason)
    return len(made)


@transaction.atomic
def change(customer: Customer, *, by: Actor, reason: str = "", **fields: Any) -> Customer:
    """Change what is known of a customer; the audit names the fields, and before and after under the customer's key.

    Forgotten when nothing is to be known of them any more.
    """
    kept = Customer.objects.select_for_update().get(pk=customer.pk)
    refuse_forgotten(kept)
    before, agreed = {name: getattr(kept, name) for name in FIELDS}, _given(kept)
    _put(kept, fields)
    changed = sorted(name for name in FIELDS if getattr(kept, name) != before[name])
    if changed:
        _save(kept, by, reason)
        _note_consents(kept, agreed, by)
        told = {name: [_in_words(before[name]), _in_words(getattr(kept, name))] for name in changed}
        sealed = {"name": kept.name, "changes": told}
        log.write("customers.change", by=by, subject="customer", key=kept.pk, sealed=sealed, fields=changed)
    return kept


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


def refuse_forgotten(customer: Customer) -> None:
    if customer.forgotten_at is not None:
        raise Forgotten(_("%(name)s was forgotten: nothing is written down of them any more.") % {"name": customer})


def _put(customer: Customer, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise InvalidInput(_("A customer has no %(fields)s.") % {"fields": ", ".join(sorted(unknown))})
    was_frequent = customer.is_frequent
    for name, value in fields.items():
        setattr(customer, name, value)
    customer.name = " ".join(customer.name.split())
    if not customer.name:
        raise InvalidInput(_("The customer's name is missing."))
    if "phone" in fields:
        text = (fields["phone"] or "").strip()
        customer.phone = phones.normalise(text) if text else None
        refuse_taken_phone(customer)
    _settle_frequent(customer, fields, was_frequent)


def _settle_frequent(customer: Customer, fields: dict[str, Any], was_frequent: bool) -> None:
    """A person's word holds against the rule; taken back, the rule is asked at night."""
    if "frequent_by_hand" in fields:
        customer.is_frequent = customer.frequent_by_hand == ByHand.YES or (
            was_frequent and customer.frequent_by_hand != ByHand.NO
        )
    elif customer.is_frequent != was_frequent:
        customer.frequent_by_hand = ByHand.YES if customer.is_frequent else ByHand.NO


def _save(customer: Customer, by: Actor, reason: str) -> None:
    history.sign(customer, by=by, reason=reason)
    customer.save()
    changes.record(changes.CUSTOMER, [customer.pk])


def _given(customer: Customer) -> dict[str, bool]:
    return {channel: getattr(customer, channel) for channel in Consent.Channel.values}


def _note_consents(customer: Customer, before: dict[str, bool], by: Actor) -> None:
    """A channel is a column of the customer, which says what holds; the rows say since when and by whom."""
    Consent.objects.bulk_create(
        Consent(
            customer=customer,
            channel=channel,
            is_given=is_given,
            at=clock.now(),
            by_name=by.name,
            register_name=by.register_name,
        )
        for channel, is_given in _given(customer).items()
        if is_given != before[channel]
    )


def _in_words(value: Any) -> str:
    return {True: _("yes"), False: _("no"), None: ""}.get(value, value) if not isinstance(value, str) else value
