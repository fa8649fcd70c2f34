"""Taking goods back in the back office: the receipt is found, its pieces are typed, and the return waits."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.buttons import ButtonPage
from apps.core.refusals import InvalidInput, NexusError
from apps.customers import contacts
from apps.returns import queries, requests
from apps.returns.models import Return, ReturnLine
from apps.returns.requests import Brought, Wish
from apps.sales import queries as selling
from apps.sales.models import Receipt
from apps.stores import company
from apps.stores.backoffice import shops_of, stock_home
from apps.stores.models import Shop

Condition = ReturnLine.Condition
MOST_DIGITS = 6


class ReturnDesk(ButtonPage):
    """GET finds a receipt (``?q=``) or shows its lines (``?receipt=`` its number); the button asks for the return."""

    title = gettext_lazy("Take goods back")
    permission_required = "returns.add_return"
    template_name = "returns/desk.html"
    made: Return | None = None

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {"ask": self._ask}

    def way_back(self) -> str:
        if self.made is not None:
            return reverse("admin:returns_return_change", args=[self.made.pk])
        return self.request.get_full_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        query = self.request.GET.get("q", "").strip()
        found = self._sold(query) if query and not self.receipt else []
        return context | {
            "title": self.title,
            "query": query,
            "found": found,
            "receipt": self.receipt,
            "refusal": self._refusal(),
            "rows": self._rows(),
            "is_late": self.receipt is not None and requests.is_late(self.receipt),
            "days": company.current().return_days,
            "shops": list(shops_of(self.request).filter(is_active=True).order_by("name")),
            "home": stock_home(self.request),
            "key": uuid4(),
        }

    @cached_property
    def receipt(self) -> Receipt | None:
        """By its whole number, so it may be of any shop."""
        found = selling.named(self.request.GET.get("receipt", ""))
        if found is None and "receipt" not in self.request.GET:
            named = self._sold(self.request.GET.get("q", ""))
            found = named[0] if len(named) == 1 else None
        return found

    def _sold(self, text: str) -> list[Receipt]:
        sees_contacts = contacts.are_seen_by(self.request.user)
        return queries.find_sold(text, shops_of(self.request), sees_contacts=sees_contacts)

    def _refusal(self) -> str:
        if self.receipt is None:
            return ""
        try:
            requests.refuse_other_kinds(self.receipt)
        except NexusError as refusal:
            return str(refusal.sentence)
        return ""

    def _rows(self) -> list[tuple[Any, int]]:
        """Lines, and how many pieces may still come back."""
        lines = self.receipt.lines.all() if self.receipt else []
        return [(line, line.quantity - line.claimed) for line in lines]

    def _ask(self) -> str:
        if self.receipt is None:
            raise InvalidInput(_("Find the receipt first."))
        self.made = requests.ask(self._wish(self.receipt), by=self.model_admin.actor(self.request))
        return _("%(number)s waits for approval.") % {"number": self.made.number}

    def _wish(self, receipt: Receipt) -> Wish:
        post = self.request.POST
        try:
            key = UUID(str(post.get("key", "")))
        except ValueError:
            raise InvalidInput(_("Open the page once more: this form is not whole.")) from None
        return Wish(
            receipt=receipt,
            shop=_shop(self.request),
            brought=list(self._brought()),
            reason=str(post.get("reason", ""))[:200],
            note=str(post.get("note", ""))[:200],
            key=key,
        )

    def _brought(self) -> Iterator[Brought]:
        for line, _left in self._rows():
            for condition in Condition:
                pieces = _whole(str(self.request.POST.get(f"{condition}-{line.position}", "")))
                if pieces:
                    yield Brought(line.position, pieces, condition)


def _shop(request: HttpRequest) -> Shop:
    """Where the goods are taken back; refuses one beyond reach by not finding it."""
    key = str(request.POST.get("shop", ""))
    found = shops_of(request).filter(pk=key).first() if key.isdecimal() and len(key) < MOST_DIGITS else None
    return found or stock_home(request)


def _whole(text: str) -> int:
    typed = text.strip()
    if not typed:
        return 0
    if not (typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS):
        raise InvalidInput(_("“%(text)s” is no number of pieces: type a whole number, 0 for none.") % {"text": typed})
    return int(typed)
