"""What credits refuse."""

from apps.core.refusals import Conflict, NexusError, NotAllowed


class CreditUnusable(NexusError):
    """Unknown, another customer's, expired, void, or of less than is wanted. Details: ``number``, ``left``."""

    code = "credit_unusable"


class BeyondCreditLimit(NotAllowed):
    """Worth more than the person may issue alone. Details: ``limit``, and the ``action`` and ``subject`` to ask for."""

    code = "beyond_credit_limit"


class NothingLeft(Conflict):
    """Spent, expired or void already: there is nothing to take away."""

    code = "nothing_left"
