"""The back office as Django's admin, on our own site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class NexusConfig(AppConfig):
    name = "nexus"
    verbose_name = "Nexus"
    default = True


class BackOfficeConfig(admin_apps.AdminConfig):
    default = False
    default_site = "nexus.site.BackOfficeSite"
