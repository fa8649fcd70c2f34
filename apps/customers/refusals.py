"""What the customers' trade refuses."""

from apps.core.refusals import Conflict, InvalidInput


class InvalidPhone(InvalidInput):
    """Not a number that can be dialled."""

    code = "invalid_phone"


class DuplicatePhone(Conflict):
    """Another customer has the number already."""

    code = "duplicate_phone"


class Forgotten(Conflict):
    """Nothing is to be known of this customer any more."""

    code = "customer_forgotten"
