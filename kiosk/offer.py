"""What a till must know besides products: ways to pay, taxes, categories, and who may sell."""

from dataclasses import asdict
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from apps.catalog import low_stock
from apps.catalog.models import Category
from apps.loyalty import programme
from apps.loyalty.models import Programme
from apps.sales import coins
from apps.stores.models import PaymentMethod, Shop, TaxRate
from apps.users import approvals, limits, pins
from apps.users.models import Role, User
from kiosk import favourites

SELL = "sales.sell"
BY_MODEL = "django.contrib.auth.backends.ModelBackend"


def of_shop(shop: Shop) -> dict[str, Any]:
    return {
        "methods": [_method(method) for method in PaymentMethod.objects.filter(is_active=True)],
        "taxes": [_tax(tax) for tax in TaxRate.objects.filter(is_active=True)],
        "categories": [[row.pk, row.name, row.position] for row in Category.objects.all()],
        "cashiers": [_cashier(user) for user in _who_may_sell(shop)],
        "favourites": favourites.of_shop(shop),
        "loyalty": _loyalty(programme.current()),
        "few": low_stock.critical_in(shop),
        "denominations": [str(value) for value in coins.denominations()],
    }


def _method(method: PaymentMethod) -> dict[str, Any]:
    return {
        "id": method.pk,
        "key": method.key,
        "name": method.name,
        "kind": method.kind,
        "needs_reference": method.needs_reference,
        "awaits_confirmation": method.awaits_confirmation,
    }


def _loyalty(rules: Programme) -> dict[str, Any] | None:
    """What the till reckons points by; nothing while no programme runs."""
    if not rules.is_active:
        return None
    amounts = {name: str(getattr(rules, name)) for name in ("unit", "rate", "point_value", "most_percent")}
    return amounts | {
        "earns_by": rules.earns_by,
        "points_per_purchase": rules.points_per_purchase,
        "least_points": rules.least_points,
    }


def _tax(tax: TaxRate) -> dict[str, Any]:
    return {
        "name": tax.name,
        "kind": tax.kind,
        "rate": str(tax.rate),
        "amount": str(tax.amount),
        "is_inclusive": tax.is_inclusive,
    }


def _who_may_sell(shop: Shop) -> list[Any]:
    """Whoever has the permission and reaches the shop, with what they could approve; at once whatever their number."""
    everywhere = Q(is_superuser=True) | Q(groups__role__reach=Role.Reach.ALL)
    in_city = Q(groups__role__reach=Role.Reach.CITY, shop__location=shop.location_id)
    reaching = User.objects.filter(Q(shop=shop) | everywhere | in_city).values("pk")
    sellers = User.objects.with_perm(SELL, backend=BY_MODEL).filter(is_active=True, pk__in=reaching)
    may = {f"may_{name}": _has(action.needs) for name, action in approvals.ACTIONS.items()}
    best = {name: _best(f"{name}_limit") for name in ("discount", "store_credit")}
    told = sellers.annotate(may_approve=_has(approvals.APPROVE), **best, **may)
    return list(told.order_by("username"))


def _best(limit: str) -> Subquery:
    """The highest of a person's roles."""
    return Subquery(Role.objects.filter(user=OuterRef("pk")).order_by(f"-{limit}").values(limit)[:1])


def _has(permission: str) -> Exists:
    return Exists(User.objects.with_perm(permission, backend=BY_MODEL).filter(pk=OuterRef("pk")))


def _cashier(user: Any) -> dict[str, Any]:
    """An approver's PIN is checked by the server only: a device that is taken away must not give it to anybody."""
    check = None if user.may_approve else pins.till_check(user)
    limit = limits.NO_LIMIT if user.is_superuser else user.discount or limits.NOTHING
    credit = limits.NO_CREDIT_LIMIT if user.is_superuser else user.store_credit or limits.NOTHING
    return {
        "id": user.pk,
        "name": str(user),
        "initials": user.initials,
        "has_pin": user.has_pin,
        "approves": [name for name in approvals.ACTIONS if user.may_approve and getattr(user, f"may_{name}")],
        "discount_limit": f"{limit:.2f}",
        "store_credit_limit": f"{credit:.2f}",
        "pin": asdict(check) if check else None,
    }
