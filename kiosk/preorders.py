"""What a till asks about pre-orders: those of its shop, a new one, a further deposit."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.models import Product
from apps.core import clock
from apps.core.money import ZERO
from apps.core.refusals import InvalidInput, NotFound
from apps.credits.models import Credit
from apps.customers import merged
from apps.customers.models import Customer
from apps.preorders import deposits, placing, queries
from apps.preorders.models import PreOrder
from apps.preorders.placing import MOST_PIECES, Wish
from apps.sales import orders
from apps.sales.orders import ApprovalInput
from apps.sales.reading import Body
from apps.users.models import User
from kiosk import told
from kiosk.desk import Desk

Row = dict[str, Any]
MOST = 50


def listed(desk: Desk, body: Body) -> Row:
    """The open ones of the shop, what is here first; by words, or of one customer."""
    customer_id = body.whole("customer_id", least=1) if body.has("customer_id") else None
    rows = queries.at_till(desk.register.shop_id, text=body.text("text", most=80), customer_id=customer_id)
    return {"preorders": _rows(rows[:MOST], desk.user)}


def place(desk: Desk, body: Body) -> Row:
    """Taken at the counter, with the deposit in the till's open shift."""
    wish = Wish(
        shop=desk.register.shop,
        customer=_customer(body),
        key=body.key("key"),
        what=body.text("what"),
        product=_product(body),
        brand=body.text("brand", most=80),
        colour=body.text("colour", most=80),
        size=body.text("size", most=20),
        quantity=body.whole("quantity", least=1, most=MOST_PIECES),
        unit_price=body.amount("unit_price"),
        expected_on=body.day("expected_on"),
        note=body.text("note", most=300),
        deposit=body.amount("deposit") if body.has("deposit") else ZERO,
        tenders=orders.tender_inputs(body),
    )
    return {"preorder": _row(placing.place(wish, by=desk.actor, approval=_approval(body)), desk.user)}


def leave(desk: Desk, body: Body) -> Row:
    """A further deposit, in the till's open shift."""
    preorder = PreOrder.objects.select_related("customer", "product", "shop").filter(number=body.text("number")).first()
    if preorder is None:
        raise NotFound(_("There is no pre-order “%(number)s”.") % {"number": body.text("number")})
    key, amount = body.key("key"), body.amount("amount")
    receipt = deposits.take(preorder, amount, orders.tender_inputs(body), key=key, by=desk.actor)
    return {"preorder": _row(preorder, desk.user), "receipt": told.receipt(receipt)}


def _customer(body: Body) -> Customer:
    customer = merged.whoever_is(body.whole("customer_id", least=1))
    if customer is None:
        raise InvalidInput(_("That customer is not known any more: choose one again."), field="customer_id")
    return customer


def _product(body: Body) -> Product | None:
    if not body.has("product_id"):
        return None
    product = Product.objects.filter(pk=body.whole("product_id", least=1)).first()
    if product is None:
        raise InvalidInput(_("That product is not known any more: choose one again."), field="product_id")
    return product


def _approval(body: Body) -> ApprovalInput | None:
    if not body.has("approval"):
        return None
    row = body.within("approval")
    return ApprovalInput(row.text("token", most=100), row.text("action", most=40), row.text("limit", most=40))


def _row(preorder: PreOrder, user: User) -> Row:
    return _rows([preorder], user)[0]


def _rows(preorders: Sequence[PreOrder] | Any, user: User) -> list[Row]:
    """With the deposits of all of them, in one query."""
    found = list(preorders)
    left = defaultdict(list)
    numbers = [preorder.number for preorder in found]
    rows = Credit.objects.filter(document__in=numbers, purpose=Credit.Purpose.DEPOSIT, left__gt=ZERO)
    for deposit in rows.order_by("pk"):
        left[deposit.document].append(deposit)
    return [_told(preorder, left[preorder.number], user) for preorder in found]


def _told(preorder: PreOrder, left: Sequence[Credit], user: User) -> Row:
    held: Decimal = sum((deposit.left for deposit in left), ZERO)
    return {
        "number": preorder.number,
        "state": preorder.state,
        "words": preorder.words,
        "product_id": preorder.product_id,
        "quantity": preorder.quantity,
        "unit_price": str(preorder.unit_price),
        "total": str(preorder.total),
        "held": str(held),
        "open": str(max(preorder.total - held, ZERO)),
        "expected_on": preorder.expected_on.isoformat(),
        "is_overdue": preorder.is_overdue(clock.today()),
        "customer": told.customer(preorder.customer, user),
        "deposits": [{"number": deposit.number, "left": str(deposit.left)} for deposit in left],
    }
