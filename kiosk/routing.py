"""The sockets of till and display, and those of machines, which send no origin and no cookie."""

from django.urls import URLPattern, path

from kiosk.approvers import Approver
from kiosk.consumers import Display, Till
from kiosk.print_lines import PrintLine

sockets: list[URLPattern] = [
    path("ws/till/", Till.as_asgi()),
    path("ws/approvals/", Approver.as_asgi()),
    path("ws/display/", Display.as_asgi()),
]
machines: list[URLPattern] = [
    path("ws/agent/", PrintLine.as_asgi()),
]
