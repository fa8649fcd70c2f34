"""Why 3? A product's ledger as a story, its level on any past day, and its opening stock before it has a story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from apps.catalog.models import Product
from apps.core.refusals import NexusError
from apps.inventory import opening, queries, reach
from apps.inventory.forms import DayForm, OpeningForm
from apps.inventory.models import StockLevel
from apps.inventory.queries import Entry
from apps.stores.backoffice import shops_of
from apps.stores.models import Place

ENTRIES_A_PAGE = 50


@dataclass(frozen=True)
class PlaceNow:
    """A place's level today and, when a day is asked for, on that evening."""

    level: StockLevel
    on_the_day: int | None


class Story(UnfoldModelAdminViewMixin, TemplateView):
    permission_required = "inventory.view_stocklevel"
    template_name = "inventory/story.html"
    title = gettext_lazy("Stock")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        entries = self.entries()
        day_form = DayForm(self.request.GET or None)
        day = day_form.day
        places = self.places(day)
        pieces = sum(shown.level.quantity for shown in places)
        return context | {
            "title": _("Why %(pieces)s?") % {"pieces": f"{pieces:,}"},
            "content_subtitle": self.product.name,
            "product": self.product,
            "places": places,
            "page": self.page(entries),
            "sees_cost": reach.sees_cost(self.request),
            "day": day,
            "day_form": day_form,
            "opening_form": kwargs.get("opening_form") or self.opening_form(),
            "has_moved": bool(entries) or self.product.moves.exists(),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Enter opening stock."""
        if not self.may_open:
            raise PermissionDenied
        form = self.opening_form(request.POST)
        if form is not None and form.is_valid() and self.is_opened(form):
            return HttpResponseRedirect(request.path)
        return self.render_to_response(self.get_context_data(**kwargs, opening_form=form))

    def is_opened(self, form: OpeningForm) -> bool:
        """Run the act; a refusal becomes the form's."""
        given = form.cleaned_data
        by = self.model_admin.actor(self.request)
        try:
            opening.open_stock(self.product, given["place"], given["quantity"], by=by, unit_cost=given.get("unit_cost"))
        except NexusError as refusal:
            form.add_error(None, refusal.sentence)
            return False
        said = ngettext("%(pieces)s piece entered.", "%(pieces)s pieces entered.", given["quantity"])
        messages.success(self.request, said % {"pieces": intcomma(given["quantity"])})
        return True

    @cached_property
    def product(self) -> Product:
        products = Product.objects.select_related("style__brand", "style__category", "colour", "size")
        return get_object_or_404(products, pk=self.kwargs["product_id"])

    @cached_property
    def seen_places(self) -> set[int]:
        return set(Place.objects.filter(reach.is_seen(self.request, "")).values_list("pk", flat=True))

    @property
    def may_open(self) -> bool:
        return self.request.user.has_perm("inventory.add_stockmove")

    def entries(self) -> list[Entry]:
        """The story of the places that this person may see, the latest first."""
        return [entry for entry in reversed(queries.ledger_of(self.product)) if entry.place.pk in self.seen_places]

    def places(self, day: date | None) -> list[PlaceNow]:
        then = queries.levels_on(self.product, day) if day else None
        levels = [level for level in queries.levels_by_place(self.product) if level.place_id in self.seen_places]
        return [PlaceNow(level, None if then is None else then.get(level.place_id, 0)) for level in levels]

    def page(self, entries: Sequence[Entry]) -> Page[Entry]:
        return Paginator(entries, ENTRIES_A_PAGE).get_page(self.request.GET.get("page"))

    def opening_form(self, given: Any = None) -> OpeningForm | None:
        if not self.may_open:
            return None
        ours = Place.objects.filter(shop__in=shops_of(self.request), kind__in=(Place.Kind.FLOOR, Place.Kind.WAREHOUSE))
        return OpeningForm(given, places=ours, asks_cost=reach.sees_cost(self.request))
