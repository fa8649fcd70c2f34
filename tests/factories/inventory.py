"""Places, goods and stock, as few rows as a test of stock needs."""

from decimal import Decimal
from itertools import count

from apps.catalog.models import Brand, Category, Product, Style
from apps.core import clock
from apps.core.actor import Actor
from apps.inventory import ledger
from apps.inventory.models import StockLevel, StockMove
from apps.stores.models import Location, Place, Shop

_numbers = count(1)


def make_goods(name: str = "", **changes: object) -> Product:
    """A product of its own style, without barcode or stock."""
    number = next(_numbers)
    brand, _ = Brand.objects.get_or_create(name="Levi's")
    category, _ = Category.objects.get_or_create(name="Jeans")
    style = Style.objects.create(name=name or f"Levi's Jeans no. {number}", brand=brand, category=category)
    fields = {"cost": Decimal("100.00"), "price": Decimal("150.00"), "created_at": clock.now()} | changes
    return Product.objects.create(number=900_000_000 + number, style=style, name=style.name, **fields)


def make_place(name: str = "", kind: Place.Kind = Place.Kind.FLOOR, shop: Shop | None = None) -> Place:
    """A place of a shop (a new one unless given), or an outside place."""
    if kind not in Place.OURS:
        return Place.objects.get_or_create(kind=kind, defaults={"name": name or kind.label})[0]
    shop = shop or make_shop(name)
    return Place.objects.create(kind=kind, name=name or f"{shop.name} {kind.label}", shop=shop)


def make_shop(name: str = "", city: str = "Abuja", code: str = "AB") -> Shop:
    location, _ = Location.objects.get_or_create(code=code, defaults={"name": city})
    number = next(_numbers)
    return Shop.objects.create(location=location, code=f"shop-{number}", name=name or f"Shop {number}")


def stock(product: Product, place: Place, quantity: int, value: Decimal | None = None, document: str = "START") -> None:
    """Opening stock, by default worth the product's cost."""
    worth = product.cost * quantity if value is None else value
    move = ledger.Move(product.pk, make_place(kind=Place.Kind.SUPPLIER), place, quantity, worth, product.name)
    ledger.post([move], document=document, reason=StockMove.Reason.OPENING, by=Actor.system())


def level_of(product: Product, place: Place) -> tuple[int, Decimal]:
    """Quantity and value; nothing and zero without a row."""
    row = StockLevel.objects.filter(product=product, place=place).first()
    return (row.quantity, row.value) if row else (0, Decimal("0.00"))
