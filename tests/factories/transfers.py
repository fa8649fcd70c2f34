"""Two cities with a shop each, goods in the first, and transfers between them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.inventory import transfers
from apps.inventory.models import Transfer
from apps.inventory.transfers import Wish
from apps.stores import places
from apps.stores.models import Place, Shop
from tests.factories.inventory import make_goods, stock
from tests.factories.stores import make_location, make_shop

SYSTEM = Actor.system()


@dataclass(frozen=True)
class Cities:
    """Abuja, where ten jeans lie on the floor, and Lagos, where none do."""

    abuja: Shop
    lagos: Shop
    jeans: Product

    @property
    def here(self) -> Place:
        return places.floor_of(self.abuja)

    @property
    def there(self) -> Place:
        return places.floor_of(self.lagos)

    @property
    def road(self) -> Place:
        return places.transit_of(self.lagos.location)


def make_cities(pieces: int = 10) -> Cities:
    abuja = make_shop(name="Wuse II")
    lagos = make_shop(make_location("LA"), name="Ikeja")
    jeans = make_goods("Jeans")
    stock(jeans, places.floor_of(abuja), pieces)
    return Cities(abuja, lagos, jeans)


def wish(cities: Cities, count: int = 4, **changes: Any) -> Wish:
    fields = {"source": cities.here, "target": cities.there, "pieces": {cities.jeans.pk: count}, "key": uuid4()}
    return Wish(**fields | changes)


def make_transfer(cities: Cities, pieces: int = 4, *, is_sent: bool = False) -> Transfer:
    transfer = transfers.prepare(wish(cities, pieces), by=SYSTEM)
    return transfers.dispatch(transfer, by=SYSTEM) if is_sent else transfer
