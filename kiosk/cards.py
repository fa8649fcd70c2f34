"""The commands of the till as barcodes on paper: what lies beside the scanner presses the till's buttons."""

from django.utils.translation import gettext as _

from apps.printing.document import Barcode, Block, Document, Rule, Size, Stroke, Text
from apps.stores import company

CASH = (500, 1000, 2000, 5000, 10000, 20000)


def commands() -> list[tuple[str, str]]:
    """Each code with what it does, as ``models/cards.js`` knows them."""
    symbol = company.current().currency_symbol
    return [
        ("NEXUS-PAY", _("Pay: open the payment sheet")),
        ("NEXUS-EXACT", _("Exact: the rest is paid without change")),
        *((f"NEXUS-CASH{amount}", _("%(amount)s in cash") % {"amount": f"{symbol}{amount:,}"}) for amount in CASH),
        ("NEXUS-NEW", _("New sale: away with what is done")),
        ("NEXUS-MORE", _("One piece more of the last line")),
        ("NEXUS-LESS", _("One piece fewer of the last line")),
    ]


def sheet() -> Document:
    """A4; to be cut into cards, or kept whole beside the till."""
    blocks: list[Block] = [
        Text(_("Commands of the till"), size=Size.LARGE, bold=True),
        Text(_("Scan a product, then scan what shall happen. The scanner needs no key for these.")),
    ]
    for code, words in commands():
        blocks += [Rule(Stroke.DASHED), Text(words, bold=True), Barcode(code)]
    return Document(_("Commands of the till"), blocks)
