"""The demo's range: styles of a few brands in the colours and sizes of the shop's own lists."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

LETTERS = ("S", "M", "L", "XL", "XXL")
WAISTS = ("30", "32", "34", "36", "38")
ONE = ("One size",)
QUIET = ("Black", "White", "Navy Blue", "Grey", "Khaki")
BRIGHT = ("Sky Blue", "Wine", "Emerald", "Mustard Yellow", "Peach", "Lilac", "Royal Blue", "Olive")


@dataclass(frozen=True, slots=True)
class Variant:
    """One product to come: names as in the shop's lists, cost in naira, markup in percent."""

    brand: str
    style: str
    category: str
    design: str
    colour: str
    size: str
    cost: Decimal
    markup: Decimal
    is_popular: bool


# category, sizes, lowest and highest cost, designs it comes in
RANGE = (
    ("T-Shirts", LETTERS, 3500, 9500, ("Plain", "Graphic / Printed")),
    ("Polos", LETTERS, 7500, 18000, ("Plain", "Breton Stripe")),
    ("Office Shirts", LETTERS, 9500, 24000, ("Plain", "Pinstripe", "Bengal Stripe")),
    ("Linen Shirts", LETTERS, 9000, 19000, ("Plain", "Floral")),
    ("Jeans", WAISTS, 9800, 21000, ("Plain",)),
    ("Chinos", WAISTS, 9000, 18500, ("Plain",)),
    ("Cargo Pants", WAISTS, 10500, 17500, ("Plain", "Camouflage")),
    ("Joggers", LETTERS, 7000, 14500, ("Plain",)),
    ("Suits", ("48", "50", "52", "54"), 65000, 125000, ("Plain", "Windowpane")),
    ("Boxers", LETTERS, 2200, 5200, ("Plain", "Geometric")),
    ("Caps", ONE, 2500, 5500, ("Plain",)),
    ("Belts", ("90", "100", "110"), 4200, 9800, ("Plain",)),
)
SINGULAR = {
    "T-Shirts": "T-Shirt",
    "Polos": "Polo",
    "Office Shirts": "Office Shirt",
    "Linen Shirts": "Linen Shirt",
    "Suits": "Suit",
    "Caps": "Cap",
    "Belts": "Belt",
}
BRANDS = ("Lagos Line", "Deji & Kola", "Okiki", "Kente Co.", "Zaria Weave", "Harmattan")
STYLES_A_CATEGORY = 3


def variants(chance: random.Random) -> Iterator[Variant]:
    """The whole range, always the same for the same ``chance``."""
    for category, sizes, lowest, highest, designs in RANGE:
        for brand in chance.sample(BRANDS, STYLES_A_CATEGORY):
            yield from _style(chance, brand, category, sizes, (lowest, highest), chance.choice(designs))


def _style(
    chance: random.Random, brand: str, category: str, sizes: tuple[str, ...], costs: tuple[int, int], design: str
) -> Iterator[Variant]:
    cost = Decimal(chance.randrange(costs[0], costs[1], 250))
    markup = Decimal(chance.choice((40, 45, 50, 60, 75)))
    colours = chance.sample(QUIET, 2) + chance.sample(BRIGHT, 1)
    name = f"{brand} {SINGULAR.get(category, category)}" + ("" if design == "Plain" else f" {design.split(' /')[0]}")
    for colour in colours:
        for size in sizes:
            yield Variant(
                brand, name, category, design, colour, size, cost, markup, is_popular=size in ("M", "L", "32", "34")
            )
