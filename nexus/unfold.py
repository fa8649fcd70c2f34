"""The back office's looks: the palette of till and display in unfold's names."""

from collections.abc import Callable
from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _file(path: str) -> Callable[[Any], str]:
    """The address of a static file, asked for once the settings are read."""
    return lambda request: static(path)


# What the back office adds to unfold's looks, a sheet for each component; their colours are those of ``colours``.
COMPONENTS = tuple(
    f"css/{name}"
    for name in ("figures", "forms", "dialogs", "crumbs", "versions", "farewell", "sign-in", "ticks", "cards")
)

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Nexus",
    "SITE_HEADER": "nexus.sidebar.company_name",
    "SITE_SUBHEADER": "Nexus",
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _file("nexus/icon.svg")}],
    "SITE_URL": None,
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "STYLES": [_file(f"nexus/{sheet}.css") for sheet in ("colours", *COMPONENTS, "today")],
    "SCRIPTS": [_file("nexus/strict-policy.js"), _file("nexus/scanned.js")],
    "DASHBOARD_CALLBACK": "nexus.dashboard.fill",
    "COMMAND": {"search_models": "nexus.sidebar.searched_tables", "show_history": False},
    "SIDEBAR": {"show_search": True, "command_search": True, "navigation": "nexus.sidebar.navigation"},
    "ACCOUNT": {
        "navigation": [
            {"title": _("Open the till"), "link": "/sell/"},
            {"title": _("Set my PIN"), "link": reverse_lazy("own-pin")},
            {"title": _("Change my password"), "link": reverse_lazy("admin:password_change")},
        ]
    },
    "COLORS": {
        "base": {
            "50": "oklch(0.985 0.003 165)",
            "100": "oklch(0.965 0.005 165)",
            "200": "oklch(0.915 0.008 165)",
            "300": "oklch(0.86 0.01 166)",
            "400": "oklch(0.72 0.014 168)",
            "500": "oklch(0.54 0.018 170)",
            "600": "oklch(0.46 0.02 170)",
            "700": "oklch(0.37 0.018 170)",
            "800": "oklch(0.27 0.015 170)",
            "900": "oklch(0.195 0.013 170)",
            "950": "oklch(0.16 0.012 170)",
        },
        "primary": {
            "50": "oklch(0.975 0.014 166)",
            "100": "oklch(0.955 0.028 166)",
            "200": "oklch(0.905 0.055 166)",
            "300": "oklch(0.84 0.09 165)",
            "400": "oklch(0.76 0.12 164)",
            "500": "oklch(0.7 0.12 164)",
            "600": "oklch(0.5 0.105 166)",
            "700": "oklch(0.43 0.098 166)",
            "800": "oklch(0.37 0.08 166)",
            "900": "oklch(0.31 0.06 166)",
            "950": "oklch(0.23 0.045 166)",
        },
    },
}
