"""The addresses of till and customer display."""

from django.urls import path

from kiosk import pages, views

app_name = "kiosk"
urlpatterns = [
    path("sell/", pages.till, name="till"),
    path("sell/worker.js", pages.worker, name="worker"),
    path("sell/manifest.webmanifest", pages.manifest, name="manifest"),
    path("sell/commands.pdf", pages.commands, name="commands"),
    path("sell/session/", views.session, name="session"),
    path("sell/sign-in/", views.sign_in, name="sign_in"),
    path("sell/sign-out/", views.sign_out, name="sign_out"),
    path("sell/switch/", views.switch, name="switch"),
    path("sell/enrol/", views.enrol, name="enrol"),
    path("sell/leave/", views.leave, name="leave"),
    path("sell/catalogue/", views.catalogue, name="catalogue"),
    path("sell/changes/", views.changes, name="changes"),
    path("sell/command/", views.command, name="command"),
    path("customer-display/", pages.display, name="display"),
    path("customer-display/state/", views.display_state, name="display_state"),
    path("customer-display/pair/", views.pair, name="pair"),
]
