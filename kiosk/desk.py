"""Who stands at which register: read from the session and the register's cookie, never from address or message."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.core.actor import Actor
from apps.core.addresses import client_address
from apps.core.refusals import NexusError, NotAllowed
from apps.stores import enrolment
from apps.stores.models import Register
from apps.users import reach
from apps.users.actors import actor_for
from apps.users.models import User

REGISTER_COOKIE = enrolment.COOKIE
REGISTER_COOKIE_DAYS = 400


class SessionEnded(NexusError):
    """Nobody is signed in (any more)."""

    code = "session_ended"


class NotEnrolled(NexusError):
    """The device is no register (any more)."""

    code = "not_enrolled"


@dataclass(frozen=True, slots=True)
class Desk:
    """A person at an enrolled register, at an address."""

    user: User
    register: Register
    address: str

    @property
    def actor(self) -> Actor:
        return actor_for(self.user, address=self.address, register=self.register)

    def refuse_without(self, permission: str) -> None:
        if permission and not self.user.has_perm(permission):
            raise NotAllowed(_("%(user)s may not do this. Ask a manager.") % {"user": self.user}, needs=permission)


def desk_of(request: HttpRequest, *, former: bool = False) -> Desk:
    """Refuses SessionEnded, NotEnrolled, and NotAllowed at a shop beyond the person's reach.

    ``former`` admits a device whose register was enrolled elsewhere since.
    """
    if not isinstance(request.user, User) or not request.user.is_active:
        raise SessionEnded(_("Your session has ended. Sign in again; the cart is kept."))
    token = request.COOKIES.get(REGISTER_COOKIE, "")
    register = enrolment.register_of(token) or (enrolment.former_register_of(token) if former else None)
    if register is None:
        raise NotEnrolled(_("This device is not enrolled as a register. A manager can enrol it here."))
    reach.refuse_beyond_reach(request.user, register.shop)
    return Desk(request.user, register, client_address(request))
