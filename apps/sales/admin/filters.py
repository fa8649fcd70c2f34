"""By what staff look for receipts."""

from typing import Any, ClassVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from apps.core.money import ZERO
from apps.sales.models import Receipt, SaleException, Tender, Void
from apps.sales.queries import DOUBTFUL
from apps.stores.backoffice import shops_of
from apps.stores.models import PaymentMethod, Register
from apps.users.models import User

STATES = {
    "settled": Q(due=ZERO, void__isnull=True),
    "due": Q(due__gt=ZERO),
    "returned": Q(returned__gt=ZERO),
    "void": Exists(Void.objects.filter(receipt=OuterRef("pk"))),
    "gift": Q(gift_value__gt=ZERO),
    "deposit": Q(kind=Receipt.Kind.DEPOSIT),
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
            _("deposit"),
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


class OpenerFilter(CashierFilter):
    """Who opened the shift, and so answers for its drawer."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(opened_by=self.value()) if _is_key(self.value()) else queryset


class RegisterFilter(DropdownFilter):
    title, parameter_name, path = _("register"), "register", "register"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        registers = Register.objects.filter(shop__in=shops_of(request)).select_related("shop")
        return [(str(register.pk), str(register)) for register in registers.order_by("shop__name", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.path: self.value()}) if _is_key(self.value()) else queryset


class DifferenceFilter(DropdownFilter):
    """How the count of a closed shift came out."""

    title, parameter_name = _("difference"), "difference"
    kinds: ClassVar[dict[str, Q]] = {
        "short": Q(counted_cash__lt=F("expected_cash")),
        "over": Q(counted_cash__gt=F("expected_cash")),
        "right": Q(counted_cash=F("expected_cash")),
        "again": Q(first_count__isnull=False),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        names = (_("missing"), _("too much"), _("right"), _("counted again"))
        return list(zip(self.kinds, names, strict=True))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.kinds.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


class DoubtFilter(DropdownFilter):
    title, parameter_name = _("doubts"), "doubt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("yes", _("to be looked at")), ("answered", _("answered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"yes": DOUBTFUL, "answered": Q(resolved_at__isnull=False)}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


class MoveShopFilter(ShopFilter):
    path = "shift__shop"


def _is_key(value: str | None) -> bool:
    return bool(value) and str(value).isdecimal()
