"""By what staff look for receipts."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from apps.core.money import ZERO
from apps.sales.models import Receipt, SaleException, Tender, Void
from apps.stores.backoffice import shops_of
from apps.stores.models import PaymentMethod
from apps.users.models import User

STATES = {
    "settled": Q(due=ZERO, void__isnull=True),
    "due": Q(due__gt=ZERO),
    "returned": Q(returned__gt=ZERO),
    "void": Exists(Void.objects.filter(receipt=OuterRef("pk"))),
    "gift": Q(gift_value__gt=ZERO),
    "offline": Q(was_offline=True),
    "exception": Exists(SaleException.objects.filter(receipt=OuterRef("pk"), resolved_at__isnull=True)),
}
Lookups = list[tuple[str, Any]]


class StateFilter(DropdownFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        names = (
            _("settled"),
            _("balance due"),
            _("returned"),
            _("void"),
            _("with a gift"),
            _("made offline"),
            _("to be looked at"),
        )
        return list(zip(STATES, names, strict=True))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Receipt]) -> QuerySet[Receipt]:
        return queryset.filter(STATES[self.value()]) if self.value() in STATES else queryset


class ShopFilter(DropdownFilter):
    """The shops within one's reach."""

    title, parameter_name, path = _("shop"), "shop", "shop"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(str(shop.pk), shop.name) for shop in shops_of(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.path: self.value()}) if _is_key(self.value()) else queryset


class ReceiptShopFilter(ShopFilter):
    path = "receipt__shop"


class CashierFilter(DropdownFilter):
    title, parameter_name = _("cashier"), "cashier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        people = User.objects.filter(shop__in=shops_of(request)) | User.objects.filter(is_superuser=True)
        return [(str(person.pk), str(person)) for person in people.distinct().order_by("first_name", "username")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(cashier=self.value()) if _is_key(self.value()) else queryset


class MethodFilter(DropdownFilter):
    title, parameter_name = _("payment method"), "method"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(str(method.pk), method.name) for method in PaymentMethod.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Receipt]) -> QuerySet[Receipt]:
        if not _is_key(self.value()):
            return queryset
        return queryset.filter(Exists(Tender.objects.filter(receipt=OuterRef("pk"), method=self.value())))


class OpenFilter(DropdownFilter):
    """Whether something is still to be done: ``path`` is the moment at which it was."""

    path = ""
    open_word, done_word = _("open"), _("done")

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("open", self.open_word), ("done", self.done_word)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"open": True, "done": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(**{f"{self.path}__isnull": wanted})


def _is_key(value: str | None) -> bool:
    return bool(value) and str(value).isdecimal()
