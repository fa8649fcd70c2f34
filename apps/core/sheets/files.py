"""What kind of file was uploaded is judged by its content, never by its name; then it is read within its limits."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from apps.core.sheets import delimited, spreadsheet
from apps.core.sheets.cells import Sheet
from apps.core.sheets.refusals import UnreadableFile

MOST_BYTES = 10 * 1024 * 1024
SMALL_BYTES = 256 * 1024
ARCHIVE = b"PK"


def check(content: bytes) -> None:
    """Refuse at once what no reading would bring anything of; a small file is read whole for that.

    UnreadableFile says what is wrong and what to do.
    """
    _refuse_others(content)
    if not content.startswith(ARCHIVE):
        delimited.check(content)
    elif spreadsheet.rows_bytes(content) > SMALL_BYTES:
        return
    if len(content) <= SMALL_BYTES:
        read(content)


def read(content: bytes, heard: Callable[[], None] | None = None) -> Sheet:
    """The rows of an .xlsx or .csv file; ``heard`` is called now and then. UnreadableFile as ``check``."""
    _refuse_others(content)
    sheet = Sheet(heard=heard) if heard else Sheet()
    (spreadsheet if content.startswith(ARCHIVE) else delimited).read(content, sheet)
    return sheet


def _refuse_others(content: bytes) -> None:
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    for beginning, sentence in _others().items():
        if content.startswith(beginning):
            raise UnreadableFile(sentence)


def _others() -> dict[bytes, str]:
    """Beginnings of files that people take for lists."""
    picture = _("This is a picture. Upload the list itself, as .xlsx or .csv.")
    return {
        b"\xd0\xcf\x11\xe0": _(
            "This is an old Excel workbook (.xls), or one with a password. Save it as .xlsx without a password."
        ),
        b"%PDF": _("This is a PDF. Upload the list as .xlsx or .csv."),
        b"\x89PNG": picture,
        b"\xff\xd8\xff": picture,
        b"GIF8": picture,
    }
