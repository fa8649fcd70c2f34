"""Why a list is not read."""

from apps.core.refusals import InvalidInput


class UnreadableFile(InvalidInput):
    """The file as a whole cannot be used: not a workbook, hostile, too large, or without the columns."""

    code = "unreadable_file"
