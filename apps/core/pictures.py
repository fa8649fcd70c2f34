"""Pictures are read for what they are and drawn anew, so that nothing but the picture is kept."""

import io
import warnings
from typing import IO, Any

from django import forms
from django.core.files.base import ContentFile
from django.forms.widgets import Script
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from apps.core.refusals import InvalidInput

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1200
SMALL_SIDE = 320
SMALL = "small"
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError)


class InvalidPicture(InvalidInput):
    code = "invalid_picture"


class PictureInput(forms.ClearableFileInput):
    """A box into which one drops a picture, and which shows it at once."""

    template_name = "core/picture_input.html"

    @property
    def media(self) -> forms.Media:
        script: Any = Script("core/pictures.js", type="module")
        return forms.Media(css={"all": ("core/pictures.css",)}, js=[script])


class PictureField(forms.FileField):
    """An uploaded picture, drawn anew; what is none is refused with a sentence. Names and endings prove nothing."""

    widget = PictureInput
    stays_clear = False

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"max_length": None, "allow_empty_file": True})  # the file gets a name of ours

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"accept": "image/jpeg,image/png,image/webp,image/gif"}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A picture that is taken away leaves an empty name, as a column keeps it."""
        kept = super().clean(data, initial)
        return "" if kept is False else kept

    def to_python(self, data: Any) -> Any:
        uploaded = super().to_python(data)
        if uploaded is None:
            return None
        try:
            return drawn_anew(uploaded, stays_clear=self.stays_clear)
        except InvalidPicture as refusal:
            raise forms.ValidationError(refusal.sentence, refusal.code) from refusal


class LogoField(PictureField):
    """A logo stands on light and dark grounds, so its transparent parts stay so."""

    stays_clear = True


def drawn_anew(
    file: IO[bytes], *, name: str = "picture", stays_clear: bool = False, longest_side: int = LONGEST_SIDE
) -> "ContentFile[bytes]":
    """The picture, at most ``longest_side`` pixels a side, turned upright, without anything else that was in the file.

    A JPEG on white; with ``stays_clear`` a PNG when parts are transparent. InvalidPicture when it is too large or none.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidPicture(_("The picture is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    picture = _opened(content)
    picture.thumbnail((longest_side, longest_side))
    target = io.BytesIO()
    if stays_clear and _is_clear(picture):
        picture.convert("RGBA").save(target, "PNG", optimize=True)
        return ContentFile(target.getvalue(), name=f"{name}.png")
    _on_white(picture).save(target, "JPEG", quality=85, optimize=True)
    return ContentFile(target.getvalue(), name=f"{name}.jpg")


def small(content: bytes) -> bytes:
    """The picture for lists and tiles: a JPEG of at most 320 pixels a side. InvalidPicture when it is none."""
    picture = _opened(content)
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
    target = io.BytesIO()
    _on_white(picture).save(target, "JPEG", quality=80, optimize=True)
    return target.getvalue()


def small_name(name: str) -> str:
    """Where the small one of a picture is: ``products/small/shirt.jpg`` of ``products/shirt.jpg``."""
    folder, _slash, file = name.rpartition("/")
    return f"{folder}/{SMALL}/{file}"


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_many_pixels()
            picture.load()
            return ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except BROKEN as error:
        raise InvalidPicture(_("This is not a picture. Upload a JPEG, PNG, WebP or GIF.")) from error


def _too_many_pixels() -> InvalidPicture:
    return InvalidPicture(_("The picture has more than 40 million pixels. Upload a smaller one."))


def _is_clear(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _on_white(picture: Image.Image) -> Image.Image:
    """Transparent parts turn white."""
    if not _is_clear(picture):
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    ground = Image.new("RGB", clear.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground
