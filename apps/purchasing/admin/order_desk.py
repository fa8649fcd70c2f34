"""An order in hand: its goods are scanned, pasted, counted and priced while nothing of it came."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core.backoffice import by_key
from apps.core.buttons import ButtonPage, filled
from apps.inventory.transfer_forms import PasteForm, ScanForm, pasted_in
from apps.purchasing import order_papers, orders
from apps.purchasing.admin.typed import cost_in, pieces_in, product_of
from apps.purchasing.models import PurchaseOrder, PurchaseOrderLine
from apps.purchasing.orders import Wanted


class OrderDesk(ButtonPage):
    """GET shows what is ordered so far; every button posts its own name and comes back here."""

    title = gettext_lazy("Purchase order")
    permission_required = "purchasing.change_purchaseorder"
    template_name = "purchasing/order_desk.html"

    def has_permission(self) -> bool:
        """An order is all about cost."""
        return bool(super().has_permission()) and self.request.user.has_perm("users.view_cost")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.order.state != PurchaseOrder.State.OPEN:
            return redirect(self._page_of_order())
        return super().get(request, *args, **kwargs)

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {"scan": self._scan, "paste": self._paste, "save": self._save}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "title": self.order.number,
            "content_subtitle": f"{self.order.supplier} → {self.order.shop}",
            "order": self.order,
            "lines": self.lines,
            "scan_form": ScanForm(),
            "paste_form": PasteForm(initial=self.kept),
            "page_of_order": self._page_of_order(),
        }

    @cached_property
    def order(self) -> PurchaseOrder:
        found: PurchaseOrder | None = by_key(
            self.model_admin.get_queryset(self.request), str(self.kwargs["order_id"])
        ).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def lines(self) -> list[PurchaseOrderLine]:
        return order_papers.lines_of(self.order)

    # What the buttons do.

    def _scan(self) -> str:
        form = filled(ScanForm(self.request.POST))
        product = product_of(form["code"])
        orders.put(self.order, {product.pk: form["pieces"]}, by=self._by())
        return _("%(product)s is on the order.") % {"product": product.name}

    def _paste(self) -> str:
        wanted = pasted_in(self.request)
        added = orders.put(self.order, wanted, by=self._by())
        if not added:
            return _("They were on the order already; their pieces are added.")
        return ngettext("%(count)d product was added.", "%(count)d products were added.", added) % {"count": added}

    def _save(self) -> str:
        typed = self.request.POST
        wanted = [
            Wanted(
                line.product_id,
                pieces_in(typed, line.product_id, line.quantity),
                cost_in(typed, line.product, line.unit_cost),
            )
            for line in self.lines
        ]
        orders.change(self.order, wanted, by=self._by())
        return _("Pieces and costs are kept.")

    def _page_of_order(self) -> str:
        return reverse("admin:purchasing_purchaseorder_change", args=[self.order.pk])

    def _by(self) -> Any:
        return self.model_admin.actor(self.request)
