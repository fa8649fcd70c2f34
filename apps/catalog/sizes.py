"""Sizes sort as people expect: one size, letters (S < M < L), numbers (28 < 30 < 32), then the rest."""

import re

LETTERS = re.compile(r"^(?:(\d{1,2})X|(X*))?(S|M|L)$")
NUMBERS = re.compile(r"^\D{0,4}?(\d{1,3})(?:\.(\d))?(?:\s*[-/x]\s*(\d{1,3}))?\D{0,3}$")
ONE_SIZE = {"one size", "free size", "os", "onesize", "default title"}
WORDS = (("extra", "x"), ("small", "s"), ("medium", "m"), ("large", "l"))

FIRST_LETTER, FIRST_NUMBER, REST = 1_000, 1_000_000, 900_000_000


def position_of(name: str) -> int:
    """Where a size stands among others; equal for two spellings of the same (``XXL``, ``2XL``)."""
    plain = " ".join(name.casefold().split())
    if plain in ONE_SIZE:
        return 0
    letters = LETTERS.match(_shortest(plain))
    if letters:
        return _letter_position(letters)
    numbers = NUMBERS.match(plain)
    if numbers:
        whole, tenth, second = (int(part or 0) for part in numbers.groups())
        return FIRST_NUMBER + (whole * 10 + tenth) * 1_000 + second
    return REST


def _shortest(plain: str) -> str:
    for word, letter in WORDS:
        plain = plain.replace(word, letter)
    return plain.upper().replace(" ", "").replace("-", "")


def _letter_position(letters: re.Match[str]) -> int:
    count, crosses, letter = letters.groups()
    times = int(count) if count else len(crosses or "")
    if count and letter == "M":
        return REST
    return FIRST_LETTER + {"S": -10 * times, "M": 10, "L": 20 + 10 * times}[letter]
