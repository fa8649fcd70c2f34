"""Pages whose rows belong to a shop: what lies beyond a person's reach is hidden, and refused."""

from typing import Any, ClassVar

from django.db.models import ForeignKey, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.core.refusals import NotAllowed
from apps.stores.models import Place, Register, Shop


class ShopScoped:
    """``shop_path`` leads from a row to its shop. Put it before the page's base class.

    A row of no shop is seen by those who reach all shops; with ``may_lack_shop`` by everybody.
    """

    shop_path: ClassVar[str] = "shop"
    may_lack_shop: ClassVar[bool] = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return rows.filter(self.within_reach(request))

    def within_reach(self, request: HttpRequest) -> Q:
        reachable = Q(**{f"{self.shop_path}__in": shops_of(request)})
        is_free = self.may_lack_shop or reaches_all(request)
        return reachable | Q(**{f"{self.shop_path}__isnull": True}) if is_free else reachable

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Shops, registers and places to choose from are those within reach, so no other can be saved."""
        if db_field.related_model is Shop:
            kwargs.setdefault("queryset", shops_of(request))
        elif db_field.related_model in (Register, Place):
            rows = db_field.related_model._default_manager.filter(shop__in=shops_of(request))
            kwargs.setdefault("queryset", rows)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


def shops_of(request: HttpRequest) -> QuerySet[Shop]:
    """The shops that the signed-in person may know of; what they may is the user's own matter."""
    reachable: QuerySet[Shop] = request.user.reachable_shops()  # type: ignore[union-attr]
    return reachable


def stock_home(request: HttpRequest) -> Shop:
    """The person's own shop, else the first within reach; NotAllowed for somebody without any."""
    shops = shops_of(request).filter(is_active=True)
    own: int | None = getattr(request.user, "shop_id", None)
    home = (shops.filter(pk=own).first() if own else None) or shops.order_by("name").first()
    if home is None:
        raise NotAllowed(_("You have no shop yet: ask the MD to give you one."))
    return home


def stock_seen(request: HttpRequest) -> QuerySet[Shop]:
    """The shops whose quantities the person may see."""
    sees_all = request.user.has_perm("users.view_all_stock")
    return Shop.objects.all() if sees_all else shops_of(request)


def reaches_all(request: HttpRequest) -> bool:
    return bool(request.user.reaches_all)  # type: ignore[union-attr]
