"""People get roles and homes; the last MD stays one."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, NotAllowed
from apps.users.models import Role, User
from apps.users.presets import MD


class LastMd(Conflict):
    code = "last_md"


class RoleAboveOwn(NotAllowed):
    code = "role_above_own"


def refuse_role_above_own(giver: User, roles: Collection[Role]) -> None:
    """Nobody makes another person mightier than themselves."""
    own = giver.get_all_permissions()
    for role in roles:
        held = role.permissions.values_list("content_type__app_label", "codename")
        if any(f"{app}.{codename}" not in own for app, codename in held):
            raise RoleAboveOwn(_("%(role)s may do more than you. Ask an MD to give it.") % {"role": role})


def refuse_without_md(user: User, *, stays_md: bool) -> None:
    """A shop without an MD could not be run: the last active one keeps role and account."""
    others = User.objects.filter(is_active=True, groups__in=Role.objects.filter(key=MD)).exclude(pk=user.pk)
    was_md = user.groups.filter(role__key=MD).exists()
    if was_md and not stays_md and not others.exists():
        raise LastMd(_("%(name)s is the only MD. Make somebody else an MD first.") % {"name": user})
