"""People get roles and homes; the last MD stays one."""

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, NotAllowed
from apps.users.limits import discount_limit, store_credit_limit
from apps.users.models import Role, User
from apps.users.presets import MD

RANKS = [str(reach) for reach in (Role.Reach.SHOP, Role.Reach.CITY, Role.Reach.ALL)]  # nearest first


class LastMd(Conflict):
    code = "last_md"


class RoleAboveOwn(NotAllowed):
    code = "role_above_own"


def refuse_role_above_own(giver: User, roles: Collection[Role]) -> None:
    """Nobody makes another person mightier than themselves: in rights, in reach, or in what may be given away."""
    for role in roles:
        if is_above(giver, role):
            raise RoleAboveOwn(_("%(role)s may do more than you. Ask an MD to give it.") % {"role": role})


def refuse_limits_above_own(giver: User, *, reach: str, limit: Decimal, credit: Decimal) -> None:
    """``limit`` is of discounts in percent, ``credit`` the most that one store credit may be worth."""
    is_above = limit > discount_limit(giver) or credit > store_credit_limit(giver)
    if is_above or RANKS.index(reach) > RANKS.index(giver.reach):
        raise RoleAboveOwn(_("A role cannot reach farther, or give away more, than you may yourself. Ask an MD."))


def is_above(giver: User, role: Role) -> bool:
    """Whether the role may anything that the giver may not."""
    if giver.is_superuser:
        return False
    own = giver.get_all_permissions()
    held = role.permissions.values_list("content_type__app_label", "codename")
    return (
        any(f"{app}.{codename}" not in own for app, codename in held)
        or RANKS.index(role.reach) > RANKS.index(giver.reach)
        or role.discount_limit > discount_limit(giver)
        or role.store_credit_limit > store_credit_limit(giver)
    )


def is_mightier(person: User, giver: User) -> bool:
    """Whether the person's account is out of the giver's hands. Asks the roles: somebody who left keeps theirs."""
    if giver.is_superuser or person.pk == giver.pk:
        return False
    return person.is_superuser or any(is_above(giver, role) for role in Role.objects.filter(user=person))


def refuse_without_md(user: User, *, stays_md: bool) -> None:
    """A shop without an MD could not be run: the last active one keeps role and account."""
    others = User.objects.filter(is_active=True, groups__in=Role.objects.filter(key=MD)).exclude(pk=user.pk)
    was_md = user.groups.filter(role__key=MD).exists()
    if was_md and not stays_md and not others.exists():
        raise LastMd(_("%(name)s is the only MD. Make somebody else an MD first.") % {"name": user})
