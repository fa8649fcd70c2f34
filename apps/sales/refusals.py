"""What the counter refuses, by name: the code goes to the till, the sentence to the cashier."""

from apps.core.refusals import Conflict, InvalidInput, NotAllowed, NotFound


class NoOpenShift(Conflict):
    """The shift is closed, or was never opened."""

    code = "no_open_shift"


class WrongRegister(NotAllowed):
    """The sale was made at another register, or in another shop."""

    code = "wrong_register"


class WrongCashier(NotAllowed):
    code = "wrong_cashier"


class OldEnrolment(NotAllowed):
    """The till rang it up before its register was enrolled anew."""

    code = "old_enrolment"


class UnknownProduct(NotFound):
    """Details: ``product_id``."""

    code = "unknown_product"


class ArchivedProduct(Conflict):
    """Details: ``product_id``."""

    code = "archived_product"


class UnknownCustomer(NotFound):
    code = "unknown_customer"


class PriceChanged(Conflict):
    """Details: ``lines`` (``product_id``, ``unit_price`` of today) and the ``total`` that the server reckons."""

    code = "price_changed"


class KeyReused(Conflict):
    """The key already belongs to another sale. Details: ``number``."""

    code = "key_reused"


class BeyondLimit(NotAllowed):
    """Needs an approval. Details: ``action`` and, for a discount, ``percent`` and ``limit``."""

    code = "approval_needed"


class CustomerNeeded(InvalidInput):
    """Only a named customer may owe. Details: ``due``."""

    code = "customer_needed"


class CreditLimitReached(BeyondLimit):
    """More debt than the company lends. Details: ``action``, ``subject``, and ``due``, ``owed``, ``limit``."""


class MethodUnavailable(InvalidInput):
    """Details: ``method_id``."""

    code = "method_unavailable"


class ReferenceMissing(InvalidInput):
    """Details: ``method_id``."""

    code = "reference_missing"


class TooMuchPaid(InvalidInput):
    """Only cash gives change. Details: ``open``."""

    code = "too_much_paid"


class AlreadyVoid(Conflict):
    code = "already_void"


class DepositKept(Conflict):
    """The money belongs to a pre-order, which decides what becomes of it."""

    code = "deposit_kept"


class NothingDue(Conflict):
    code = "nothing_due"


class AlreadyDelivered(Conflict):
    code = "already_delivered"


class NotDelivered(Conflict):
    """It still waits, so there is nothing to take back."""

    code = "not_delivered"


class DeliveryExists(Conflict):
    """A receipt has one delivery."""

    code = "delivery_exists"


class NotParked(Conflict):
    """Somebody took the parked sale up, or dropped it."""

    code = "not_parked"


class NothingLeftToReturn(Conflict):
    """More pieces than were sold and not yet brought back. Details: ``line``, ``left``."""

    code = "nothing_left_to_return"


class ReturnedAlready(Conflict):
    """Goods of the receipt came back, or shall: it is no longer voided."""

    code = "returned_already"


class NotYetPaid(Conflict):
    """More shall be given back than was surely taken."""

    code = "not_yet_paid"
