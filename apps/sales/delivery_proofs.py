"""Photos and signatures from the door are drawn anew, so that nothing but the picture is kept: no place, no device."""

import binascii
from base64 import b64decode
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image

from apps.core import pictures
from apps.core.pictures import InvalidPicture
from apps.sales.delivery_steps import Proof
from apps.sales.models import Delivery

PNG_ADDRESS = "data:image/png;base64,"
MOST_LETTERS = 400_000
SIGNATURE_SIDE = 800


def proof_of(delivery: Delivery, photo: IO[bytes] | None, signature: str) -> Proof:
    """``signature`` is what a canvas says of itself, a PNG as an address; empty when nobody drew."""
    return Proof(
        photo=pictures.drawn_anew(photo, name=f"{delivery.number}-photo") if photo else None,
        signature=_signature(delivery, signature) if signature else None,
    )


def _signature(delivery: Delivery, drawn: str) -> "ContentFile[bytes] | None":
    """``None`` for a canvas on which nothing was drawn."""
    if not drawn.startswith(PNG_ADDRESS) or len(drawn) > MOST_LETTERS:
        raise InvalidPicture(_("The signature did not arrive whole: let it be drawn once more."))
    try:
        content = b64decode(drawn.removeprefix(PNG_ADDRESS), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidPicture(_("The signature did not arrive whole: let it be drawn once more.")) from None
    kept = pictures.drawn_anew(BytesIO(content), stays_clear=True, longest_side=SIGNATURE_SIDE)
    with Image.open(BytesIO(kept.read())) as picture:
        ink = picture.convert("RGBA")
    if ink.getchannel("A").getbbox() is None:
        return None
    ground = Image.new("RGB", ink.size, "white")  # the ink is dark, and so may be the page on which it is looked at
    ground.paste(ink, mask=ink.getchannel("A"))
    target = BytesIO()
    ground.save(target, "PNG", optimize=True)
    return ContentFile(target.getvalue(), name=f"{delivery.number}-signature.png")
