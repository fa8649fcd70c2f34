"""A transfer in hand: packed, received or settled by scanner, on a page that fits a phone."""

from collections.abc import Callable
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.catalog import barcodes
from apps.catalog import queries as catalog_queries
from apps.catalog.models import Product
from apps.catalog.refusals import UnknownBarcode
from apps.core.backoffice import by_key
from apps.core.buttons import ButtonPage, filled
from apps.core.refusals import InvalidInput, NotAllowed
from apps.inventory import arrivals, pasted, queries, transfers
from apps.inventory.arrivals import Settlement, Verdict
from apps.inventory.models import Transfer, TransferLine
from apps.inventory.transfer_forms import FillForm, PasteForm, ScanForm
from apps.stores.backoffice import shops_of

State = Transfer.State
PIECES, VERDICT, NOTE = "pieces-", "verdict-", "reason"
MISSING = (Verdict.FOUND, Verdict.LOST)
TOO_MANY = (Verdict.KEPT, Verdict.DROPPED)


class TransferDesk(ButtonPage):
    """GET shows what is to be done with the transfer now; every button posts its own name and comes back here."""

    title = gettext_lazy("Transfer")
    permission_required = "inventory.view_transfer"
    template_name = "inventory/transfer_desk.html"

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {
            "scan": self._scan,
            "fill": self._fill,
            "paste": self._paste,
            "save": self._save,
            "send": self._send,
            "receive": self._receive,
            "settle": self._settle,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        lines = self.lines
        pieces = {
            "asked": sum(line.asked for line in lines),
            "sent": sum(line.sent for line in lines),
            "counted": sum(line.counted for line in lines),
        }
        return context | {
            "title": self.transfer.number,
            "content_subtitle": f"{self.transfer.source.name} → {self.transfer.target.name}",
            "transfer": self.transfer,
            "lines": lines,
            "rows": self.rows(),
            "pieces": pieces,
            "doing": self.doing,
            "is_received": bool(pieces["counted"]) and self.transfer.state in (State.RECEIVED, State.COMPLETED),
            "is_single": transfers.takes_one_step(self.transfer),
            "scan_form": ScanForm(),
            "fill_form": FillForm(),
            "paste_form": PasteForm(),
            "missing": MISSING,
            "too_many": TOO_MANY,
            "page_of_transfer": reverse("admin:inventory_transfer_change", args=[self.transfer.pk]),
        }

    @cached_property
    def transfer(self) -> Transfer:
        rows: QuerySet[Transfer] = self.model_admin.get_queryset(self.request)
        found = by_key(rows, str(self.kwargs["transfer_id"])).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def doing(self) -> str:
        return to_do(self.transfer, self.request)

    @cached_property
    def lines(self) -> list[TransferLine]:
        """With their products, barcodes and all."""
        lines = list(self.transfer.lines.all())
        products = catalog_queries.listed().in_bulk([line.product_id for line in lines])
        for line in lines:
            line.product = products[line.product_id]
        return lines

    def rows(self) -> list[tuple[TransferLine, int]]:
        """Each line, and what lies free at the source while it is packed."""
        asked = [line.product_id for line in self.lines] if self.doing == "pack" else []
        free = queries.available(asked, self.transfer.source)
        return [(line, free.get(line.product_id, 0)) for line in self.lines]

    # What the buttons do.

    def _scan(self) -> str:
        form = filled(ScanForm(self.request.POST))
        product = _found(form["code"])
        if self.doing == "receive":
            line = arrivals.count_in(self.transfer, product, form["pieces"], by=self._by())
            return _counted(line, product)
        self._refuse_unless("pack")
        transfers.put(self.transfer, {product.pk: form["pieces"]}, adds_up=True, by=self._by())
        return _("%(product)s is in the box.") % {"product": product.name}

    def _fill(self) -> str:
        self._refuse_unless("pack")
        form = FillForm(self.request.POST)
        told = filled(form)
        fitting = form.chosen(catalog_queries.search(told["words"]))
        here = fitting.filter(levels__place=self.transfer.source, levels__quantity__gt=F("levels__reserved"))
        keys = list(here.values_list("pk", flat=True)[: transfers.MOST_LINES])
        free = queries.available(keys, self.transfer.source)
        wanted = {key: number if told["pieces"] == "all" else 1 for key, number in free.items() if number > 0}
        if not wanted:
            raise InvalidInput(
                _("None of these lie at %(place)s: choose other words, or another brand or category.")
                % {"place": self.transfer.source.name}
            )
        return _added(transfers.put(self.transfer, wanted, by=self._by()))

    def _paste(self) -> str:
        self._refuse_unless("pack")
        wanted = pasted.pieces_of(filled(PasteForm(self.request.POST))["rows"])
        return _added(transfers.put(self.transfer, wanted, adds_up=True, by=self._by()))

    def _save(self) -> str:
        if self.doing == "receive":
            self._keep_counted()
        else:
            self._refuse_unless("pack")
            transfers.change(self.transfer, self._typed(), by=self._by())
        return _("The pieces are kept.")

    def _send(self) -> str:
        self._refuse_unless("pack")
        if not self.request.user.has_perm("inventory.dispatch_transfer"):
            raise NotAllowed(_("Ask somebody who may send transfers off."))
        typed = self._typed()
        if typed != {line.product_id: line.asked for line in self.lines}:
            transfers.change(self.transfer, typed, by=self._by())
        sent = transfers.dispatch(self.transfer, by=self._by())
        if sent.state == State.COMPLETED:
            return _("The goods are at %(place)s now.") % {"place": sent.target.name}
        return _("%(transfer)s is on its way.") % {"transfer": sent.number}

    def _receive(self) -> str:
        self._refuse_unless("receive")
        note = self.request.POST.get(NOTE, "")[:200]
        done = arrivals.receive(self.transfer, arrived=self._typed(), by=self._by(), note=note)
        if done.state == State.COMPLETED:
            return _("%(transfer)s is received, complete.") % {"transfer": done.number}
        return _("%(transfer)s is received; the difference waits for an MD.") % {"transfer": done.number}

    def _settle(self) -> str:
        self._refuse_unless("settle")
        settlements = []
        for line in self.lines:
            verdict = self.request.POST.get(f"{VERDICT}{line.product_id}", "")
            pieces = _whole(self.request.POST.get(f"{PIECES}{line.product_id}", ""))
            if verdict and pieces:
                allowed = MISSING if line.under_way else TOO_MANY
                if verdict not in allowed:
                    raise InvalidInput(_("Say what became of %(product)s.") % {"product": line.product.name})
                settlements.append(Settlement(line.product_id, Verdict(verdict), pieces))
        done = arrivals.settle(self.transfer, settlements, by=self._by(), reason=self.request.POST.get(NOTE, ""))
        if done.state == State.COMPLETED:
            return _("%(transfer)s is completed.") % {"transfer": done.number}
        return _("Settled. Another difference of %(transfer)s is still open.") % {"transfer": done.number}

    # What was typed, and who may.

    def _keep_counted(self) -> None:
        typed = self._typed()
        for line in self.lines:
            change = typed.get(line.product_id, line.counted) - line.counted
            if change:
                arrivals.count_in(self.transfer, line.product, change, by=self._by())

    def _typed(self) -> dict[int, int]:
        """Pieces by product, as they stand in the table."""
        known = {str(line.product_id): line.product_id for line in self.lines}
        typed = {
            known[name.removeprefix(PIECES)]: _whole(str(text))
            for name, text in self.request.POST.items()
            if name.startswith(PIECES) and name.removeprefix(PIECES) in known
        }
        missing = {line.product_id: line.asked if self.doing == "pack" else line.counted for line in self.lines}
        return missing | typed

    def _refuse_unless(self, doing: str) -> None:
        if self.doing != doing:
            raise NotAllowed(
                _("%(transfer)s is %(state)s: there is nothing of this for you to do.")
                % {"transfer": self.transfer.number, "state": self.transfer.get_state_display()}
            )

    def _by(self) -> Any:
        return self.model_admin.actor(self.request)


def to_do(transfer: Transfer, request: HttpRequest) -> str:
    """``pack``, ``receive`` or ``settle``; empty when there is nothing for whoever asks."""
    user = request.user
    reached = set(shops_of(request).filter(pk__in=_ends(transfer)).values_list("pk", flat=True))
    match transfer.state:
        case State.PENDING if user.has_perm("inventory.change_transfer") and reached:
            return "pack"
        case State.IN_TRANSIT if user.has_perm("inventory.receive_transfer") and transfer.target.shop_id in reached:
            return "receive"
        case State.RECEIVED if user.has_perm("inventory.settle_transfer"):
            return "settle"
    return ""


def _ends(transfer: Transfer) -> list[int]:
    return [place.shop_id for place in (transfer.source, transfer.target) if place.shop_id]


def _counted(line: TransferLine, product: Product) -> str:
    """Says plainly when it is more than was sent: somebody holds the wrong piece in hand, or the list is wrong."""
    words = {"counted": intcomma(line.counted), "product": product.name, "sent": intcomma(line.sent)}
    if not line.sent:
        return _("%(product)s was not sent with this transfer: %(counted)s counted all the same.") % words
    if line.counted > line.sent:
        return _("%(counted)s of %(product)s are counted, more than the %(sent)s that were sent.") % words
    return _("%(counted)s of %(sent)s: %(product)s.") % words


def _found(code: str) -> Product:
    product = barcodes.find(code)
    if product is None or product.is_archived:
        raise UnknownBarcode(_("No product on sale has the code %(code)s.") % {"code": code})
    return product


def _whole(text: str) -> int:
    if not text.strip():
        return 0
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 7):
        raise InvalidInput(_("“%(text)s” is no number of pieces: type a whole number, 0 for none.") % {"text": text})
    return int(text)


def _added(count: int) -> str:
    if not count:
        return _("They were on the transfer already; their pieces are brought up to date.")
    said = ngettext("%(count)s product was added.", "%(count)s products were added.", count)
    return said % {"count": intcomma(count)}
