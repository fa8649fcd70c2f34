"""The page on which new goods come in: one style, a grid of sizes and colours, the stock and the invoice in one go."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.forms import Media
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from apps.catalog.models import Brand, Colour, Size, Style
from apps.core.actor import Actor
from apps.core.refusals import NexusError
from apps.purchasing import drafts, grid, twins
from apps.purchasing.admin.drafts import drafts_of, sees_all
from apps.purchasing.forms import NewGoodsForm, like_style
from apps.purchasing.intake import IntakeLine, take_in
from apps.purchasing.models import GoodsDraft, PurchaseInvoice
from apps.stores import places
from apps.stores.backoffice import shops_of
from apps.stores.models import Place, Shop


class NewGoodsPage(UnfoldModelAdminViewMixin, TemplateView):
    """First the style with its colours and sizes, then the pieces of each; nothing is written before "Take in"."""

    title = gettext_lazy("New goods")
    permission_required = "purchasing.add_purchaseinvoice"
    template_name = "purchasing/new_goods.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "draft" in request.GET:
            return self._resume(request)
        asked = request.GET.get("style", "")
        style = Style.objects.filter(pk=asked).first() if asked.isdigit() else None
        form = NewGoodsForm(shops=shops_of(request), initial=like_style(style) if style else None)
        cells = _grid_of(style, form.fields["shop"].initial) if style else []
        return self.render_to_response(self.get_context_data(form=form, cells=cells))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NewGoodsForm(request.POST, shops=shops_of(request))
        cells: list[list[grid.Cell]] = []
        try:
            if form.is_valid() or _has_pieces(request.POST):  # what was typed stays, whatever else is wrong
                cells = _grid(form, request.POST)
            if "keep" in request.POST:
                draft = keep(request, by=self.model_admin.actor(request))
                messages.success(request, _("“%(summary)s” is kept as a draft.") % {"summary": draft.summary})
                return redirect("admin:purchasing_goodsdraft_changelist")
            if form.is_valid() and "take_in" in request.POST:
                return self._done(self._take_in(form, cells))
        except twins.LikelyDuplicate as refusal:
            form.add_error("is_another", refusal.sentence)
        except NexusError as refusal:
            form.add_error(None, refusal.sentence)
        return self.render_to_response(self.get_context_data(form=form, cells=cells))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        brands = Brand.objects.values_list("name", flat=True)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["known_count"] = sum(cell.known is not None for row in kwargs.get("cells", ()) for cell in row)
        script: Any = Script("purchasing/drafts.js", type="module")
        media = self.model_admin.media + kwargs["form"].media + Media(js=[script])
        return {"key": form_key(self.request.POST)} | context | {"brands": brands, "media": media}

    def _resume(self, request: HttpRequest) -> HttpResponse:
        """The form as it was left: with its grid when that stood there already."""
        key = form_key(request.GET)
        draft = drafts_of(request).filter(key=key).first()
        try:
            typed = drafts.typed_in(draft) if draft else {}
        except NexusError as refusal:
            messages.error(request, refusal.sentence)
            return redirect("admin:purchasing_goodsdraft_changelist")
        if not typed:
            messages.warning(request, _("This draft is not here any more, or it is somebody else's."))
            return redirect("admin:purchasing_goodsdraft_changelist")
        fields = QueryDict(mutable=True)
        for name, values in typed.items():
            fields.setlist(name, values)
        if _has_pieces(fields):
            form, cells = NewGoodsForm(fields, shops=shops_of(request)), _cells(fields, shops_of(request))
        else:
            form, cells = NewGoodsForm(initial=_initial(fields), shops=shops_of(request)), []
        return self.render_to_response(self.get_context_data(form=form, cells=cells, key=key))

    def _take_in(self, form: NewGoodsForm, cells: list[list[grid.Cell]]) -> PurchaseInvoice:
        filled = form.cleaned_data
        is_floor = filled["place"] == Place.Kind.FLOOR
        place = places.floor_of(filled["shop"]) if is_floor else places.warehouse_of(filled["shop"])
        lines = grid.lines(cells, form.pattern(), place)
        if not filled["is_another"]:
            twins.refuse(filled["supplier"], "", _bill(lines))  # the form itself asked about the reference
        return take_in(
            lines,
            shop=filled["shop"],
            supplier=filled["supplier"],
            supplier_reference=filled["supplier_reference"],
            by=self.model_admin.actor(self.request),
            form_key=form_key(self.request.POST),
        )

    def _done(self, invoice: PurchaseInvoice) -> HttpResponse:
        said = ngettext(
            "%(units)s piece came in with invoice %(number)s.",
            "%(units)s pieces came in with invoice %(number)s.",
            invoice.units,
        )
        messages.success(self.request, said % {"units": intcomma(invoice.units), "number": invoice.number})
        return redirect("admin:purchasing_purchaseinvoice_change", invoice.pk)


def form_key(fields: QueryDict) -> UUID:
    """The key that a form of new goods carries from its first page on; a new one when it has none."""
    try:
        return UUID(fields.get("draft", ""))
    except ValueError:
        return uuid4()


def keep(request: HttpRequest, *, by: Actor) -> GoodsDraft:
    """Keep what the request says that stands in the form."""
    return drafts.keep(form_key(request.POST), dict(request.POST.lists()), by=by, may_all=sees_all(request))


def _bill(lines: list[IntakeLine]) -> twins.Bill:
    """What known products bring; a delivery with a new one came never before."""
    known = [(line.product.pk, line.quantity, line.unit_cost or line.product.cost) for line in lines if line.product]
    return known if len(known) == len(lines) else []


def _has_pieces(fields: QueryDict) -> bool:
    return any(name.startswith("pieces-") for name in fields)


def _cells(fields: QueryDict, shops: QuerySet[Shop]) -> list[list[grid.Cell]]:
    form = NewGoodsForm(fields, shops=shops)
    form.is_valid()
    try:
        return _grid(form, fields)
    except NexusError:
        return []


def _grid_of(style: Style, shop: Shop | None) -> list[list[grid.Cell]]:
    """The boxes of a style that is to be topped up, in the order in which its form will name them."""
    on_sale = style.products.filter(archived_at=None)
    colours = Colour.objects.filter(pk__in=on_sale.values("colour")).values_list("name", flat=True)
    sizes = Size.objects.filter(pk__in=on_sale.values("size")).values_list("name", flat=True)
    if shop is None or not on_sale.exists():
        return []
    try:
        return grid.recognised(grid.cells(list(colours), list(sizes), {}), style, shop)
    except NexusError:  # too many for one page: the form asks which
        return []


def _grid(form: NewGoodsForm, fields: QueryDict) -> list[list[grid.Cell]]:
    """The boxes of the form's colours and sizes, with the products that are there already."""
    typed = {name: str(fields[name]) for name in fields}
    drawn = grid.cells(form.names_of("colours"), form.names_of("sizes"), typed)
    shop = form.cleaned_data.get("shop")
    return grid.recognised(drawn, form.known_style(), shop) if shop else drawn


def _initial(fields: QueryDict) -> dict[str, Any]:
    """A form that was left half-way shows no faults: it is not finished."""
    several = ("colours", "sizes")
    return {name: fields.getlist(name) if name in several else fields.get(name) for name in fields}
