"""Codes on the goods: our own EAN-13, suppliers' EAN and UPC, and aliases. A code finds one product."""

import re
from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.catalog.models import Barcode, Product
from apps.catalog.refusals import BarcodeInUse, InvalidBarcode, ReasonMissing
from apps.core import changes, clock, history, holds, numbering
from apps.core.actor import Actor
from apps.core.refusals import Conflict

OWN_RANGE = "200"
SERIES = "product"
LONGEST = 48
CODES_A_STATEMENT = 1000  # SQL Server takes 2,100 parameters
EAN_LENGTHS = (8, 12, 13)
NOT_PRINTABLE = re.compile(r"[^\x21-\x7e]")


def check_digit(digits: str) -> int:
    """Of the 12 digits before it: weights 1 and 3 from the left, up to the next multiple of ten."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return (10 - total % 10) % 10


def ean13(number: int) -> str:
    """Our own code of a product number (at most 9 digits)."""
    digits = f"{OWN_RANGE}{number:09d}"
    if len(digits) != 12:
        raise InvalidBarcode(_("Product numbers above 999,999,999 have no barcode."))
    return f"{digits}{check_digit(digits)}"


def normalise(code: str) -> str:
    """As it is kept: EAN checked, UPC-A with its leading 0, anything else as it stands. InvalidBarcode says why not."""
    plain = "".join(code.split())
    if not plain or len(plain) > LONGEST or NOT_PRINTABLE.search(plain):
        raise InvalidBarcode(
            _("“%(code)s” is not a barcode: 1 to %(most)d letters and digits.") % {"code": code, "most": LONGEST}
        )
    if plain.isdigit() and len(plain) in EAN_LENGTHS:
        _refuse_wrong_check_digit(plain)
        return plain.zfill(13) if len(plain) == 12 else plain
    return plain


def kind_of(code: str) -> Barcode.Kind:
    """Of a normalised code."""
    if not (code.isdigit() and len(code) in EAN_LENGTHS):
        return Barcode.Kind.ALIAS
    return Barcode.Kind.OWN if is_ours(code) else Barcode.Kind.SUPPLIER


def is_ours(code: str) -> bool:
    """Whether it lies in the range that only we give out."""
    return len(code) == 13 and code.isdigit() and code.startswith(OWN_RANGE)


def find(code: str) -> Product | None:
    """The product that a scan means, archived ones too; both forms of a UPC scan."""
    forms = _forms_of("".join(code.split()))
    found = Barcode.objects.filter(code__in=forms).select_related("product__style__brand").first()
    return found.product if found else None


def find_many(codes: Collection[str]) -> dict[str, Product]:
    """As ``find``, for many at once; what no product has is left out."""
    forms = {code: _forms_of("".join(code.split())) for code in codes}
    wanted = sorted({form for several in forms.values() for form in several})
    known: dict[str, Product] = {}
    for start in range(0, len(wanted), CODES_A_STATEMENT):
        rows = Barcode.objects.filter(code__in=wanted[start : start + CODES_A_STATEMENT])
        known.update({row.code: row.product for row in rows.select_related("product__style__brand")})
    found = ((code, next((known[form] for form in several if form in known), None)) for code, several in forms.items())
    return {code: product for code, product in found if product}


def refuse_foreign(code: str) -> None:
    """Refuse a code of our own range: such codes come from our counter, never from outside."""
    if is_ours(code):
        raise InvalidBarcode(
            _(
                "%(code)s lies in our own range 200…, which other companies use for their goods too. "
                "Leave it out: the product gets a code of its own."
            )
            % {"code": code}
        )


def refuse_codes_in_use(codes: Iterable[str]) -> None:
    """BarcodeInUse names the product that has one of the (normalised) codes."""
    taken = Barcode.objects.filter(code__in=list(codes)).select_related("product").first()
    if taken:
        raise BarcodeInUse(
            _("Barcode %(code)s is in use: it finds %(product)s.")
            % {"code": taken.code, "product": taken.product.name},
            code=taken.code,
            product_id=taken.product_id,
        )


def refuse_taken(code: str) -> str:
    """A code from outside as it would be kept; refuses what is none, what is ours to give, and what is in use."""
    kept = normalise(code)
    refuse_codes_in_use([kept])  # a code of ours that was given out is in use, not foreign
    refuse_foreign(kept)
    return kept


@transaction.atomic
def add(product: Product, code: str, *, by: Actor, reason: str = "") -> Barcode:
    """Give the product one more code that finds it; the one on its label stays. Held while a long list is written."""
    holds.refuse_while_held(holds.GOODS)
    return give(product, code, by=by, reason=reason)


def give(product: Product, code: str, *, by: Actor, reason: str = "") -> Barcode:
    """As ``add``, for whoever holds the goods; runs inside the act's transaction."""
    kept = refuse_taken(code)
    is_first = not product.barcodes.filter(is_primary=True).exists()
    try:
        with transaction.atomic():
            return _write(product, kept, is_primary=is_first, act="catalog.add_barcode", by=by, reason=reason)
    except IntegrityError:  # another transaction gave it away since it was looked for
        refuse_codes_in_use([kept])
        raise


@transaction.atomic
def regenerate(product: Product, *, by: Actor, reason: str = "") -> Barcode:
    """Give the product a new code of our own for its label. The old ones still scan: they are on the goods already."""
    _lock_codes_of(product)
    code = ean13(numbering.draw(SERIES))
    _take_off_label(product, by, reason)
    return _write(product, code, is_primary=True, act="catalog.regenerate_barcode", by=by, reason=reason)


@transaction.atomic
def put_on_label(barcode: Barcode, *, by: Actor, reason: str) -> Barcode:
    """Print this code of the product on its labels from now on; the one before still scans."""
    kept = _locked(barcode, reason)
    if kept.is_primary:
        raise Conflict(_("%(code)s is on the label already.") % {"code": kept.code})
    _take_off_label(kept.product, by, reason)
    kept.is_primary, kept.labelled_at = True, kept.labelled_at or clock.now()
    history.sign(kept, by=by, reason=reason)
    kept.save()
    _tell("catalog.choose_barcode", kept, by, reason)
    return kept


@transaction.atomic
def remove(barcode: Barcode, *, by: Actor, reason: str) -> None:
    """Take away a code that was added by mistake. One that was ever on a label is on the goods, and stays."""
    kept = _locked(barcode, reason)
    if kept.is_primary:
        raise Conflict(_("%(code)s is on the label: put another code there first.") % {"code": kept.code})
    if kept.labelled_at:
        raise Conflict(
            _("%(code)s was on the label of %(product)s: goods may bear it, so it still scans.")
            % {"code": kept.code, "product": kept.product.name}
        )
    _tell("catalog.remove_barcode", kept, by, reason)
    history.sign(kept, by=by, reason=reason)
    kept.delete()


def _forms_of(plain: str) -> list[str]:
    return [plain, plain.zfill(13)] if plain.isdigit() and len(plain) == 12 else [plain]


def _locked(barcode: Barcode, reason: str) -> Barcode:
    if not reason.strip():
        raise ReasonMissing(_("Say why the codes of %(product)s change.") % {"product": barcode.product.name})
    _lock_codes_of(barcode.product)
    found = Barcode.objects.filter(pk=barcode.pk).first()
    if found is None:
        raise Conflict(_("%(code)s is gone already.") % {"code": barcode.code})
    found.product = barcode.product
    return found


def _lock_codes_of(product: Product) -> None:
    """One after the other tends the codes of a product: its label bears one."""
    Product.objects.select_for_update().get(pk=product.pk)


def _take_off_label(product: Product, by: Actor, reason: str) -> None:
    for old in product.barcodes.filter(is_primary=True):
        old.is_primary = False
        history.sign(old, by=by, reason=reason)
        old.save()
    Product.objects.filter(pk=product.pk).update(is_label_outdated=True)
    product.is_label_outdated = True


def _write(product: Product, code: str, *, is_primary: bool, act: str, by: Actor, reason: str = "") -> Barcode:
    moment = clock.now()
    barcode = Barcode(product=product, code=code, kind=kind_of(code), is_primary=is_primary, created_at=moment)
    barcode.labelled_at = moment if is_primary else None
    history.sign(barcode, by=by, reason=reason)
    barcode.save()
    _tell(act, barcode, by, reason)
    return barcode


def _tell(act: str, barcode: Barcode, by: Actor, reason: str) -> None:
    product = barcode.product
    changes.record(changes.PRODUCT, [product.pk])
    log.write(act, by=by, subject="product", key=product.pk, name=product.name, barcode=barcode.code, reason=reason)


def _refuse_wrong_check_digit(digits: str) -> None:
    right = check_digit(digits.zfill(13)[:-1])
    if int(digits[-1]) != right:
        raise InvalidBarcode(
            _("Barcode %(code)s has a wrong check digit: it should end in %(right)d.")
            % {"code": digits, "right": right},
            code=digits,
            check_digit=right,
        )
