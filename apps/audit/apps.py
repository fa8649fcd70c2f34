from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "apps.audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        import_module("apps.audit.sign_ins")  # connects its receivers, once the models are there
