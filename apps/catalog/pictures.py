"""Pictures are read for what they are and drawn anew, so that nothing but the picture is kept."""

import io
import warnings
from typing import IO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from apps.core.refusals import InvalidInput

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1200
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)


class InvalidPicture(InvalidInput):
    code = "invalid_picture"


def drawn_anew(file: IO[bytes], *, name: str = "picture") -> "ContentFile[bytes]":
    """The picture as a JPEG of at most 1,200 pixels a side, turned upright, without anything else that was in the file.

    InvalidPicture when it is too large or none.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidPicture(_("The picture is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    picture = _opened(content)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = io.BytesIO()
    _on_white(picture).save(target, "JPEG", quality=85, optimize=True)
    return ContentFile(target.getvalue(), name=f"{name}.jpg")


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise InvalidPicture(_("The picture has more than 40 million pixels. Upload a smaller one."))
            picture.load()
            return ImageOps.exif_transpose(picture)
    except BROKEN as error:
        raise InvalidPicture(_("This is not a picture. Upload a JPEG, PNG, WebP or GIF.")) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Transparent parts turn white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    ground = Image.new("RGB", clear.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground
