"""A workbook is an archive: its directory is judged before anything is unpacked, and unpacking never exceeds it."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.core.sheets.refusals import UnreadableFile

MOST_PARTS = 500
MOST_PART_BYTES = 60 * 1024 * 1024
MOST_TOTAL_BYTES = 100 * 1024 * 1024
MOST_RATIO, RATIO_COUNTS_FROM = 200, 512 * 1024
CHUNK = 64 * 1024
TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
BROKEN = (KeyError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)


class Archive:
    """The parts of an .xlsx file, within the limits. UnreadableFile says which one it breaks."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._parts = {part.filename.lstrip("/"): part for part in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise damaged() from error
        self._judge()

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def size_of(self, name: str) -> int:
        """Unpacked, in bytes."""
        return self._parts[name].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of a part, never more than its directory entry announced."""
        try:
            with self._zip.open(self._parts[name]) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except BROKEN as error:
            raise damaged() from error

    def _judge(self) -> None:
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS:
            raise UnreadableFile(_("The file has %(count)d parts; a list has a dozen.") % {"count": len(parts)})
        if len(self._parts) < len(parts):
            raise damaged()
        if sum(part.file_size for part in parts) > MOST_TOTAL_BYTES:
            raise _too_large()
        for part in parts:
            _judge_part(part)
        self._refuse_other_kinds()

    def _refuse_other_kinds(self) -> None:
        if "xl/workbook.bin" in self:
            raise UnreadableFile(_("This is a binary workbook (.xlsb). Save it as .xlsx and upload that."))
        if WORKBOOK not in self or TYPES not in self:
            raise UnreadableFile(_("This archive is not an Excel workbook."))
        has_macros = any(name.casefold().endswith("vbaproject.bin") for name in self._parts)
        if has_macros or b"macroEnabled" in b"".join(self.chunks(TYPES)):
            raise UnreadableFile(_("The workbook carries macros. Save it as .xlsx without macros and upload that."))


def damaged() -> UnreadableFile:
    return UnreadableFile(_("The workbook is damaged. Open it in Excel, save it as .xlsx and upload that."))


def _judge_part(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 1:
        raise UnreadableFile(_("The workbook is protected by a password. Save it without one."))
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged()
    if part.file_size > MOST_PART_BYTES:
        raise _too_large()
    if part.file_size > RATIO_COUNTS_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
        raise _too_large()


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        _("Unpacked, the workbook is too large. Keep only the list in it, without pictures and empty rows.")
    )
