"""A shop to measure in: one register with an open shift, and as many products as asked."""

import asyncio
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.catalog import lists
from apps.catalog.models import Product
from apps.catalog.products import NewProduct
from apps.core import notify
from apps.core.actor import Actor
from apps.purchasing import intake
from apps.purchasing.intake import IntakeLine
from apps.sales import shifts
from apps.sales.models import Shift
from apps.stores import payment_methods, shops, taxes
from apps.stores.models import PaymentMethod, Register, Shop
from apps.users import actors, pins, presets
from apps.users.models import Role, User

PASSWORD = "bench-2026-nexus"
SIZES = ("S", "M", "L", "XL", "XXL")
COLOURS = ("Black", "White", "Navy Blue", "Grey", "Khaki", "Wine", "Olive", "Sand", "Teal", "Rose")
KINDS = ("Shirts", "Polos", "Jeans", "Chinos", "Suits", "T-Shirts", "Joggers", "Sweaters", "Socks", "Caps")


@dataclass(slots=True)
class Bench:
    shop: Shop
    register: Register
    cashier: User
    by: Actor
    shift: Shift
    cash: PaymentMethod


def furnish() -> Bench:
    """The first shop of an empty database, its cashier signed to an open shift."""
    system = Actor.system("bench")
    presets.setup(by=system)
    payment_methods.sync(by=system)
    taxes.sync(by=system)
    lists.set_up(by=system)
    city = shops.open_location("AB", "Abuja", by=system)
    shop = shops.open_shop(city, code="bench", name="Bench", with_warehouse=True, by=system)
    register = shops.add_register(shop, code="bench1", name="Register 1", by=system)
    cashier = User.objects.create_user("cashier", password=PASSWORD, first_name="Ada", shop=shop)
    cashier.groups.add(Role.objects.get(name="Cashier"))
    pins.set_pin(cashier, "7391", by=system)
    by = actors.actor_for(cashier, address="127.0.0.1", register=register)
    shift = shifts.open_shift(register, key=uuid.uuid4(), opening_float=Decimal("10000.00"), by=by)
    return Bench(shop, register, cashier, by, shift, PaymentMethod.objects.get(kind="cash"))


def found() -> Bench:
    """The shop that was furnished in this database before."""
    register, cashier = Register.objects.get(code="bench1"), User.objects.get(username="cashier")
    by = actors.actor_for(cashier, address="127.0.0.1", register=register)
    cash = PaymentMethod.objects.get(kind="cash")
    return Bench(register.shop, register, cashier, by, Shift.objects.get(register=register), cash)


def more_tills(bench: Bench, count: int) -> list[Bench]:
    """Further registers of the same shop, each with its shift open."""
    return [_till(bench, number) for number in range(2, count + 2)]


def _till(bench: Bench, number: int) -> Bench:
    register = shops.add_register(bench.shop, code=f"bench{number}", name=f"Register {number}", by=bench.by)
    by = actors.actor_for(bench.cashier, address="127.0.0.1", register=register)
    shift = shifts.open_shift(register, key=uuid.uuid4(), opening_float=Decimal("10000.00"), by=by)
    return replace(bench, register=register, by=by, shift=shift)


@contextmanager
def tills_listening() -> Iterator[None]:
    """Within the block messages go to a loop in another thread, as the server's do, not to one made for each."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    notify.serve_from(loop)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_all_sent(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _all_sent() -> None:
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))


def stock(bench: Bench, count: int, pieces: int = 1000) -> list[Product]:
    """``count`` products with opening stock, 1,000 at a time."""
    known = Product.objects.count()
    for start in range(known, known + count, 1000):
        numbers = range(start, min(start + 1000, known + count))
        intake.take_in([_line(number, pieces) for number in numbers], shop=bench.shop, by=bench.by)
    return list(Product.objects.order_by("-pk")[:count])


def fill(bench: Bench, count: int) -> None:
    """Bring the shop to ``count`` products."""
    stock(bench, count - Product.objects.count())


def _line(number: int, pieces: int) -> IntakeLine:
    size, colour = SIZES[number % 5], COLOURS[number // 5 % 10]
    kind = KINDS[number // 50 % 10]
    new = NewProduct(
        brand=f"Brand {number // 500 % 40}",
        style=f"Brand {number // 500 % 40} {kind} {number // 20000}",
        category=kind,
        design="Plain",
        colour=colour,
        size=size,
        cost=Decimal(2000 + number % 700 * 25),
        markup=Decimal(50),
    )
    return IntakeLine(quantity=pieces, new=new)
