"""A signed-in person becomes an actor at the edge, and only there."""

from django.http import HttpRequest

from apps.core.actor import Actor
from apps.core.addresses import client_address
from apps.stores.models import Register
from apps.users.models import User


def actor_of(request: HttpRequest) -> Actor:
    """Whoever signed in to the back office, or (over the API) at a till; the system's own name for a stranger."""
    address = client_address(request)
    if isinstance(request.user, User):
        return actor_for(request.user, address=address, register=getattr(request, "register", None))
    return Actor(user_id=None, name="", address=address)


def actor_for(user: User, *, address: str = "", register: Register | None = None) -> Actor:
    """The person at a register (then of its shop), or in the back office (then of the home shop)."""
    return Actor(
        user_id=user.pk,
        name=str(user),
        address=address,
        register_id=register.pk if register else None,
        register_name=str(register) if register else "",
        shop_id=register.shop_id if register else user.shop_id,
    )
