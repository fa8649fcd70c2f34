"""The round of a day, and what is done at the door: pages that fit the phone of who brings the goods."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from apps.core import clock
from apps.core.backoffice import by_key
from apps.core.buttons import ButtonPage
from apps.core.refusals import InvalidInput, NotAllowed
from apps.customers import contacts
from apps.sales import deliveries, delivery_papers, delivery_proofs, delivery_queries
from apps.sales.deliveries import Handed
from apps.sales.delivery_papers import Stop, stop_of
from apps.sales.models import Delivery, ReceiptLine
from apps.stores.backoffice import shops_of, stock_home
from apps.stores.models import Shop

CHANGE = "sales.change_delivery"


class RoundPage(UnfoldModelAdminViewMixin, TemplateView):
    """``?day=`` and ``?shop=``, by default today at the reader's own; ``?sheet=`` is the same on A4."""

    title = gettext_lazy("The day’s round")
    permission_required = "sales.view_delivery"
    template_name = "sales/round.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "sheet" in request.GET:
            return self._sheet()
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        stops = [stop_of(row, sees_contacts=self.sees_contacts) for row in self.rows]
        return context | {
            "title": self.title,
            "content_subtitle": self.shop.name,
            "day": self.day,
            "today": clock.today(),
            "shop": self.shop,
            "shops": list(shops_of(self.request).filter(is_active=True).order_by("name")),
            "waiting": [stop for stop in stops if not stop.delivery.delivered_at],
            "done": [stop for stop in stops if stop.delivery.delivered_at],
            "sheet": f"?{urlencode({'shop': str(self.shop.pk), 'day': self.day.isoformat(), 'sheet': '1'})}",
            "may_deliver": self.request.user.has_perm(CHANGE),
        }

    @cached_property
    def day(self) -> date:
        try:
            found = parse_date(self.request.GET.get("day", ""))
        except ValueError:
            found = None
        return found or clock.today()

    @cached_property
    def shop(self) -> Shop:
        found = by_key(shops_of(self.request), self.request.GET.get("shop", "")).first()
        return found or stock_home(self.request)

    @cached_property
    def rows(self) -> list[Delivery]:
        return list(delivery_queries.of_day(self.shop, self.day, today=clock.today()))

    @property
    def sees_contacts(self) -> bool:
        return contacts.are_seen_by(self.request.user)

    def _sheet(self) -> HttpResponse:
        content = delivery_papers.sheet_pdf(self.shop, self.day, self.rows, sees_contacts=self.sees_contacts)
        name = f"deliveries-{self.shop.code}-{self.day}.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class DoorPage(ButtonPage):
    """One delivery in the hands of who brings it: send it out, hand it over with a proof, or say that it failed."""

    title = gettext_lazy("At the door")
    permission_required = "sales.view_delivery"
    template_name = "sales/door.html"
    KEEPS = frozenset({"received_by", "note", "why"})

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {"out": self._send_out, "deliver": self._deliver, "fail": self._fail}

    def way_back(self) -> str:
        """The round of its shop, where the next one stands; on the way one stays at this door."""
        if "out" in self.request.POST:
            return str(self.request.path)
        words = {"shop": self.delivery.receipt.shop_id}
        return f"{reverse('admin:sales_delivery_round')}?{urlencode(words)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        receipt = self.delivery.receipt
        return context | {
            "title": self.delivery.number,
            "content_subtitle": receipt.shop.name,
            "stop": self.stop,
            "delivery": self.delivery,
            "receipt": receipt,
            "is_void": hasattr(receipt, "void"),
            "is_brought": self.delivery.kind == Delivery.Kind.DELIVERY,
            "lines": [(line, line.quantity - line.returned) for line in _lines_of(self.delivery)],
            "may_deliver": self.may_deliver,
            "kept": self.kept,
            "today": clock.today(),
            "pay": reverse("admin:sales_receipt_change", args=[receipt.pk]),
            "round": f"{reverse('admin:sales_delivery_round')}?{urlencode({'shop': receipt.shop_id})}",
        }

    @cached_property
    def delivery(self) -> Delivery:
        rows: QuerySet[Delivery] = self.model_admin.get_queryset(self.request)
        found = by_key(rows, str(self.kwargs["paper_id"])).first()
        if found is None:
            raise Http404
        return found

    @property
    def stop(self) -> Stop:
        return stop_of(self.delivery, sees_contacts=contacts.are_seen_by(self.request.user))

    @property
    def may_deliver(self) -> bool:
        waits = not self.delivery.delivered_at and not hasattr(self.delivery.receipt, "void")
        return waits and self.request.user.has_perm(CHANGE)

    # What the buttons do.

    def _send_out(self) -> str:
        self._refuse_others()
        deliveries.send_out(self.delivery, by=self._by(), courier=self._typed("courier", 80))
        return _("%(number)s is on its way.") % {"number": self.delivery.number}

    def _deliver(self) -> str:
        self._refuse_others()
        proof = delivery_proofs.proof_of(self.delivery, self.request.FILES.get("photo"), self._typed("signature"))
        handed = Handed(self._typed("received_by", 120), self._typed("note", 300), proof)
        deliveries.mark_delivered(self.delivery, by=self._by(), handed=handed)
        return _("%(number)s is delivered.") % {"number": self.delivery.number}

    def _fail(self) -> str:
        self._refuse_others()
        deliveries.fail(self.delivery, by=self._by(), note=self._typed("why", 300), due_on=self._day())
        return _("%(number)s waits for another attempt.") % {"number": self.delivery.number}

    def _refuse_others(self) -> None:
        if not self.request.user.has_perm(CHANGE):
            raise NotAllowed(_("Ask somebody who may mark deliveries."))

    def _by(self) -> Any:
        return self.model_admin.actor(self.request)

    def _typed(self, name: str, most: int | None = None) -> str:
        return self.request.POST.get(name, "").strip()[:most]

    def _day(self) -> date | None:
        typed = self._typed("due_on", 20)
        try:
            day = parse_date(typed) if typed else None
        except ValueError:
            day = None
        if typed and day is None:
            raise InvalidInput(_("Type a day such as 31/12/2026, or choose it in the calendar."))
        return day


def _lines_of(delivery: Delivery) -> list[ReceiptLine]:
    return list(ReceiptLine.objects.filter(receipt_id=delivery.receipt_id).order_by("position"))
