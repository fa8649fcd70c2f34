"""A sale becomes a receipt in one transaction, once, however often the till sends it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.core.refusals import NexusError
from apps.credits import ledger as credits
from apps.inventory import ledger
from apps.sales import allowances, booking, credit, offline, parking, payment, points, reckoning, terms
from apps.sales.booking import Sale
from apps.sales.models import Receipt, Shift
from apps.sales.orders import Order
from apps.sales.queries import Goods, goods
from apps.sales.refusals import (
    ArchivedProduct,
    KeyReused,
    NoOpenShift,
    OldEnrolment,
    UnknownProduct,
    WrongCashier,
    WrongRegister,
)
from apps.stores.models import Register


def sell(order: Order, *, by: Actor, exchanged: Decimal = ZERO) -> Receipt:
    """Book a sale, whole or not at all.

    Sent again with the same key and content it answers the first receipt; with other content it refuses KeyReused.
    A sale made offline is finished already and is booked whatever the server thinks of it (see ``offline``).
    ``exchanged`` is what goods brought back pay of it.
    """
    try:
        return offline.book(order, by=by) if order.is_offline else _sell(order, by, exchanged)
    except (NexusError, IntegrityError):
        first = first_receipt(order)
        if first is None:
            raise
        return first


def first_receipt(order: Order) -> Receipt | None:
    """The receipt that this sale became when it was first sent."""
    first = Receipt.objects.filter(key=order.key).first()
    if first is not None and first.body_hash != order.body_hash:
        raise KeyReused(
            _("This sale was changed after it became %(number)s. Begin a new sale.") % {"number": first.number},
            number=first.number,
        )
    return first


@transaction.atomic
def _sell(order: Order, by: Actor, exchanged: Decimal = ZERO) -> Receipt:
    shift = _open_shift(order, by)
    conditions = terms.of(shift.shop_id)
    found = _sellable(order)
    totals = reckoning.reckon_today(order, found, conditions)
    settlement = payment.settle(totals.total, order.tenders, conditions.methods, exchanged=exchanged)
    customer = credit.customer_of(order, due=settlement.due)
    order = replace(order, customer_id=customer.pk if customer else None)  # whom a merged one has become
    is_gift = bool(order.gift_reason or any(line.gift_reason for line in order.lines))
    percent = allowances.percent_beyond_promised(order, totals)
    by = allowances.allow(order, percent=percent, gift=totals.gift_value if is_gift else None, by=by)
    by = credit.allow_debt(order, customer, due=settlement.due, limit=conditions.company.credit_limit, by=by)
    sale = Sale(
        order=order,
        terms=conditions,
        shift=shift,
        goods=found,
        totals=totals,
        settlement=settlement,
        sold_at=clock.now(),
        cashier_id=by.user_id or shift.opened_by_id,
        cashier_name=by.name,
        customer=customer,
    )
    if settlement.owed or order.points:
        parking.refuse_parked(order.key)  # a till gives such a sale back when no answer comes; it is not booked late
    taken = ledger.take(sale.moves(), consuming=order.preorder)
    owed = None
    if settlement.owed:
        owed = credits.take(settlement.owed, customer_id=order.customer_id, deposit_for=order.preorder)
    redeemed = points.redeem(order, totals)
    moved = points.move(order, totals, redeemed, due=settlement.due, is_gift=sale.kind == Receipt.Kind.GIFT)
    return booking.book(sale, taken, owed=owed, points=moved, by=by)


def _open_shift(order: Order, by: Actor) -> Shift:
    """The shift, locked until the sale stands, so that it is not closed and counted in between."""
    epochs = Register.objects.filter(pk=OuterRef("register_id")).values("epoch")
    shifts = Shift.objects.select_for_update().annotate(register_epoch=Subquery(epochs))
    shift = shifts.filter(key=order.shift_key).first()
    if shift is None:
        raise NoOpenShift(_("No shift is open at this till: open one first."))
    if shift.closed_at is not None:
        when = date_format(timezone.localtime(shift.closed_at), "j M, H:i")
        raise NoOpenShift(
            _("%(shift)s was closed on %(when)s: open a new shift first.") % {"shift": shift.number, "when": when}
        )
    if by.register_id != shift.register_id or by.shop_id != shift.shop_id:
        raise WrongRegister(_("%(shift)s belongs to another till: sell it there.") % {"shift": shift.number})
    if order.epoch and order.epoch < shift.register_epoch:
        raise OldEnrolment(_("This till was enrolled anew in the meantime: reload the page, then finish the sale."))
    if order.cashier_id not in (None, by.user_id):
        raise WrongCashier(_("This sale was rung up by somebody else: let them sign in to finish it."))
    return shift


def _sellable(order: Order) -> Mapping[int, Goods]:
    found = goods({line.product_id for line in order.lines})
    for position, line in enumerate(order.lines, start=1):
        product = found.get(line.product_id)
        if product is None:
            raise UnknownProduct(
                _("Line %(position)s is no product of ours: take it off.") % {"position": position},
                product_id=line.product_id,
            )
        if product.is_archived:
            raise ArchivedProduct(
                _("%(name)s is archived and cannot be sold: take it off, or ask for it to be restored.")
                % {"name": product.name},
                product_id=line.product_id,
            )
    return found
