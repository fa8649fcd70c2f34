"""A delivery is arranged after the sale, and changed while it waits; the fee belongs to the sale, so none is added."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.sales import delivery_steps as steps
from apps.sales.models import Delivery, DeliveryStep, Receipt, ReceiptLine, Void
from apps.sales.refusals import AlreadyVoid, DeliveryExists
from apps.users import reach

PREFIX = "DLV"
Kind = DeliveryStep.Kind
TITLES = {field.name: field.verbose_name for field in Delivery._meta.concrete_fields}
OF_THE_CUSTOMER = ("address", "phone", "note")


@dataclass(frozen=True, slots=True)
class Plan:
    """How the customer gets the goods."""

    kind: str
    address: str = ""
    phone: str = ""
    due_on: date | None = None
    courier: str = ""
    note: str = ""


@transaction.atomic
def plan(receipt: Receipt, wish: Plan, *, by: Actor) -> Delivery:
    """Arrange it for a sale that was made without; an empty address or phone is the customer's own.

    Refuses void and fully returned sales, deposits, a second delivery, and a place that nobody named.
    """
    reach.refuse_beyond(by, receipt.shop)
    _refuse_unfit(receipt)
    wish = _completed(receipt, wish)
    refuse_wrong(wish, is_new_day=True)
    row = Delivery(receipt=receipt, **asdict(wish))
    row.number = numbering.monthly(PREFIX, clock.today())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _already(receipt) from None  # the number is drawn in the outer transaction, which is undone too
    steps.note(row, Kind.PLANNED, by=by, kind_of=wish.kind, due_on=str(wish.due_on or ""))
    return row


@transaction.atomic
def change(delivery: Delivery, *, by: Actor, reason: str, **values: Any) -> Delivery:
    """Another place, phone, day, courier, note or way while it waits; before and after stay in the audit log."""
    before = {name: getattr(delivery, name) for name in values}
    changed = [name for name, value in values.items() if value != before[name]]
    if not changed:
        return delivery
    wish = Plan(**{name: values.get(name, getattr(delivery, name)) for name in Plan.__dataclass_fields__})
    refuse_wrong(wish, is_new_day="due_on" in changed)
    steps.take(delivery, by, **{name: values[name] for name in changed})
    told = {name: {"before": str(before[name] or ""), "after": str(values[name] or "")} for name in changed}
    sealed = {name: told.pop(name) for name in OF_THE_CUSTOMER if name in told}
    words = "; ".join(filter(None, (_told(delivery, changed), reason.strip())))
    steps.note(delivery, Kind.CHANGED, by=by, note=words, sealed=sealed or None, reason=reason.strip(), changes=told)
    return delivery


def refuse_wrong(wish: Plan, *, is_new_day: bool) -> None:
    if wish.kind not in Delivery.Kind.values:
        raise InvalidInput(_("Choose whether the goods are brought or collected."), field="kind")
    if wish.kind == Delivery.Kind.DELIVERY and not wish.address.strip():
        raise InvalidInput(_("Type where the goods shall be brought."), field="address")
    if is_new_day and wish.due_on is not None and wish.due_on < clock.today():
        raise InvalidInput(_("This day is over: choose today or a later one."), field="due_on")


def _refuse_unfit(receipt: Receipt) -> None:
    words = {"receipt": receipt.number}
    if Void.objects.filter(receipt=receipt).exists():
        raise AlreadyVoid(_("%(receipt)s is void: there is nothing to deliver.") % words)
    if receipt.kind not in (Receipt.Kind.SALE, Receipt.Kind.GIFT):
        raise InvalidInput(_("%(receipt)s has no goods on it that could be delivered.") % words)
    if not ReceiptLine.objects.filter(receipt=receipt, returned__lt=F("quantity")).exists():
        raise InvalidInput(_("All goods of %(receipt)s came back: there is nothing to deliver.") % words)
    if Delivery.objects.filter(receipt=receipt).exists():
        raise _already(receipt)


def _already(receipt: Receipt) -> DeliveryExists:
    number = Delivery.objects.filter(receipt=receipt).values_list("number", flat=True).first()
    words = {"receipt": receipt.number, "delivery": number or "–"}
    return DeliveryExists(_("%(receipt)s has %(delivery)s already: change that one.") % words)


def _completed(receipt: Receipt, wish: Plan) -> Plan:
    customer = receipt.customer
    given = asdict(wish)
    if customer is not None:
        own = {"phone": customer.phone or ""}
        own |= {"address": customer.address} if wish.kind == Delivery.Kind.DELIVERY else {}
        given |= {name: value for name, value in own.items() if not given[name].strip()}
    return Plan(**given)


def _told(delivery: Delivery, changed: list[str]) -> str:
    """What the steps say: the day and the courier in words, of a person's own only that it changed."""
    said = []
    for name in changed:
        title = str(TITLES[name])
        value = getattr(delivery, name)
        if name == "due_on":
            said.append(f"{title}: {date_format(value, 'j M Y') if value else '–'}")
        elif name in OF_THE_CUSTOMER:
            said.append(title)
        else:
            said.append(f"{title}: {delivery.get_kind_display() if name == 'kind' else value or '–'}")
    return ", ".join(said)
