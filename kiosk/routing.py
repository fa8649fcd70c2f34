"""The sockets of till and display."""

from django.urls import URLPattern

sockets: list[URLPattern] = []
