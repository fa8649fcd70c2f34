"""What somebody pastes out of a workbook: a barcode and pieces a line, every fault told by its line."""

import re
from collections import Counter

from django.utils.translation import gettext as _

from apps.catalog import barcodes
from apps.core.refusals import InvalidInput

SEPARATOR = re.compile(r"[\t;,]|\s+")
MOST_TOLD = 5


def pieces_of(text: str) -> Counter[int]:
    """Pieces by product; a code without a figure is one piece. InvalidInput names each line that is wrong."""
    pieces: Counter[int] = Counter()
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = [word for word in SEPARATOR.split(line.strip()) if word]
        if not words:
            continue
        code, *more = words
        count = more[0] if more else "1"
        product = barcodes.find(code)
        if product is None or product.is_archived:
            faults.append(_("line %(line)s: no product on sale has the code %(code)s") % {"line": number, "code": code})
        elif len(more) > 1 or not (count.isascii() and count.isdigit() and len(count) < 7 and int(count)):
            faults.append(
                _("line %(line)s: “%(text)s” is no number of pieces") % {"line": number, "text": " ".join(more)}
            )
        else:
            pieces[product.pk] += int(count)
    if faults:
        told = "; ".join(faults[:MOST_TOLD]) + ("; …" if len(faults) > MOST_TOLD else "")
        raise InvalidInput(_("Nothing was added: %(faults)s.") % {"faults": told})
    if not pieces:
        raise InvalidInput(_("There is no barcode in what you pasted."))
    return pieces
