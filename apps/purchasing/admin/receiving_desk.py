"""A delivery in hand: counted by scanner or typed, booked, and its new prices decided; the page fits a phone."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core.backoffice import by_key
from apps.core.buttons import ButtonPage, filled
from apps.core.refusals import NotAllowed
from apps.inventory.transfer_forms import PasteForm, ScanForm, pasted_in
from apps.purchasing import booking, new_prices, order_papers, receiving
from apps.purchasing.admin.typed import cost_in, pieces_in, product_of, ticked_in
from apps.purchasing.models import GoodsReceipt, GoodsReceiptLine
from apps.purchasing.new_prices import Proposal
from apps.purchasing.order_forms import BillForm
from apps.purchasing.receiving import Counted

State = GoodsReceipt.State


class ReceivingDesk(ButtonPage):
    """GET shows what is to be done with the delivery now; every button posts its own name and comes back here."""

    title = gettext_lazy("Goods receipt")
    permission_required = "purchasing.change_goodsreceipt"
    template_name = "purchasing/receiving_desk.html"

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {
            "scan": self._scan,
            "paste": self._paste,
            "all": self._all,
            "save": self._save,
            "book": self._book,
            "take": self._take,
            "leave": self._leave,
        }

    def way_back(self) -> str:
        """Where nothing is left to do, the receipt with its papers."""
        self.receipt.refresh_from_db()
        return self.request.path if to_do(self.receipt, self.request) else self._page_of_receipt()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        receipt, rows = self.receipt, self.rows()
        bill = {name: getattr(receipt, name) or None for name in ("freight", "duty", "spread")}
        return context | {
            "title": receipt.number,
            "content_subtitle": f"{receipt.supplier or _('without supplier')} → {receipt.place.name}",
            "receipt": receipt,
            "rows": rows,
            "pieces": sum(line.quantity for line, _open in rows),
            "awaited": sum(still_open for _line, still_open in rows),
            "doing": to_do(receipt, self.request),
            "sees_cost": self.sees_cost,
            "scan_form": ScanForm(),
            "paste_form": PasteForm(initial=self.kept),
            "bill_form": BillForm(sees_cost=self.sees_cost, initial=bill | {"reference": receipt.supplier_reference}),
            "twin": booking.twin_of(receipt) if receipt.state == State.COUNTING else None,
            "proposals": self.proposals,
            "page_of_receipt": self._page_of_receipt(),
        }

    @cached_property
    def receipt(self) -> GoodsReceipt:
        rows = self.model_admin.get_queryset(self.request)
        found: GoodsReceipt | None = by_key(rows, str(self.kwargs["receipt_id"])).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def sees_cost(self) -> bool:
        return bool(self.request.user.has_perm("users.view_cost"))

    @cached_property
    def lines(self) -> list[GoodsReceiptLine]:
        return order_papers.lines_counted(self.receipt)

    @cached_property
    def proposals(self) -> list[Proposal]:
        return new_prices.proposals(self.receipt)

    @cached_property
    def still_open(self) -> dict[int, int]:
        """Pieces that the order awaits, by product."""
        order = self.receipt.order
        return {line.product_id: line.still_open for line in order.lines.all()} if order else {}

    def rows(self) -> list[tuple[GoodsReceiptLine, int]]:
        return [(line, self.still_open.get(line.product_id, 0)) for line in self.lines]

    # What the buttons do.

    def _scan(self) -> str:
        form = filled(ScanForm(self.request.POST))
        product = product_of(form["code"])
        (line,) = receiving.count_in(self.receipt, {product.pk: form["pieces"]}, by=self._by())
        return _("%(pieces)s counted: %(product)s.") % {"pieces": line.quantity, "product": product.name}

    def _paste(self) -> str:
        counted = pasted_in(self.request)
        receiving.count_in(self.receipt, counted, by=self._by())
        pieces = sum(counted.values())
        return ngettext("%(count)d piece was added.", "%(count)d pieces were added.", pieces) % {"count": pieces}

    def _all(self) -> str:
        """All that the order still awaits is in the boxes; costs and charges stay as they are typed."""
        self._keep({line.product_id: self.still_open.get(line.product_id, 0) for line in self.lines})
        return _("All that was still open is counted. Look it over, then book it.")

    def _save(self) -> str:
        self._keep()
        return _("The count is kept.")

    def _book(self) -> str:
        self._keep()
        receiving.book(self.receipt, by=self._by(), is_another="is_another" in self.request.POST)
        words = {"receipt": self.receipt.number, "pieces": f"{self.receipt.units:,}", "place": self.receipt.place.name}
        said = ngettext(
            "%(receipt)s is booked: %(pieces)s piece is at %(place)s now.",
            "%(receipt)s is booked: %(pieces)s pieces are at %(place)s now.",
            self.receipt.units,
        )
        return said % words

    def _take(self) -> str:
        self._refuse_unless_prices()
        taken = ticked_in(self.request.POST, [each.product.pk for each in self.proposals])
        changed = new_prices.decide(self.receipt, taken, by=self._by())
        return ngettext("%(count)d price is changed.", "%(count)d prices are changed.", changed) % {"count": changed}

    def _leave(self) -> str:
        self._refuse_unless_prices()
        new_prices.decide(self.receipt, [], by=self._by())
        return _("All prices stay as they are.")

    # What was typed, and who may.

    def _keep(self, pieces: dict[int, int] | None = None) -> None:
        typed = self.request.POST
        bill = BillForm(typed, sees_cost=self.sees_cost)
        told = filled(bill)
        counted = {}
        for line in self.lines:
            key = line.product_id
            number = pieces_in(typed, key, line.quantity) if pieces is None else pieces[key]
            cost = cost_in(typed, line.product, line.unit_cost) if self.sees_cost else None
            counted[key] = Counted(number, cost)
        by, reference = self._by(), told["reference"]
        receiving.change(self.receipt, counted, charges=bill.charges(), reference=reference, by=by)

    def _refuse_unless_prices(self) -> None:
        if to_do(self.receipt, self.request) != "price":
            raise NotAllowed(_("No price waits for you to be decided here."))

    def _page_of_receipt(self) -> str:
        return reverse("admin:purchasing_goodsreceipt_change", args=[self.receipt.pk])

    def _by(self) -> Any:
        return self.model_admin.actor(self.request)


def to_do(receipt: GoodsReceipt, request: HttpRequest) -> str:
    """``count`` or ``price``; empty when there is nothing for whoever asks."""
    user = request.user
    if receipt.state == State.COUNTING and user.has_perm("purchasing.change_goodsreceipt"):
        return "count"
    may_price = user.has_perms(["catalog.reprice_product", "users.view_cost", "purchasing.change_goodsreceipt"])
    return "price" if may_price and new_prices.proposals(receipt) else ""
