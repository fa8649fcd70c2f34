from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self) -> None:
        import_module("apps.core.history")  # connects its receiver, once the models are there
