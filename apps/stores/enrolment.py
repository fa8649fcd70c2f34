"""A device is a register by its token. The register keeps only the token's hash and counts its enrolments."""

import hashlib
import secrets

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock, notify
from apps.core.actor import Actor
from apps.core.refusals import Conflict
from apps.stores.models import Register

COOKIE = "nexus_register"  # holds the token in the device's browser
signer = Signer(salt="stores.enrolment")


def group(register_id: int) -> str:
    """The sockets of one register's devices."""
    return f"register.{register_id}"


@transaction.atomic
def enrol(register: Register, *, device: str, by: Actor) -> str:
    """Make a device this register and every earlier device a stranger; the token is told once, here."""
    if not (register.is_active and register.shop.is_active):
        raise Conflict(_("%(register)s is not in use: activate it first.") % {"register": register})
    Register.objects.filter(pk=register.pk).update(epoch=F("epoch") + 1)
    register.refresh_from_db()
    token = signer.sign(f"{register.pk}.{register.epoch}.{secrets.token_urlsafe(24)}")
    register.token_hash = hash_of(token)
    register.device = device.strip()[:120]
    register.enrolled_at = clock.now()
    register.enrolled_by = by.name
    register.save(update_fields=["token_hash", "device", "enrolled_at", "enrolled_by"])
    _tell(register, "stores.enrol", by=by)
    return token


@transaction.atomic
def leave(register: Register, *, by: Actor) -> None:
    """No device is this register any more, until one is enrolled again."""
    Register.objects.filter(pk=register.pk).update(epoch=F("epoch") + 1, token_hash="", device="")
    register.refresh_from_db()
    _tell(register, "stores.leave", by=by)


def register_of(token: str) -> Register | None:
    """The register that a token's device is now, with shop and city; ``None`` once it was enrolled elsewhere."""
    if not token:
        return None
    in_use = Register.objects.select_related("shop__location").filter(is_active=True, shop__is_active=True)
    return in_use.filter(token_hash=hash_of(token)).first()


def former_register_of(token: str) -> Register | None:
    """The register that we once gave this token for, however often it was enrolled since."""
    try:
        key = int(signer.unsign(token).split(".")[0])
    except (BadSignature, ValueError):
        return None
    return Register.objects.select_related("shop__location").filter(pk=key).first()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _tell(register: Register, act: str, *, by: Actor) -> None:
    facts = {"device": register.device, "epoch": register.epoch}
    log.write(act, by=by, subject="register", key=register.pk, name=str(register), shop_id=register.shop_id, **facts)
    notify.after_commit(group(register.pk), {"type": "taken_over", "epoch": register.epoch})
