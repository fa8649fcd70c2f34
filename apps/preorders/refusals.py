"""What pre-orders refuse, by name."""

from apps.core.refusals import Conflict, InvalidInput


class WrongState(Conflict):
    """The pre-order is not, or no longer, where the act needs it."""

    code = "wrong_state"


class WrongPickUp(InvalidInput):
    """The sale is not what was ordered: another customer, another shop, or too few pieces."""

    code = "wrong_pick_up"


class TooMuchLeft(InvalidInput):
    """A deposit above what is still open. Details: ``open``."""

    code = "too_much_left"
