"""Every address of the house."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from nexus import agent_file, api, own_pin, trust, waiting

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("nexus.addresses")),
    path("api/shop/v1/", api.urls),
    path("approvals/", waiting.page, name="approvals"),
    path("approvals/cards/", waiting.cards, name="approval-cards"),
    path("approvals/<int:pk>/", waiting.answer, name="approval-answer"),
    path("health/", include("nexus.health")),
    path("media/", include("nexus.media")),
    path("my-pin/", own_pin.own_pin, name="own-pin"),
    path("print-agent/", agent_file.agent_file, name="print-agent"),
    path("trust/ca.crt", trust.authority, name="trust"),
    path("", include("apps.sales.urls")),
    path("", include("kiosk.urls")),
]
