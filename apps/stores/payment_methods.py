"""The ways to pay that a shop begins with. Staff rename, order and switch them off; nothing here undoes that."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from apps.audit import log
from apps.core import changes, history, names
from apps.core.actor import Actor
from apps.core.names import fold
from apps.stores.models import PaymentMethod

Kind = PaymentMethod.Kind


@dataclass(frozen=True)
class Manner:
    """How a method works; what the list of names does not say."""

    kind: PaymentMethod.Kind
    needs_reference: bool = False
    awaits_confirmation: bool = False
    is_active: bool = True


OURS = {"deposit": "Deposit", "exchange": "Exchange"}  # what the trade itself pays with, beside the names of the list
MANNERS = {
    "cash": Manner(Kind.CASH),
    "card-payment": Manner(Kind.CARD),
    "pos-terminal": Manner(Kind.TERMINAL),
    "bank-transfer": Manner(Kind.TRANSFER, needs_reference=True),
    "mobile-money": Manner(Kind.MOBILE, needs_reference=True),
    "bank-deposit": Manner(Kind.BANK_DEPOSIT, needs_reference=True, awaits_confirmation=True),
    "cheque": Manner(Kind.CHEQUE, needs_reference=True, awaits_confirmation=True),
    "store-credit": Manner(Kind.CREDIT),
    "deposit": Manner(Kind.DEPOSIT),
    "exchange": Manner(Kind.EXCHANGE),
}


@transaction.atomic
def sync(by: Actor) -> list[PaymentMethod]:
    """Add the usual methods that are missing, and answer them. A renamed one is known by its key."""
    there = set(PaymentMethod.objects.values_list("key", flat=True))
    named = set(PaymentMethod.objects.values_list("folded", flat=True))
    usual = usual_names()
    wanted = [name for name in usual if slugify(name) not in there and fold(name) not in named]
    added = [_add(slugify(name), name, usual.index(name) + 1, by=by) for name in wanted]
    for key, name in OURS.items():
        if key not in there:
            added.append(_add(key, names.free(name, named, 60), len(usual) + 1, by=by))
    if added:
        changes.record(changes.SETTINGS, ["methods"])
        methods = [method.name for method in added]
        log.write("stores.payment_methods_added", by=by, subject="paymentmethod", key="defaults", methods=methods)
    return added


def usual_names() -> list[str]:
    text = (settings.BASE_DIR / "fixtures" / "choices.json").read_text(encoding="utf-8")
    return list(json.loads(text)["payment_methods"])


def _add(key: str, name: str, position: int, *, by: Actor) -> PaymentMethod:
    manner = MANNERS.get(key, Manner(Kind.OTHER))
    method = PaymentMethod(
        key=key,
        name=name,
        position=position,
        kind=manner.kind,
        needs_reference=manner.needs_reference,
        awaits_confirmation=manner.awaits_confirmation,
        is_active=manner.is_active,
    )
    history.sign(method, by=by)
    method.save()
    return method
