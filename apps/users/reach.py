"""Rights reach the own shop, the own city or all; rows beyond are hidden and refused."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.refusals import NotAllowed
from apps.stores.models import Shop
from apps.users.models import User


class BeyondReach(NotAllowed):
    code = "beyond_reach"


def shops_in_reach(user: User) -> QuerySet[Shop]:
    return user.reachable_shops()


def refuse_beyond_reach(user: User, shop: Shop) -> None:
    if not shops_in_reach(user).filter(pk=shop.pk).exists():
        raise BeyondReach(_("%(shop)s is beyond your reach. Ask an MD to widen your role.") % {"shop": shop})


def refuse_beyond(by: Actor, shop: Shop | None) -> None:
    """The system itself may; a person needs the shop (where there is one) within reach."""
    if by.user_id is not None and shop is not None:
        refuse_beyond_reach(User.objects.get(pk=by.user_id), shop)
