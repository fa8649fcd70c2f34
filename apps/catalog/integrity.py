"""The catalogue is in order when every product has one code on its label, and every EAN its right check digit."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from apps.catalog import barcodes
from apps.catalog.models import Barcode, Product
from apps.catalog.refusals import InvalidBarcode


def findings() -> list[str]:
    """A sentence for everything that is not so; empty when all is."""
    return [*_products_without_label_code(), *_wrong_codes()]


def _products_without_label_code() -> Iterator[str]:
    primary = Count("barcodes", filter=Q(barcodes__is_primary=True))
    for name in Product.objects.annotate(primary=primary).exclude(primary=1).values_list("name", flat=True):
        yield _("%(product)s has no barcode for its label.") % {"product": name}


def _wrong_codes() -> Iterator[str]:
    checked = Barcode.objects.exclude(kind=Barcode.Kind.ALIAS).values_list("code", flat=True)
    for code in checked.iterator():
        try:
            barcodes.normalise(code)
        except InvalidBarcode as refusal:
            yield refusal.sentence
