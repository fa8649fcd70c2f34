"""A PIN switches people at an enrolled register and signs approvals. Five wrong tries lock it."""

from dataclasses import dataclass
from itertools import pairwise

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import changes
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput, NotAllowed
from apps.users.models import User

TRIES = 5
LEAST_DIGITS, MOST_DIGITS = 4, 8
ITERATIONS = 120_000  # the till checks it too, on whatever machine it has
hasher = PBKDF2PasswordHasher()


class WrongPin(NotAllowed):
    code = "wrong_pin"


class PinLocked(NotAllowed):
    code = "pin_locked"


class NoPin(NotAllowed):
    code = "no_pin"


class WeakPin(InvalidInput):
    code = "weak_pin"


@dataclass(frozen=True)
class PinCheck:
    """What a till needs to check a PIN without the server: PBKDF2 with SHA-256, ``hash`` in base64."""

    salt: str
    hash: str
    iterations: int


@transaction.atomic
def set_pin(user: User, pin: str, *, by: Actor) -> None:
    """Give the person a new PIN of 4 to 8 digits, and their tries back."""
    _refuse_weak(pin)
    encoded = hasher.encode(pin, get_random_string(16), iterations=ITERATIONS)
    User.objects.filter(pk=user.pk).update(pin=encoded, pin_failures=0)
    user.pin, user.pin_failures = encoded, 0
    changes.record(changes.SETTINGS, ["cashiers"])
    log.write("users.pin_set", by=by, subject="user", key=user.pk, name=str(user))


def check_pin(user: User, pin: str) -> None:
    """Refuse a wrong PIN, and any after five wrong ones.

    Call it outside a transaction: a failed try must stay counted when its caller is refused.
    """
    stored = User.objects.filter(pk=user.pk, is_active=True).values_list("pin", flat=True).first()
    if not stored:
        raise NoPin(_("%(name)s has no PIN. An MD can set one on the page of the person.") % {"name": user})
    if not _spend_try(user):
        raise PinLocked(
            _("The PIN of %(name)s is locked after %(tries)s wrong tries. A manager unlocks it, an MD sets a new one.")
            % {"name": user, "tries": TRIES}
        )
    if not hasher.verify(pin, stored):
        raise WrongPin(_("That is not the PIN of %(name)s. Try again.") % {"name": user})
    give_tries_back(user)


def give_tries_back(user: User) -> None:
    User.objects.filter(pk=user.pk).exclude(pin_failures=0).update(pin_failures=0)


def is_locked(user: User) -> bool:
    return bool(user.pin) and user.pin_failures >= TRIES


@transaction.atomic
def unlock(user: User, *, by: Actor, asked_by: str) -> None:
    """The same PIN again, with its tries: for whoever remembers it after all."""
    give_tries_back(user)
    changes.record(changes.SETTINGS, ["cashiers"])
    log.write(
        "users.pin_unlocked", by=by, subject="user", key=user.pk, name=str(user), shop_id=by.shop_id, asked_by=asked_by
    )


def till_check(user: User) -> PinCheck | None:
    """What a till may keep of the person's PIN; nothing for who has none, or a locked one."""
    if not user.pin or is_locked(user):
        return None
    parts = hasher.decode(user.pin)
    return PinCheck(salt=str(parts["salt"]), hash=str(parts["hash"]), iterations=int(parts["iterations"]))


def _spend_try(user: User) -> bool:
    """Count the try before looking, so that many at once are not more than five."""
    return bool(User.objects.filter(pk=user.pk, pin_failures__lt=TRIES).update(pin_failures=F("pin_failures") + 1))


def _refuse_weak(pin: str) -> None:
    if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise WeakPin(_("A PIN is %(least)s to %(most)s digits.") % {"least": LEAST_DIGITS, "most": MOST_DIGITS})
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise WeakPin(_("That PIN is the first that anybody would try. Choose digits without such an order."))
