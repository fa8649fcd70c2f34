from importlib import import_module

from django.apps import AppConfig


class KioskConfig(AppConfig):
    name = "kiosk"

    def ready(self) -> None:
        import_module("kiosk.sessions")  # connects its receiver
