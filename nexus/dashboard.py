"""Today on one page: what was sold, what runs out, which tills are open. Asks the trades, returns context."""

from typing import Any

from django.http import HttpRequest


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    return context
