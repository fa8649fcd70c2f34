"""What the catalogue refuses."""

from apps.core.refusals import Conflict, InvalidInput, NotFound


class InvalidBarcode(InvalidInput):
    """Wrong check digit, or a code of our own range that we never gave out."""

    code = "invalid_barcode"


class BarcodeInUse(Conflict):
    """The code already finds another product."""

    code = "barcode_in_use"


class DuplicateProduct(Conflict):
    """The style already has this colour in this size."""

    code = "duplicate_product"


class UnknownBarcode(NotFound):
    """No product on sale has this code."""

    code = "unknown_barcode"


class UnknownCategory(NotFound):
    """Categories carry tax and thresholds, so an import never invents one."""

    code = "unknown_category"


class PriceMissing(InvalidInput):
    """Cost and markup make no selling price, and nobody set one by hand."""

    code = "price_missing"


class ReasonMissing(InvalidInput):
    """A product is changed with a reason or not at all."""

    code = "reason_missing"
