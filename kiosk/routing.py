"""The sockets of till and display."""

from django.urls import URLPattern, path

from kiosk.consumers import Display, Till

sockets: list[URLPattern] = [
    path("ws/till/", Till.as_asgi()),
    path("ws/display/", Display.as_asgi()),
]
