"""What loyalty refuses."""

from apps.core.refusals import Conflict, NexusError


class PointsUnusable(NexusError):
    """Not enrolled, the programme rests, too few points, or more than a sale may take.

    Details: ``left`` (points that can be spent) and ``most`` (that this sale may take), where they are known.
    """

    code = "points_unusable"


class PointsSpent(Conflict):
    """What a sale earned was spent meanwhile, so the sale cannot be undone whole. Details: ``short``, ``value``."""

    code = "points_spent"


class AlreadyEnrolled(Conflict):
    code = "already_enrolled"
