"""A phone or mail address with its middle hidden: enough to recognise it, not enough to use it."""

HOME = "+234"
DOTS = "•••"


def phone(number: str | None) -> str:
    """``+2348031234567`` is ``0803 ••• 4567``; a number of another country keeps its beginning."""
    if not number:
        return ""
    local = f"0{number.removeprefix(HOME)}" if number.startswith(HOME) else number
    return f"{local[:4]} {DOTS} {local[-4:]}" if len(local) > 8 else DOTS


def email(address: str) -> str:
    """``ada@x.com`` is ``a•••@x.com``."""
    name, at, host = address.partition("@")
    return f"{name[:1]}{DOTS}{at}{host}" if at else DOTS * bool(address)
