"""What taking back refuses."""

from apps.core.refusals import Conflict, NotAllowed


class NotReturnable(Conflict):
    """The receipt is void, or of a kind whose goods were never handed out."""

    code = "not_returnable"


class WrongState(Conflict):
    """The return is not, or no longer, where the act needs it."""

    code = "wrong_state"


class TooLate(NotAllowed):
    """After the company's days to bring goods back, and whoever approves may not overrule them."""

    code = "too_late"
