from django.apps import AppConfig
from django.utils.module_loading import import_module


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self) -> None:
        import_module("apps.core.history")  # connects its receiver, once the models are there
