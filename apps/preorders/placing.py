"""A pre-order is placed, once, and changed while the shop waits for the goods."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.core import clock, numbering
from apps.core.actor import Actor
from apps.core.money import HUNDRED, MOST, ZERO, format_money, money
from apps.core.refusals import Conflict, InvalidInput, NexusError
from apps.customers.models import Customer
from apps.preorders import deposits, papers, queries, steps
from apps.preorders.models import PreOrder, PreOrderStep
from apps.printing import jobs
from apps.printing.models import Task
from apps.sales import allowances
from apps.sales.models import Shift
from apps.sales.orders import ApprovalInput, TenderInput
from apps.sales.refusals import BeyondLimit
from apps.stores.models import Shop
from apps.users import approvals, reach
from apps.users.limits import discount_limit

PREFIX = "PRE"
MOST_PIECES = 10_000
WISHES = ("what", "brand", "category", "colour", "design", "size")
CHANGEABLE = (*WISHES, "product", "quantity", "unit_price", "expected_on", "note")
State, Kind = PreOrder.State, PreOrderStep.Kind


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a customer wants and when: a ``product`` that is known, or what they say in words.

    ``key`` is the form's own: sent twice it is one pre-order. ``deposit`` is what they leave, paid by ``tenders``.
    """

    shop: Shop
    customer: Customer
    key: UUID
    quantity: int
    unit_price: Decimal
    expected_on: date
    what: str = ""
    product: Product | None = None
    brand: str = ""
    category: str = ""
    colour: str = ""
    design: str = ""
    size: str = ""
    note: str = ""
    deposit: Decimal = ZERO
    tenders: Sequence[TenderInput] = ()

    @property
    def called(self) -> str:
        return self.what.strip() or (self.product.name if self.product else "")

    @property
    def body_hash(self) -> str:
        wishes = [getattr(self, name) for name in WISHES]
        tenders = [(tender.method_id, str(tender.amount), tender.reference) for tender in self.tenders]
        keys = [self.shop.pk, self.customer.pk, self.product.pk if self.product else None]
        told = [str(value) for value in (self.unit_price, self.expected_on, self.deposit)]
        return hashlib.sha256(json.dumps([keys, wishes, self.quantity, told, self.note, tenders]).encode()).hexdigest()


def place(wish: Wish, *, by: Actor, shift: Shift | None = None, approval: ApprovalInput | None = None) -> PreOrder:
    """Write it down, take the deposit into ``shift`` (by default the open one of the actor's register), print the slip.

    Below the shelf price by more than the person's limit it needs an approval (for the action ``discount``, its
    subject the key). Refuses InvalidInput, BeyondReach, BeyondLimit; sent again it answers the first one.
    """
    try:
        return _place(wish, shift, approval, by)
    except (NexusError, IntegrityError):
        first = _first(wish)
        if first is None:
            raise
        return first


@transaction.atomic
def change(preorder: PreOrder, *, by: Actor, **values: Any) -> PreOrder:
    """Other goods, pieces, price or day while it is pending; never worth less than what was left for it."""
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise InvalidInput(_("A pre-order has no %(fields)s to change.") % {"fields": ", ".join(sorted(unknown))})
    reach.refuse_beyond(by, preorder.shop)
    steps.hold(preorder, State.PENDING)
    before = {name: getattr(preorder, name) for name in values}
    for name, value in values.items():
        setattr(preorder, name, value)
    changed = [name for name, value in values.items() if value != before[name]]
    if not changed:
        return preorder
    _refuse_wrong(preorder, is_new_day="expected_on" in changed)
    if {"unit_price", "product"} & set(changed):
        by = _allowed(preorder.product, preorder.unit_price, None, str(preorder.key), by)
    _refuse_below_deposits(preorder)
    preorder.save(update_fields=changed)
    steps.note(preorder, Kind.CHANGED, by=by, note="; ".join(_told(preorder, name, before) for name in changed))
    return preorder


@transaction.atomic
def _place(wish: Wish, shift: Shift | None, approval: ApprovalInput | None, by: Actor) -> PreOrder:
    if PreOrder.objects.filter(key=wish.key).exists():
        raise Conflict(_("This pre-order was taken before."))
    reach.refuse_beyond(by, wish.shop)
    preorder = _row(wish, by)
    _refuse_wrong(preorder, is_new_day=True)
    if not wish.shop.is_active:
        raise InvalidInput(_("%(shop)s is closed: order for another shop.") % {"shop": wish.shop.name})
    by = _allowed(wish.product, wish.unit_price, approval, str(wish.key), by)
    preorder.number = numbering.monthly(PREFIX, clock.today())
    preorder.save(force_insert=True)
    steps.note(preorder, Kind.PLACED, by=by, note=preorder.words, total=str(preorder.total),
               expected=str(preorder.expected_on), approver=by.approver_name)  # fmt: skip
    if wish.deposit:
        key = uuid5(wish.key, "deposit")
        deposits.take(preorder, wish.deposit, wish.tenders, key=key, by=by, shift=shift)
    jobs.queue(papers.slip(preorder), task=Task.PREORDER, shop=preorder.shop, by=by)
    return preorder


def _row(wish: Wish, by: Actor) -> PreOrder:
    return PreOrder(
        key=wish.key,
        body_hash=wish.body_hash,
        shop=wish.shop,
        customer=wish.customer,
        product=wish.product,
        **{name: getattr(wish, name).strip() for name in WISHES if name != "what"},
        what=wish.called[:200],
        quantity=wish.quantity,
        unit_price=wish.unit_price,
        expected_on=wish.expected_on,
        note=wish.note.strip()[:300],
        business_date=clock.today(),
        created_at=clock.now(),
        created_by_id=by.user_id,
        created_by_name=by.name,
    )


def _first(wish: Wish) -> PreOrder | None:
    first = PreOrder.objects.filter(key=wish.key).first()
    if first is not None and first.body_hash != wish.body_hash:
        raise Conflict(_("This form became %(number)s already: open a new one.") % {"number": first.number})
    return first


def _refuse_wrong(preorder: PreOrder, *, is_new_day: bool) -> None:
    product = preorder.product
    if not preorder.what.strip():
        raise InvalidInput(_("Say what is ordered."), field="what")
    if product is not None and product.is_archived:
        words = {"name": product.name}
        raise InvalidInput(_("%(name)s is archived: ask for it to be restored first.") % words, field="product")
    if not 1 <= preorder.quantity <= MOST_PIECES:
        raise InvalidInput(_("Between 1 and %(most)s pieces, please.") % {"most": f"{MOST_PIECES:,}"}, field="quantity")
    price = preorder.unit_price
    if price <= 0 or price != money(price) or preorder.total > MOST:
        raise InvalidInput(_("Say what a piece will cost: an amount above zero."), field="unit_price")
    if is_new_day and preorder.expected_on < clock.today():
        raise InvalidInput(_("The day on which it is expected has passed: choose a later one."), field="expected_on")


def _refuse_below_deposits(preorder: PreOrder) -> None:
    held = queries.held(preorder)
    if preorder.total < held:
        words = {"held": format_money(held), "total": format_money(preorder.total)}
        raise InvalidInput(
            _("%(held)s was left for it, more than %(total)s: cancel it and give the deposit back first.") % words
        )


def _allowed(product: Product | None, price: Decimal, approval: ApprovalInput | None, subject: str, by: Actor) -> Actor:
    """The actor, with the approver beside when the price is further below the shelf's than they may go."""
    if product is None or price >= product.price or by.user_id is None:
        return by
    percent = money((product.price - price) * HUNDRED / product.price)
    limit = discount_limit(allowances.person(by))
    if percent <= limit:
        return by
    action = allowances.DISCOUNT
    if approval is not None and approval.action == action:
        return approvals.use(approval.token, action=action, subject=subject, limit=percent, by=by)
    words = {"percent": allowances.plain(percent), "limit": allowances.plain(limit)}
    sentence = _("%(percent)s %% off is more than your %(limit)s %%: ask a manager for their PIN.")
    raise BeyondLimit(sentence % words, action=action, **words)


def _told(preorder: PreOrder, name: str, before: dict[str, Any]) -> str:
    field = PreOrder._meta.get_field(name)
    return f"{getattr(field, 'verbose_name', name)}: {before[name] or '–'} → {getattr(preorder, name) or '–'}"
