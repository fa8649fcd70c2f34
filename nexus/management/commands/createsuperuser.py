"""Django's command, and the new superuser is an MD. It stands here because this app comes before Django's."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from apps.core.actor import Actor
from apps.users import presets
from apps.users.models import Role, User


class Command(createsuperuser.Command):
    help = "Makes an MD."

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        actor = Actor.system("createsuperuser")
        presets.setup(by=actor)
        for user in User.objects.filter(is_superuser=True).exclude(groups__in=Role.objects.filter(key=presets.MD)):
            presets.give_role(user, presets.MD, by=actor)
