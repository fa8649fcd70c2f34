"""The page on which new goods come in: one style, a grid of sizes and colours, the stock and the invoice in one go."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from apps.catalog.models import Brand, Style
from apps.core.refusals import NexusError
from apps.purchasing import grid
from apps.purchasing.forms import NewGoodsForm, like_style
from apps.purchasing.intake import take_in
from apps.purchasing.models import PurchaseInvoice
from apps.stores import places
from apps.stores.backoffice import shops_of
from apps.stores.models import Place


class NewGoodsPage(UnfoldModelAdminViewMixin, TemplateView):
    """First the style with its colours and sizes, then the pieces of each; nothing is written before "Take in"."""

    title = gettext_lazy("New goods")
    permission_required = "purchasing.add_purchaseinvoice"
    template_name = "purchasing/new_goods.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("style", "")
        style = Style.objects.filter(pk=asked).first() if asked.isdigit() else None
        form = NewGoodsForm(shops=shops_of(request), initial=like_style(style) if style else None)
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NewGoodsForm(request.POST, shops=shops_of(request))
        cells: list[list[grid.Cell]] = []
        try:
            if form.is_valid() or _has_pieces(request):  # what was typed stays, whatever else is wrong
                cells = grid.cells(form.names_of("colours"), form.names_of("sizes"), request.POST.dict())
            if form.is_valid() and "take_in" in request.POST:
                return self._done(self._take_in(form, cells))
        except NexusError as refusal:
            form.add_error(None, refusal.sentence)
        return self.render_to_response(self.get_context_data(form=form, cells=cells))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        brands = Brand.objects.values_list("name", flat=True)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"brands": brands, "media": self.model_admin.media + kwargs["form"].media}

    def _take_in(self, form: NewGoodsForm, cells: list[list[grid.Cell]]) -> PurchaseInvoice:
        filled = form.cleaned_data
        is_floor = filled["place"] == Place.Kind.FLOOR
        place = places.floor_of(filled["shop"]) if is_floor else places.warehouse_of(filled["shop"])
        return take_in(
            grid.lines(cells, form.pattern(), place),
            shop=filled["shop"],
            supplier=filled["supplier"],
            supplier_reference=filled["supplier_reference"],
            by=self.model_admin.actor(self.request),
        )

    def _done(self, invoice: PurchaseInvoice) -> HttpResponse:
        said = ngettext(
            "%(units)d piece came in with invoice %(number)s.",
            "%(units)d pieces came in with invoice %(number)s.",
            invoice.units,
        )
        messages.success(self.request, said % {"units": invoice.units, "number": invoice.number})
        return redirect("admin:purchasing_purchaseinvoice_change", invoice.pk)


def _has_pieces(request: HttpRequest) -> bool:
    return any(name.startswith("pieces-") for name in request.POST)
