"""The back office's colours as a stylesheet, because the strict policy forbids unfold's inline one.

``manage.py write_colours`` writes it; a test sees that it is current.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin

SHEET: Path = settings.BASE_DIR / "nexus" / "static" / "nexus" / "colours.css"
HTMX_INDICATOR = """.htmx-indicator {
  opacity: 0;
}
.htmx-request .htmx-indicator,
.htmx-request.htmx-indicator {
  opacity: 1;
  transition: opacity 200ms ease-in;
}
"""


def stylesheet() -> str:
    """Unfold's variables from ``UNFOLD``, and the rule that htmx would have written into the page."""
    variables = "".join(f"  {name}: {value};\n" for name, value in _variables(admin.site))
    return (
        f"/* Written by `manage.py write_colours` from nexus/unfold.py. */\n:root {{\n{variables}}}\n{HTMX_INDICATOR}"
    )


def _variables(site: Any) -> Iterator[tuple[str, str]]:
    radius = site._get_config("BORDER_RADIUS", None)
    if radius:
        yield "--border-radius", radius
    for name, weights in site._get_colors("COLORS", None).items():
        for weight, value in weights.items():
            yield f"--color-{name}-{weight}", value
