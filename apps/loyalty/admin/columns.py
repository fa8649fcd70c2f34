"""What several pages of loyalty show alike."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.inventory import documents
from apps.loyalty.models import PointEntry


def what(entry: PointEntry) -> str:
    if entry.restores and entry.document == entry.restores:
        return _("%(what)s: the sale is void") % {"what": entry.get_kind_display()}
    return entry.get_kind_display()


def document(number: str) -> SafeString | str:
    if not number:
        return "–"
    return format_html('<a class="text-link" href="{}">{}</a>', documents.address_of(number), number)


def signed(points: int) -> SafeString:
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return format_html('<span class="figure">{}{}</span>', sign, f"{abs(points):,}")
