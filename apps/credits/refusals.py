"""What credits refuse."""

from apps.core.refusals import NexusError


class CreditUnusable(NexusError):
    """Unknown, another customer's, expired, void, or of less than is wanted. Details: ``number``, ``left``."""

    code = "credit_unusable"
