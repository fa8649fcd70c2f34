"""Counting by scanner, on a page that fits a phone: it shows what one found oneself, never what should be there."""

from collections.abc import Callable
from typing import Any

from django.db.models import Max, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core.buttons import filled
from apps.core.refusals import NotAllowed
from apps.inventory import counting, counts
from apps.inventory.admin.desks import Desk, found
from apps.inventory.count_forms import CountScanForm
from apps.inventory.lines import with_products
from apps.inventory.models import CountEntry, CountLine, StockCount
from apps.stores.backoffice import shops_of
from apps.stores.models import Place

MOST_SHOWN = 100
State = StockCount.State


class CountDesk(Desk):
    title = gettext_lazy("Count")
    permission_required = "inventory.view_stockcount"
    template_name = "inventory/count_desk.html"

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {
            "scan": self._scan,
            "save": self._save,
            "finish": lambda: self._finish(is_rest_missing=True),
            "finish-without-rest": lambda: self._finish(is_rest_missing=False),
        }

    def way_back(self) -> str:
        """The place that was chosen stays so."""
        place = self.request.POST.get("place", "")
        return f"{self.request.path}?{urlencode({'place': place})}" if place else self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        left = self.count.lines.filter(round=self.count.round, counted=None)
        return context | {
            "title": self.count.number,
            "content_subtitle": self.count.where,
            "count": self.count,
            "doing": self.doing,
            "may_finish": self.may_finish,
            "scan_form": self._scan_form(),
            "rows": self.own_lines(),
            "asked": self.count.lines.filter(round=self.count.round).count(),
            "left": left.count(),
            "left_lines": with_products(left.select_related("place")[:MOST_SHOWN]) if self.doing else [],
            "has_places": len(self.places) > 1,
            "page_of_count": reverse("admin:inventory_stockcount_change", args=[self.count.pk]),
        }

    @property
    def count(self) -> StockCount:
        count: StockCount = self.paper
        return count

    @cached_property
    def doing(self) -> str:
        return to_do(self.count, self.request)

    @property
    def may_finish(self) -> bool:
        return bool(self.doing) and self.request.user.has_perm("inventory.change_stockcount")

    @cached_property
    def places(self) -> list[Place]:
        return counts.places_of(self.count)

    def own_lines(self) -> list[tuple[CountLine, int]]:
        """What whoever looks found in this round, the latest first."""
        own = CountEntry.objects.filter(line__count=self.count, user=self.by().user_id, round=self.count.round)
        told = own.filter(line__round=self.count.round).order_by().values_list("line")
        standing = told.annotate(found=Sum("pieces"), last=Max("pk")).exclude(found=0).order_by("-last")
        pieces = {key: found for key, found, _last in standing[:MOST_SHOWN]}
        lines = self.count.lines.filter(pk__in=pieces).select_related("place").in_bulk()
        return [(line, pieces[line.pk]) for line in with_products(lines[key] for key in pieces)]

    def _scan_form(self) -> CountScanForm:
        return CountScanForm(places=self.places, initial={"place": self.request.GET.get("place")})

    # What the buttons do.

    def _scan(self) -> str:
        self.refuse_unless("count")
        form = filled(CountScanForm(self.request.POST, places=self.places))
        product = found(form["code"], archived_too=True)
        place = form.get("place") or self.places[0]
        pieces = counting.enter(self.count, product, place, form["pieces"], by=self.by())
        return _("%(pieces)s × %(product)s.") % {"pieces": pieces, "product": product.name}

    def _save(self) -> str:
        self.refuse_unless("count")
        rows = {line.pk: (line, pieces) for line, pieces in self.own_lines()}
        for key, number in self.typed({key: pieces for key, (_line, pieces) in rows.items()}).items():
            line, pieces = rows[key]
            if number != pieces:
                counting.enter(self.count, line.product, line.place, number - pieces, by=self.by())
        return _("The pieces are kept.")

    def _finish(self, *, is_rest_missing: bool) -> str:
        self.refuse_unless("count")
        if not self.may_finish:
            raise NotAllowed(_("Ask somebody who may finish counts."))
        done = counting.finish(self.count, by=self.by(), is_rest_missing=is_rest_missing)
        match done.state:
            case State.RECOUNTING:
                again = done.lines.filter(round=done.round).count()
                said = ngettext(
                    "%(count)d product differs much, or was sold meanwhile: count it again.",
                    "%(count)d products differ much, or were sold meanwhile: count them again.",
                    again,
                )
                return said % {"count": again}
            case State.WAITING:
                return _("%(count)s waits for approval.") % {"count": done.number}
        return _("%(count)s is completed: everything is there.") % {"count": done.number}


def to_do(count: StockCount, request: HttpRequest) -> str:
    """``count`` while whoever asks may scan; else empty."""
    is_open = count.state in counts.UNDER_WAY and request.user.has_perm("inventory.count_stockcount")
    return "count" if is_open and shops_of(request).filter(pk=count.shop_id).exists() else ""
