"""Reorder: products are put into one's own cart with a suggestion, looked over, and ordered once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from apps.catalog import queries as catalog_queries
from apps.catalog.models import Product
from apps.core.buttons import ButtonPage, filled
from apps.core.money import ZERO
from apps.core.refusals import InvalidInput, NexusError, NotAllowed
from apps.purchasing import forecast, reorder
from apps.purchasing.admin.typed import cost_in, pieces_in
from apps.purchasing.forecast import Key, Need
from apps.purchasing.models import PurchaseOrder, ReorderLine, Supplier
from apps.purchasing.order_forms import CoverForm
from apps.purchasing.reorder import Edit
from apps.stores.backoffice import shops_of, stock_seen
from apps.stores.models import Shop

MOST_AT_ONCE = 300
SUPPLIER = "supplier-"


@dataclass(frozen=True, slots=True)
class Hint:
    """Another shop has more of it than it will sell: transfer before you buy."""

    shop: Shop
    pieces: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the cart with the figures behind it."""

    line: ReorderLine
    need: Need
    hints: list[Hint]


class ReorderPart(UnfoldModelAdminViewMixin):
    """What the pages of reordering have in common: they are about cost, and one's own."""

    permission_required = "purchasing.add_purchaseorder"
    request: HttpRequest

    def has_permission(self) -> bool:
        return bool(super().has_permission()) and self.request.user.has_perm("users.view_cost")

    def by(self) -> Any:
        return self.model_admin.actor(self.request)


class ReorderAddPage(ReorderPart, TemplateView):
    """Products that were chosen in a list, with what is suggested of each: looked at first, then put into the cart."""

    title = gettext_lazy("Reorder")
    template_name = "purchasing/reorder_add.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.products:
            messages.info(request, _("Choose products in the list first, then “Reorder…”."))
            return redirect("admin:catalog_product_changelist")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            told = filled(CoverForm(request.POST, shops=self.shops()))
            pieces = {product.pk: pieces_in(request.POST, product.pk, 0) for product in self.products}
            wanted = {key: number for key, number in pieces.items() if number}
            if not wanted:
                raise InvalidInput(_("Type at least one piece, or go back to the list."))
            added = reorder.add(wanted, shop=told["shop"], by=self.by())
        except NexusError as refusal:
            messages.error(request, refusal.sentence)
            return super().get(request, *args, **kwargs)
        if added:
            said = ngettext("%(count)d product is in your cart now.", "%(count)d products are in your cart now.", added)
            messages.success(request, said % {"count": added})
        else:
            messages.info(request, _("They are in your cart already: change their pieces there."))
        return redirect("admin:purchasing_reorder")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = self.cover_form()
        told = form.cleaned_data if form.is_valid() else {}
        shop, found = told.get("shop"), {}
        if shop:
            days = {name: told[name] for name in ("horizon_days", "safety_days")}
            found = forecast.needs([shop], [product.pk for product in self.products], **days)
        rows = [(product, found.get((shop.pk, product.pk), Need())) for product in self.products] if shop else []
        return context | {"form": form, "rows": rows, "keys": self._keys(), "shop": shop}

    def cover_form(self) -> CoverForm:
        """What is asked; the usual days and the first shop while nothing is typed."""
        shops = self.shops()
        home: int | None = getattr(self.request.user, "shop_id", None)
        first = (shops.filter(pk=home).first() if home else None) or shops.first()
        usual = {"shop": first.pk if first else "", "horizon_days": forecast.HORIZON_DAYS}
        usual |= {"safety_days": forecast.SAFETY_DAYS}
        asked = self.request.POST or self.request.GET
        return CoverForm({name: asked.get(name, str(value)) for name, value in usual.items()}, shops=shops)

    def shops(self) -> QuerySet[Shop]:
        return shops_of(self.request).filter(is_active=True)

    @cached_property
    def products(self) -> list[Product]:
        asked = (self.request.POST or self.request.GET).get("products", "").split(",")[:MOST_AT_ONCE]
        keys = [int(key) for key in asked if key.isascii() and key.isdigit() and len(key) < 19]
        return list(catalog_queries.on_sale().filter(pk__in=keys))

    def _keys(self) -> str:
        return ",".join(str(product.pk) for product in self.products)


class ReorderCart(ReorderPart, ButtonPage):
    """One's own cart; every button posts its own name."""

    title = gettext_lazy("Reorder")
    template_name = "purchasing/reorder.html"
    placed_in: UUID | None = None

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {"save": self._save, "clear": self._clear, "confirm": self._confirm}

    def way_back(self) -> str:
        return reverse("admin:purchasing_reorder_done", args=[self.placed_in]) if self.placed_in else self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        total = sum((line.unit_cost * line.quantity for line in self.lines), ZERO)
        return context | {
            "rows": self.rows(),
            "suppliers": Supplier.objects.filter(is_active=True),
            "pieces": sum(line.quantity for line in self.lines),
            "total": total,
            "batch": uuid4(),
            "may_receive": self.may_receive,
            "latest": PurchaseOrder.objects.filter(created_by=self.request.user.pk).select_related("supplier")[:3],
        }

    @property
    def may_receive(self) -> bool:
        return bool(self.request.user.has_perm("purchasing.add_goodsreceipt"))

    @cached_property
    def lines(self) -> list[ReorderLine]:
        """Of the shops within reach, with their products, barcodes and all."""
        found = reorder.cart_of(self.by()).filter(shop__in=shops_of(self.request))
        lines = list(found.select_related("shop__location", "supplier"))
        products = catalog_queries.listed().in_bulk([line.product_id for line in lines])
        for line in lines:
            line.product = products[line.product_id]
        return lines

    def rows(self) -> list[Row]:
        shops = list(stock_seen(self.request).filter(is_active=True).select_related("location"))
        found = forecast.needs(shops, {line.product_id for line in self.lines}) if self.lines else {}
        return [
            Row(line, found.get((line.shop_id, line.product_id), Need()), hints_for(line, shops, found))
            for line in self.lines
        ]

    # What the buttons do.

    def _save(self) -> str:
        reorder.change(self._typed(), by=self.by())
        return _("Your cart is kept.")

    def _clear(self) -> str:
        gone, _by_table = reorder.cart_of(self.by()).filter(pk__in=[line.pk for line in self.lines]).delete()
        return ngettext("%(count)d line is out of your cart.", "%(count)d lines are out of your cart.", gone) % {
            "count": gone
        }

    def _confirm(self) -> str:
        """What stands on the page is kept first, so that it is ordered as it was seen."""
        batch, keys, is_here = self._batch(), [], "is_here" in self.request.POST
        if is_here and not self.may_receive:
            raise NotAllowed(_("Ask somebody who may receive goods, or order these without receiving them."))
        if not PurchaseOrder.objects.filter(batch=batch).exists():
            edits = self._typed()
            reorder.change(edits, by=self.by())
            keys = [key for key, edit in edits.items() if edit.pieces]
        placed = reorder.confirm(keys, batch=batch, is_here=is_here, by=self.by())
        self.placed_in = batch
        return ngettext("%(count)d order is placed.", "%(count)d orders are placed.", len(placed)) % {
            "count": len(placed)
        }

    def _batch(self) -> UUID:
        try:
            return UUID(self.request.POST.get("batch", ""))
        except ValueError:
            raise InvalidInput(_("This page is out of date: look at your cart again.")) from None

    def _typed(self) -> dict[int, Edit]:
        """What stands in the boxes of the lines that the page showed."""
        typed = self.request.POST
        shown = [int(key) for key in typed.getlist("line") if key.isdigit() and len(key) < 19]
        lines = {line.pk: line for line in self.lines}
        suppliers = {str(row.pk): row for row in Supplier.objects.filter(is_active=True)}
        return {key: self._edit(typed, lines[key], suppliers) for key in shown if key in lines} | {
            key: Edit(pieces=1, unit_cost=ZERO, supplier=None) for key in shown if key not in lines
        }

    def _edit(self, typed: Any, line: ReorderLine, suppliers: Mapping[str, Supplier]) -> Edit:
        return Edit(
            pieces=pieces_in(typed, line.pk, line.quantity),
            unit_cost=cost_in(typed, line.product, line.unit_cost, box=line.pk),
            supplier=suppliers.get(typed.get(f"{SUPPLIER}{line.pk}", str(line.supplier_id or ""))),
        )


class ReorderDonePage(ReorderPart, TemplateView):
    """The orders that came of a cart, and what to do with them."""

    title = gettext_lazy("Ordered")
    template_name = "purchasing/reorder_done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mine: QuerySet[PurchaseOrder] = self.model_admin.get_queryset(self.request)
        orders = list(mine.filter(batch=self.kwargs["batch"]).select_related("supplier", "shop").order_by("pk"))
        if not orders:
            raise Http404
        return context | {
            "orders": [(order, order.receipts.first()) for order in orders],
            "pieces": sum(order.units for order in orders),
            "total": sum((order.total for order in orders), ZERO),
        }


def hints_for(line: ReorderLine, shops: list[Shop], found: Mapping[Key, Need]) -> list[Hint]:
    """Shops that have too much of what this line would buy, the fullest first."""
    others = [(shop, found[shop.pk, line.product_id].surplus) for shop in shops if shop.pk != line.shop_id]
    ordered = sorted(others, key=lambda each: -each[1])
    return [Hint(shop, pieces) for shop, pieces in ordered if pieces]
