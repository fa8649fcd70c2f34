"""The back office's looks and its sidebar, in the order of the shop's day. Links only, no rules."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Nexus",
    "SITE_HEADER": "Nexus",
}
