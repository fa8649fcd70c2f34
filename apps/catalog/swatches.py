"""A believable swatch for a colour: by the whole name, else by the first colour named in it, else by its family."""

import re

SWATCHES = {
    "black": "#17181a", "jet black": "#0a0a0b", "dirty black": "#2c2a28", "charcoal": "#36454f", "onyx": "#353839",
    "brown": "#6f4528", "chocolate": "#4a2c1d", "coffee": "#5a3d2b", "mocha": "#7b5643", "walnut": "#5c4033",
    "taupe": "#8b7d72", "tan": "#c9a06f", "camel": "#c19a6b", "carton": "#b58a5c", "dark carton": "#8a6440",
    "light carton": "#d0ad83", "yellow carton": "#d3a656", "light brown": "#a97c50",
    "white": "#fbfbf9", "ivory": "#f8f4e3", "cream": "#f6ecd2", "eggshell": "#f0ead6", "linen": "#ece2d0",
    "off-white": "#f5f2ea", "milk": "#fbf8ef", "organic cotton": "#efe8d8", "cotton": "#f2eee4",
    "blue": "#2b5fb3", "dark blue": "#1b2f5e", "sky blue": "#87bfe8", "royal blue": "#2846c9", "baby blue": "#b5d8f0",
    "cobalt": "#1f4fa8", "powder blue": "#b4cfe0", "faded blue": "#7d97b8", "denim blue": "#40628c",
    "linen blue": "#8fa9bf", "regular blue": "#2f66bd", "navy": "#1c2a4f", "navy blue": "#1c2a4f",
    "gray": "#8a8d91", "grey": "#8a8d91", "ash": "#b2b6b5", "ash grey": "#a6aba8", "slate": "#5d6b78",
    "smoke": "#9aa0a6", "silver": "#c2c6ca", "dark grey": "#4b4f54", "dark ash": "#74797a",
    "red": "#c1272d", "burgundy": "#6d1529", "crimson": "#b3162f", "wine": "#681b33", "maroon": "#6b1f26",
    "light wine": "#8f3a51",
    "green": "#2e7d46", "dark green": "#1d4a2f", "olive": "#6b6b2f", "olive green": "#6b6b2f", "mint": "#a6dbc0",
    "mint green": "#9fd8b8", "mint cream": "#e6f5ea", "sage": "#9caf88", "emerald": "#167d5a", "army green": "#4b5320",
    "plant green": "#3f8f4f", "lime green": "#8fc93a", "teal": "#19757b", "palm green": "#37613f",
    "faded green": "#8aa58b", "grey green": "#84958a",
    "pink": "#f0a3b8", "rose": "#d9788c", "hot pink": "#e83e8c", "blush": "#f1cfcb", "fuchsia": "#d4267f",
    "peach": "#f8c3a4",
    "purple": "#6b3fa0", "lavender": "#c0b3e3", "plum": "#6e2c5b", "mauve": "#b28aa9", "orchid": "#c36fc0",
    "lilac": "#c8a9d8", "light purple": "#b59bd6",
    "beige": "#e2d3b6", "sand": "#d8c39a", "khaki": "#b8a578", "oatmeal": "#ded2bd", "stone": "#c4bcae",
    "orange": "#ee7b26", "yellow": "#f3c623", "mustard yellow": "#d09c22", "mustard": "#d09c22", "gold": "#c9a227",
    "multi color": "#c77dbb", "multi-color": "#c77dbb", "rainbow": "#e0679b", "camou": "#66704b",
    "dirty jeans": "#55708c", "dark": "#2f3237", "hawaii print": "#2a9d8f",
}  # fmt: skip
UNKNOWN = "#a3a7ad"
LONGEST_FIRST = sorted(SWATCHES, key=len, reverse=True)


def swatch_of(name: str, family: str = "") -> str:
    """As ``#rrggbb``. A mixed colour shows the one that its name begins with."""
    plain = " ".join(re.sub(r"[&/]|\band\b|\bwith\b", " / ", name.casefold()).split())
    first_part = plain.split(" / ")[0].strip()
    for text in (first_part, plain):
        if text in SWATCHES:
            return SWATCHES[text]
        for colour in LONGEST_FIRST:
            if re.search(rf"\b{re.escape(colour)}", text):
                return SWATCHES[colour]
    return SWATCHES.get(family.casefold(), UNKNOWN)
