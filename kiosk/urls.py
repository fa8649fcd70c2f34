"""The addresses of till and customer display."""

from django.urls import path

from kiosk import pages

app_name = "kiosk"
urlpatterns = [
    path("sell/", pages.till, name="till"),
    path("sell/worker.js", pages.worker, name="worker"),
    path("sell/manifest.webmanifest", pages.manifest, name="manifest"),
    path("customer-display/", pages.display, name="display"),
]
