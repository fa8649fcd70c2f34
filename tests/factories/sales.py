"""A shop that can sell: its till with an open shift, people, ways to pay, goods on the floor."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Permission

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.customers.models import Customer
from apps.sales import checkout, orders, shifts
from apps.sales.models import Receipt, Shift
from apps.stores.models import Location, PaymentMethod, Place, Register, Shop, TaxRate
from apps.users.models import Role, User

Kind = PaymentMethod.Kind


@dataclass(frozen=True)
class Till:
    """A register with its shift open, and who stands at it."""

    shop: Shop
    floor: Place
    register: Register
    cashier: User
    actor: Actor
    shift: Shift
    methods: dict[str, PaymentMethod] = field(default_factory=dict)


def make_till(*, code: str = "AB1", city: str = "Abuja", name: str = "Wuse II", opening_float: str = "5000.00") -> Till:
    """A shop in its city, with floor, a till, a cashier who may sell, cash and transfer, 7.5 % VAT included."""
    shop, floor = make_shop(code=code, city=city, name=name)
    register = Register.objects.create(shop=shop, code=f"{code}-1", name="Till 1", epoch=1)
    cashier = make_cashier(f"cashier-{code.lower()}", shop)
    actor = actor_at(register, cashier)
    shift = shifts.open_shift(register, key=uuid4(), opening_float=Decimal(opening_float), by=actor)
    return Till(shop, floor, register, cashier, actor, shift, make_methods())


def more_tills(till: Till, count: int) -> list[Till]:
    """Further registers of the same shop, each with its own shift, the same cashier at all of them."""
    return [_till_beside(till, number) for number in range(2, count + 2)]


def _till_beside(till: Till, number: int) -> Till:
    register = Register.objects.create(
        shop=till.shop, code=f"{till.shop.code}-{number}", name=f"Till {number}", epoch=1
    )
    actor = actor_at(register, till.cashier)
    shift = shifts.open_shift(register, key=uuid4(), opening_float=Decimal("5000.00"), by=actor)
    return replace(till, register=register, actor=actor, shift=shift)


def make_shop(*, code: str = "AB1", city: str = "Abuja", name: str = "Wuse II") -> tuple[Shop, Place]:
    location, _made = Location.objects.get_or_create(code=city[:2].upper(), defaults={"name": city})
    shop = Shop.objects.create(location=location, code=code, name=name, address=f"1 Market Road, {city}")
    floor = Place.objects.create(shop=shop, kind=Place.Kind.FLOOR, name=f"{name}, shop floor")
    for kind in (Place.Kind.SUPPLIER, Place.Kind.CUSTOMER, Place.Kind.LOSS):
        Place.objects.get_or_create(kind=kind, shop=None, location=None, defaults={"name": kind.label})
    return shop, floor


def make_cashier(username: str, shop: Shop, *, limit: str = "10", permissions: tuple[str, ...] = ("sell",)) -> User:
    """A user with the given permissions of sales and a discount limit in percent."""
    user = User.objects.create_user(username, password="only-for-tests", first_name=username.title(), shop=shop)
    role, _made = Role.objects.get_or_create(name=f"up to {limit} %", defaults={"discount_limit": Decimal(limit)})
    user.groups.add(role)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="sales", codename__in=permissions))
    return user


def actor_at(register: Register, user: User) -> Actor:
    return Actor(
        user_id=user.pk,
        name=str(user),
        address="10.0.0.21",
        register_id=register.pk,
        register_name=register.name,
        shop_id=register.shop_id,
    )


def make_methods() -> dict[str, PaymentMethod]:
    """Cash, a transfer that needs a reference, a card, credits, and 7.5 % VAT as the shop's tax."""
    TaxRate.objects.get_or_create(name="VAT", defaults={"rate": Decimal("7.5"), "is_inclusive": True})
    kinds = {
        kind.value: kind for kind in (Kind.CASH, Kind.TRANSFER, Kind.CARD, Kind.CREDIT, Kind.DEPOSIT, Kind.EXCHANGE)
    }
    methods = {}
    for position, (key, kind) in enumerate(kinds.items()):
        methods[key], _made = PaymentMethod.objects.get_or_create(
            key=key,
            defaults={
                "name": key.title(),
                "kind": kind,
                "position": position,
                "needs_reference": key == "transfer",
            },
        )
    return methods


def make_customer(name: str = "Ngozi Eze", phone: str | None = None, **changes: Any) -> Customer:
    return Customer.objects.create(name=name, phone=phone, created_at=clock.now(), **changes)


def message(till: Till, *lines: Any, paid: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """What the till sends for ``lines``: each ``(product, quantity)``, with a dict of further values when wanted.

    ``paid`` is handed over by method; by default the exact ``total`` in cash.
    """
    rows = [_row(*line) for line in lines]
    total = sum((Decimal(row["unit_price"]) * row["quantity"] for row in rows), Decimal("0.00"))
    body = {
        "key": str(uuid4()),
        "provisional_number": "",
        "sold_at": clock.now().isoformat(),
        "shift_key": str(till.shift.key),
        "cashier_id": till.cashier.pk,
        "customer_id": None,
        "lines": rows,
        "total": str(total),
        "removed": [],
        "approvals": [],
    } | changes
    tenders = paid if paid is not None else {"cash": body["total"]}
    body["tenders"] = [
        {"method_id": till.methods[key].pk, "amount": amount, "reference": "TRF 77" if key == "transfer" else ""}
        for key, amount in tenders.items()
    ]
    return body


def sell(till: Till, *lines: Any, **changes: Any) -> Receipt:
    return checkout.sell(orders.from_json(message(till, *lines, **changes)), by=till.actor)


def _row(product: Product, quantity: int = 1, more: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"product_id": product.pk, "quantity": quantity, "unit_price": str(product.price)} | (more or {})
