"""What one person did, another approves, wherever there is another who may."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.refusals import NotAllowed
from apps.stores.models import Shop
from apps.users.models import User
from apps.users.reach import shops_in_reach

ROLES = "django.contrib.auth.backends.ModelBackend"


class OwnWork(NotAllowed):
    code = "own_work"


def refuse_own(by: Actor, *, right: str, did: Collection[int], shop: Shop) -> bool:
    """Whether ``by`` approves what they did themselves: only when nobody else has the right at the shop.

    ``did`` are the keys of those who did it.
    """
    if by.user_id not in did:
        return False
    others = User.objects.with_perm(right, backend=ROLES).exclude(pk__in=did)
    other = next((user for user in others if shops_in_reach(user).filter(pk=shop.pk).exists()), None)
    if other is not None:
        raise OwnWork(_("You did this yourself: ask somebody else to approve it, such as %(name)s.") % {"name": other})
    return True
