"""A transfer in hand: packed, received or settled by scanner, on a page that fits a phone."""

from collections.abc import Callable
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog import queries as catalog_queries
from apps.catalog.models import Product
from apps.core.buttons import filled
from apps.core.refusals import InvalidInput, NotAllowed
from apps.inventory import arrivals, queries, transfers
from apps.inventory.admin.desks import PIECES, Desk, added, found, whole
from apps.inventory.arrivals import Settlement, Verdict
from apps.inventory.lines import with_products
from apps.inventory.models import Transfer, TransferLine
from apps.inventory.transfer_forms import FillForm, PasteForm, ScanForm, pasted_in
from apps.stores.backoffice import shops_of

State = Transfer.State
VERDICT, NOTE = "verdict-", "reason"
MISSING = (Verdict.FOUND, Verdict.LOST)
TOO_MANY = (Verdict.KEPT, Verdict.DROPPED)


class TransferDesk(Desk):
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
            "paste_form": PasteForm(initial=self.kept),
            "missing": MISSING,
            "too_many": TOO_MANY,
            "page_of_transfer": reverse("admin:inventory_transfer_change", args=[self.transfer.pk]),
        }

    @property
    def transfer(self) -> Transfer:
        transfer: Transfer = self.paper
        return transfer

    @cached_property
    def doing(self) -> str:
        return to_do(self.transfer, self.request)

    @cached_property
    def lines(self) -> list[TransferLine]:
        """With their products, barcodes and all."""
        return with_products(self.transfer.lines.all())

    def rows(self) -> list[tuple[TransferLine, int]]:
        """Each line, and what lies free at the source while it is packed."""
        asked = [line.product_id for line in self.lines] if self.doing == "pack" else []
        free = queries.available(asked, self.transfer.source)
        return [(line, free.get(line.product_id, 0)) for line in self.lines]

    # What the buttons do.

    def _scan(self) -> str:
        form = filled(ScanForm(self.request.POST))
        product = found(form["code"])
        if self.doing == "receive":
            line = arrivals.count_in(self.transfer, product, form["pieces"], by=self.by())
            return _counted(line, product)
        self.refuse_unless("pack")
        transfers.put(self.transfer, {product.pk: form["pieces"]}, adds_up=True, by=self.by())
        return _("%(product)s is in the box.") % {"product": product.name}

    def _fill(self) -> str:
        self.refuse_unless("pack")
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
        return added(transfers.put(self.transfer, wanted, by=self.by()))

    def _paste(self) -> str:
        self.refuse_unless("pack")
        wanted = pasted_in(self.request)
        return added(transfers.put(self.transfer, wanted, adds_up=True, by=self.by()))

    def _save(self) -> str:
        if self.doing == "receive":
            self._keep_counted()
        else:
            self.refuse_unless("pack")
            transfers.change(self.transfer, self._typed(), by=self.by())
        return _("The pieces are kept.")

    def _send(self) -> str:
        self.refuse_unless("pack")
        if not self.request.user.has_perm("inventory.dispatch_transfer"):
            raise NotAllowed(_("Ask somebody who may send transfers off."))
        typed = self._typed()
        if typed != {line.product_id: line.asked for line in self.lines}:
            transfers.change(self.transfer, typed, by=self.by())
        sent = transfers.dispatch(self.transfer, by=self.by())
        if sent.state == State.COMPLETED:
            return _("The goods are at %(place)s now.") % {"place": sent.target.name}
        return _("%(transfer)s is on its way.") % {"transfer": sent.number}

    def _receive(self) -> str:
        self.refuse_unless("receive")
        note = self.request.POST.get(NOTE, "")[:200]
        done = arrivals.receive(self.transfer, arrived=self._typed(), by=self.by(), note=note)
        if done.state == State.COMPLETED:
            return _("%(transfer)s is received, complete.") % {"transfer": done.number}
        return _("%(transfer)s is received; the difference waits for an MD.") % {"transfer": done.number}

    def _settle(self) -> str:
        self.refuse_unless("settle")
        settlements = []
        for line in self.lines:
            verdict = self.request.POST.get(f"{VERDICT}{line.product_id}", "")
            pieces = whole(self.request.POST.get(f"{PIECES}{line.product_id}", ""))
            if verdict and pieces:
                allowed = MISSING if line.under_way else TOO_MANY
                if verdict not in allowed:
                    raise InvalidInput(_("Say what became of %(product)s.") % {"product": line.product.name})
                settlements.append(Settlement(line.product_id, Verdict(verdict), pieces))
        done = arrivals.settle(self.transfer, settlements, by=self.by(), reason=self.request.POST.get(NOTE, ""))
        if done.state == State.COMPLETED:
            return _("%(transfer)s is completed.") % {"transfer": done.number}
        return _("Settled. Another difference of %(transfer)s is still open.") % {"transfer": done.number}

    # What was typed, and who may.

    def _keep_counted(self) -> None:
        typed = self._typed()
        for line in self.lines:
            change = typed.get(line.product_id, line.counted) - line.counted
            if change:
                arrivals.count_in(self.transfer, line.product, change, by=self.by())

    def _typed(self) -> dict[int, int]:
        """Pieces by product, as they stand in the table."""
        figure = "asked" if self.doing == "pack" else "counted"
        return self.typed({line.product_id: getattr(line, figure) for line in self.lines})


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
