"""Why a price list is not imported."""

from apps.core.refusals import Conflict
from apps.core.sheets.refusals import UnreadableFile


class ColumnsUnclear(UnreadableFile):
    """Somebody has to say which column is which, or what the file leaves open."""

    code = "columns_unclear"


class FaultsRemain(Conflict):
    """Rows with faults were not ticked to be left out."""

    code = "faults_remain"


class PreviewOutdated(Conflict):
    """The shop changed since the preview was looked at, or the job is finished."""

    code = "preview_outdated"
