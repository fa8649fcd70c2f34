"""What is refused when customers are merged, told apart or forgotten."""

from apps.core.refusals import Conflict, InvalidInput


class NotTwo(InvalidInput):
    """A customer and themselves are no pair."""

    code = "not_two_customers"


class AlreadySettled(Conflict):
    """Somebody else merged one of the two, told them apart or forgot one in the meantime."""

    code = "already_settled"


class NotMergeable(Conflict):
    """Both have a row in a table that admits one, and nobody wrote down how the two become one."""

    code = "not_mergeable"


class StillBound(Conflict):
    """Money is owed or goods are on their way, so the shop must know who it is."""

    code = "customer_still_bound"
