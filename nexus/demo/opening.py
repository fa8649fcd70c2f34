"""The demo's beginning: company, shops, staff, the range and its first stock."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from apps.catalog import lists
from apps.catalog.models import Product
from apps.catalog.products import NewProduct
from apps.core import clock
from apps.core.actor import Actor
from apps.customers import people
from apps.customers.models import Customer
from apps.inventory.models import StockLevel
from apps.loyalty import accounts
from apps.loyalty.models import Programme
from apps.printing import presets as printers
from apps.purchasing import intake
from apps.purchasing.intake import IntakeLine
from apps.purchasing.models import PurchaseInvoice, Supplier
from apps.stores import company, payment_methods, places, shops, taxes
from apps.stores.models import BankAccount, Company, Location, Register, Shop
from apps.users import actors, pins, presets
from apps.users.models import Role, User
from nexus.demo import cast, goods

LAGOS = ZoneInfo("Africa/Lagos")


@dataclass(slots=True)
class Market:
    """What the trading days need: who sells where, what there is, who comes."""

    chance: random.Random
    shops: dict[str, Shop]
    registers: dict[str, Register]
    staff: dict[str, User]
    customers: list[Customer]
    products: dict[int, Product]
    popular: set[int]
    stock: dict[str, dict[int, int]]

    def actor(self, username: str, shop: str) -> Actor:
        return actors.actor_for(self.staff[username], address="127.0.0.1", register=self.registers[shop])


def morning(day: date) -> datetime:
    return datetime.combine(day, time(8), LAGOS)


def set_up(first_day: date, chance: random.Random) -> Market:
    """Found the company and fill its shops, on the morning of ``first_day``."""
    with clock.at(morning(first_day) - timedelta(days=1)):
        founder = Actor.system("Nexus demo")
        _found_company()
        presets.setup(by=founder)
        payment_methods.sync(by=founder)
        taxes.sync(by=founder)
        lists.set_up(by=founder)
        opened = _open_shops(founder)
        registers = {code: _registers(shop, founder) for code, shop in opened.items()}
        staff = {plan.username: _hire(plan, opened[plan.shop], founder) for plan in cast.STAFF}
        printers.ensure_virtual(by=founder)
        by = actors.actor_for(staff["md"])
        products, popular = _first_stock(opened, chance, by)
        market = Market(chance, opened, registers, staff, _customers(chance, by), products, popular, {})
        count_floors(market)
        return market


def _found_company() -> None:
    Company.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Okiki & Sons",
            "address": "24 Aminu Kano Crescent, Wuse II, Abuja",
            "phone": "+234 803 000 0100",
            "email": "hello@okiki.example",
            "tax_number": "20481632-0001",
            "receipt_header": "Clothes that fit, since 1998",
            "receipt_footer": "Thank you for shopping with us.\nExchange within 7 days with this receipt.",
            "display_messages": "Welcome to Okiki & Sons\nNew linen shirts are in\nAsk us for your size",
            "credit_limit": Decimal("150000.00"),
            "low_stock": 2,
            "critical_stock": 1,
        },
    )
    company.forget()
    for position, (bank, number) in enumerate(cast.BANKS):
        BankAccount.objects.create(company_id=1, bank=bank, number=number, name="Okiki & Sons Ltd", position=position)


def _open_shops(by: Actor) -> dict[str, Shop]:
    cities: dict[str, Location] = {code: shops.open_location(code, name, by=by) for code, name in cast.CITIES}
    return {
        plan.code: shops.open_shop(
            cities[plan.city],
            code=plan.code,
            name=plan.name,
            address=plan.address,
            phone=plan.phone,
            with_warehouse=True,
            by=by,
        )
        for plan in cast.SHOPS
    }


def _registers(shop: Shop, by: Actor) -> Register:
    """Two registers a shop; the first one trades in the demo."""
    first = shops.add_register(shop, code=f"{shop.code}1", name="Register 1", by=by)
    shops.add_register(shop, code=f"{shop.code}2", name="Register 2", by=by)
    return first


def _hire(plan: cast.StaffPlan, shop: Shop, by: Actor) -> User:
    user: User = User.objects.create_user(
        plan.username,
        password=cast.PASSWORD,
        first_name=plan.first_name,
        last_name=plan.last_name,
        shop=shop,
        is_staff=True,
    )
    user.groups.add(Role.objects.get(name=plan.role))
    pins.set_pin(user, plan.pin, by=by)
    return user


def _first_stock(opened: dict[str, Shop], chance: random.Random, by: Actor) -> tuple[dict[int, Product], set[int]]:
    supplier = Supplier.objects.create(name="Aba Garments Ltd", phone="+2348030000900", address="Ariaria Market, Aba")
    variants = list(goods.variants(chance))
    first, *others = opened.values()
    news = [_new_line(variant, chance) for variant in variants]
    invoice = intake.take_in(news, shop=first, supplier=supplier, by=by)
    bought = invoice.lines.select_related("product").order_by("position")
    products = {line.product.pk: line.product for line in bought if line.product}
    popular = {pk for pk, variant in zip(products, variants, strict=True) if variant.is_popular}
    for shop in others:
        intake.take_in(_known_lines(products, popular, chance), shop=shop, supplier=supplier, by=by)
    for shop in opened.values():
        reserve = [
            IntakeLine(quantity=chance.choice((4, 6, 8, 12)), product=product, place=places.warehouse_of(shop))
            for product in products.values()
            if chance.random() < 0.4
        ]
        intake.take_in(reserve, shop=shop, supplier=supplier, by=by)
    return products, popular


def _new_line(variant: goods.Variant, chance: random.Random) -> IntakeLine:
    new = NewProduct(
        brand=variant.brand,
        style=variant.style,
        category=variant.category,
        design=variant.design,
        colour=variant.colour,
        size=variant.size,
        cost=variant.cost,
        markup=variant.markup,
    )
    return IntakeLine(quantity=_pieces(chance, variant.is_popular), new=new)


def _known_lines(products: dict[int, Product], popular: set[int], chance: random.Random) -> list[IntakeLine]:
    return [IntakeLine(quantity=_pieces(chance, pk in popular), product=product) for pk, product in products.items()]


def _pieces(chance: random.Random, is_popular: bool) -> int:
    return chance.choice((8, 10, 12, 15)) if is_popular else chance.choice((2, 3, 4, 6, 8))


def _customers(chance: random.Random, by: Actor) -> list[Customer]:
    """Two of three take part in the loyalty programme."""
    names = [f"{first} {last}" for first in cast.FIRST_NAMES for last in cast.LAST_NAMES]
    found = [
        people.create(name=name, phone=f"0803{chance.randrange(10**6, 10**7)}", by=by)
        for name in chance.sample(names, cast.CUSTOMERS)
    ]
    Programme.objects.update_or_create(pk=1, defaults={"is_active": True})
    for place, customer in enumerate(found):
        if place % 3:
            accounts.enrol(customer, by=by)
    return found


def count_floors(market: Market) -> None:
    """Note what lies on each floor, so that the days ahead sell only what is there."""
    levels = StockLevel.objects.filter(place__kind="floor", quantity__gt=0)
    market.stock = {code: {} for code in market.shops}
    for product, shop, quantity in levels.values_list("product_id", "place__shop__code", "quantity"):
        market.stock[shop][product] = quantity


def restock(market: Market, day: date) -> None:
    """Every Monday the supplier fills up most of what ran low."""
    with clock.at(morning(day)):
        for code, shop in market.shops.items():
            short = [pk for pk, left in market.stock[code].items() if left < 2 and market.chance.random() < 0.55]
            if not short:
                continue
            lines = [IntakeLine(quantity=market.chance.choice((4, 6, 8)), product=market.products[pk]) for pk in short]
            intake.take_in(lines, shop=shop, by=market.actor("md", code), source=PurchaseInvoice.Source.INTAKE)
            for line, pk in zip(lines, short, strict=True):
                market.stock[code][pk] += line.quantity
