"""Phone numbers are kept in one form, +234…, however they are typed, so that each is found and is one customer's."""

import re

from django.utils.translation import gettext as _

from apps.customers.refusals import InvalidPhone

COUNTRY = "+234"
BETWEEN = re.compile(r"[\s().\-/\u00a0]+")
NIGERIAN = re.compile(r"^[789]\d{9}$|^[1-9]\d{6,8}$")  # a mobile, or an area code with its number
FOREIGN = re.compile(r"^\+[1-9]\d{7,14}$")


def normalise(text: str) -> str:
    """``0803 123 4567``, ``+234 803…`` and ``234803…`` are ``+2348031234567``. InvalidPhone when it is no number."""
    plain = BETWEEN.sub("", text)
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    if plain.startswith("+") and not plain.startswith(COUNTRY):
        if FOREIGN.match(plain):
            return plain
        raise _refusal(text)
    national = _national(plain)
    if not NIGERIAN.match(national):
        raise _refusal(text)
    return f"{COUNTRY}{national}"


def _national(plain: str) -> str:
    for prefix in (COUNTRY, "234"):
        if plain.startswith(prefix) and len(plain) > 10:
            return plain[len(prefix) :].removeprefix("0")
    return plain.removeprefix("0")


def _refusal(text: str) -> InvalidPhone:
    return InvalidPhone(
        _("“%(text)s” is not a phone number. Write it as 0803 123 4567, or with + and the country's code.")
        % {"text": text}
    )
