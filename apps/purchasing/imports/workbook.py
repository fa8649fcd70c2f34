"""What kind of file was uploaded is judged by its content, never by its name; then it is read within its limits."""

from django.utils.translation import gettext as _

from apps.purchasing.imports import delimited, spreadsheet
from apps.purchasing.imports.cells import Sheet
from apps.purchasing.imports.refusals import UnreadableFile

MOST_BYTES = 10 * 1024 * 1024
ARCHIVE, OLD_OFFICE, PDF = b"PK", b"\xd0\xcf\x11\xe0", b"%PDF"


def read(content: bytes) -> Sheet:
    """The rows of an .xlsx or .csv file. UnreadableFile says what is wrong and what to do."""
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise UnreadableFile(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    if content.startswith(OLD_OFFICE):
        raise UnreadableFile(
            _("This is an old Excel workbook (.xls), or one with a password. Save it as .xlsx without a password.")
        )
    if content.startswith(PDF):
        raise UnreadableFile(_("This is a PDF. Upload the price list as .xlsx or .csv."))
    return spreadsheet.read(content) if content.startswith(ARCHIVE) else delimited.read(content)
