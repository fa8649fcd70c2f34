"""What the desks of goods share: a paper in hand, a scanner, pieces typed beside products, one act a button."""

from collections.abc import Mapping
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.catalog import barcodes
from apps.catalog.models import Product
from apps.catalog.refusals import UnknownBarcode
from apps.core.backoffice import by_key
from apps.core.buttons import ButtonPage
from apps.core.refusals import InvalidInput, NotAllowed

PIECES = "pieces-"


class Desk(ButtonPage):
    """``paper_id`` of the address is the paper's key; ``doing`` says what there is to do for whoever looks."""

    @cached_property
    def paper(self) -> Any:
        rows: QuerySet[Any] = self.model_admin.get_queryset(self.request)
        found = by_key(rows, str(self.kwargs["paper_id"])).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def doing(self) -> str:
        raise NotImplementedError

    def refuse_unless(self, *doing: str) -> None:
        if self.doing not in doing:
            raise NotAllowed(
                _("%(paper)s is %(state)s: there is nothing of this for you to do.")
                % {"paper": self.paper.number, "state": self.paper.get_state_display()}
            )

    def typed(self, standing: Mapping[int, int]) -> dict[int, int]:
        """Pieces by key as they stand in the table; ``standing`` are the keys there are, and what was in them."""
        known = {f"{PIECES}{key}": key for key in standing}
        post = self.request.POST
        return dict(standing) | {known[name]: whole(str(post[name])) for name in known.keys() & post.keys()}

    def by(self) -> Any:
        return self.model_admin.actor(self.request)


def found(code: str, *, archived_too: bool = False) -> Product:
    product = barcodes.find(code)
    if product is None or (product.is_archived and not archived_too):
        raise UnknownBarcode(_("No product on sale has the code %(code)s.") % {"code": code})
    return product


def whole(text: str) -> int:
    if not text.strip():
        return 0
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 7):
        raise InvalidInput(_("“%(text)s” is no number of pieces: type a whole number, 0 for none.") % {"text": text})
    return int(text)


def added(count: int) -> str:
    if not count:
        return _("They were there already; their pieces are brought up to date.")
    said = ngettext("%(count)s product was added.", "%(count)s products were added.", count)
    return said % {"count": intcomma(count)}
