"""Products chosen in the list are changed together: first one sees what would happen, then one presses again."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from apps.catalog import price_edits, prices, products, repricing, styles
from apps.catalog.forms import EditForm, ManyForm, MoveForm, RepriceForm
from apps.catalog.models import Product, Style
from apps.catalog.refusals import ReasonMissing
from apps.core.refusals import InvalidInput, NexusError

MOST_ROWS = 200
MOST_EDITED = 100
MOST_PRODUCTS = 50_000


class ManyPage(UnfoldModelAdminViewMixin, TemplateView):
    """``product_ids`` come from the list at first, and from the page's own form after that."""

    template_name = "catalog/many.html"
    form_class: ClassVar[type[ManyForm]] = ManyForm
    name: ClassVar[str]
    confirm: ClassVar[Any]
    is_severe: ClassVar[bool] = False
    product_ids: list[int] | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        messages.info(request, _("Choose products in the list first, then what is to happen with them."))
        return redirect("admin:catalog_product_changelist")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.product_ids is not None:
            return self._page(self.form_class(sees_cost=self._sees_cost()), self.product_ids, request.GET.urlencode())
        filters = request.POST.get("filters", "")
        form = self.form_class(request.POST, sees_cost=self._sees_cost())
        ids: list[int] = []
        try:
            ids = keys_in(request.POST.get("products", ""))
            if "confirm" in request.POST and form.is_valid():
                return self._done(self.carry_out(form, ids), filters)
        except ReasonMissing as refusal:
            form.add_error("reason", refusal.sentence)
        except NexusError as refusal:
            form.add_error(None, refusal.sentence)
        return self._page(form, ids, filters)

    def carry_out(self, form: ManyForm, ids: list[int]) -> str:
        """Run the act and say what came of it."""
        raise NotImplementedError

    def looked_at(self, form: ManyForm, ids: list[int]) -> dict[str, Any]:
        """What the page shows of what would happen."""
        raise NotImplementedError

    def _page(self, form: ManyForm, ids: list[int], filters: str) -> HttpResponse:
        shown = self.looked_at(form, ids) if ids else {}
        context = self.get_context_data(
            form=form,
            page=self,
            products=",".join(map(str, ids)),
            count=len(ids),
            filters=filters,
            action=reverse(f"admin:catalog_product_{self.name}"),
            back=self._list(filters),
            media=self.model_admin.media + form.media,
            most_rows=MOST_ROWS,
            look_variant="default" if shown.get("is_ready") else "primary",
            confirm_variant="danger" if self.is_severe else "primary",
            sees_cost=self._sees_cost(),
            **shown,
        )
        return self.render_to_response(context)

    def _done(self, said: str, filters: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect(self._list(filters))

    def _list(self, filters: str) -> str:
        address = reverse("admin:catalog_product_changelist")
        return f"{address}?{filters}" if filters else address

    def _sees_cost(self) -> bool:
        return bool(self.request.user.has_perm("users.view_cost"))


class RepriceManyPage(ManyPage):
    title = gettext_lazy("Change prices")
    name, confirm = "reprice_many", gettext_lazy("Write these prices")
    permission_required = "catalog.reprice_product"
    form_class = RepriceForm

    def carry_out(self, form: Any, ids: list[int]) -> str:
        done = repricing.carry_out(
            ids,
            form.rule(),
            by=self.model_admin.actor(self.request),
            reason=form.cleaned_data["reason"],
            shown=self.request.POST.get("shown", ""),
        )
        if not done:
            return _("These prices stand already; nothing was written a second time.")
        return _prices_changed(done)

    def looked_at(self, form: Any, ids: list[int]) -> dict[str, Any]:
        rule = form.rule()
        if rule is None:
            return {}
        plan = repricing.plan(_rows(ids), rule)
        changed = plan.changed
        lines = {"lines": changed[:MOST_ROWS], "largest": changed[0], "smallest": changed[-1]} if changed else {}
        return {"plan": plan, "changed_count": len(changed), "is_ready": bool(changed), **lines}


class EditPricesPage(ManyPage):
    title = gettext_lazy("Type new prices")
    name, confirm = "edit_prices", gettext_lazy("Write these prices")
    permission_required = "catalog.reprice_product"

    def carry_out(self, form: ManyForm, ids: list[int]) -> str:
        rows = self._edited(ids)
        if any(row.errors for _product, row in rows):
            raise InvalidInput(_("Nothing is written yet: correct the boxes that say what is wrong."))
        edits = {product.pk: row.edit() for product, row in rows}
        by = self.model_admin.actor(self.request)
        done = price_edits.carry_out(edits, by=by, reason=form.cleaned_data["reason"])
        if not done:
            return _("These prices stand already; nothing was written.")
        return _prices_changed(done)

    def looked_at(self, form: ManyForm, ids: list[int]) -> dict[str, Any]:
        if len(ids) > MOST_EDITED:
            form.full_clean()
            said = _("Choose at most %(most)d products to type prices for, or change many by %%.")
            return {"lead": said % {"most": MOST_EDITED}}
        return {"edited": self._edited(ids), "is_ready": True}

    def _edited(self, ids: list[int]) -> list[tuple[Product, EditForm]]:
        typed = self.request.POST if "confirm" in self.request.POST else None
        return [(row, EditForm(row, typed, sees_cost=self._sees_cost())) for row in _rows(ids[:MOST_EDITED])]


class ArchiveManyPage(ManyPage):
    title = gettext_lazy("Archive products")
    name, confirm = "archive_many", gettext_lazy("Archive")
    permission_required = "catalog.archive_product"
    is_severe = True

    def carry_out(self, form: ManyForm, ids: list[int]) -> str:
        by = self.model_admin.actor(self.request)
        done = products.archive_many(ids, by=by, reason=form.cleaned_data["reason"])
        if not done:
            return _("They are archived already.")
        said = ngettext("%(done)s product is archived.", "%(done)s products are archived.", done)
        return said % {"done": intcomma(done)}

    def looked_at(self, form: ManyForm, ids: list[int]) -> dict[str, Any]:
        rows = _rows(ids)
        off = [row for row in rows if not row.is_archived]
        return {
            "lead": _("They go off sale and out of search. Receipts, stock and history stay."),
            "rows": off[:MOST_ROWS],
            "affected": len(off),
            "already": len(rows) - len(off),
            "is_ready": bool(off),
        }


class MoveManyPage(ManyPage):
    title = gettext_lazy("Move to another category")
    name, confirm = "move_many", gettext_lazy("Move")
    permission_required = "catalog.change_style"
    form_class = MoveForm

    def carry_out(self, form: ManyForm, ids: list[int]) -> str:
        category = form.cleaned_data["category"]
        by = self.model_admin.actor(self.request)
        done = styles.move(_style_ids(_rows(ids)), category, by=by, reason=form.cleaned_data["reason"])
        if not done:
            return _("They are in %(category)s already.") % {"category": category.name}
        said = ngettext("%(done)s style is in %(category)s now.", "%(done)s styles are in %(category)s now.", done)
        return said % {"done": intcomma(done), "category": category.name}

    def looked_at(self, form: ManyForm, ids: list[int]) -> dict[str, Any]:
        found = [style for chunk in prices.chunks(_style_ids(_rows(ids))) for style in _counted(chunk)]
        for style in found:
            style.title = styles.title(style.name, style.brand.name)
        return {
            "lead": _("A style moves with all its sizes and colours. Tax and low stock follow the new category."),
            "moving": found[:MOST_ROWS],
            "affected": len(found),
            "affected_products": sum(style.variant_count for style in found),
            "is_ready": bool(found),
        }


class ChangesMany:
    """The actions of the list of products, and the pages to which they lead. Put it before the page's base class."""

    admin_site: Any
    pages: ClassVar[tuple[type[ManyPage], ...]] = (EditPricesPage, RepriceManyPage, ArchiveManyPage, MoveManyPage)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(f"{page.name.replace('_', '-')}/", self._view(page), name=f"catalog_product_{page.name}")
            for page in self.pages
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def has_reprice_many_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(RepriceManyPage.permission_required))

    def has_edit_prices_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(EditPricesPage.permission_required))

    def has_archive_many_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(ArchiveManyPage.permission_required))

    def has_move_many_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MoveManyPage.permission_required))

    @admin.action(description=gettext_lazy("Type new prices…"), permissions=["edit_prices"])
    def edit_prices(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponseBase:
        return self._open(EditPricesPage, request, queryset)

    @admin.action(description=gettext_lazy("Change prices by %%…"), permissions=["reprice_many"])
    def reprice_many(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponseBase:
        return self._open(RepriceManyPage, request, queryset)

    @admin.action(description=gettext_lazy("Move to another category…"), permissions=["move_many"])
    def move_many(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponseBase:
        return self._open(MoveManyPage, request, queryset)

    @admin.action(description=gettext_lazy("Archive…"), permissions=["archive_many"])
    def archive_many(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponseBase:
        return self._open(ArchiveManyPage, request, queryset)

    def _open(self, page: type[ManyPage], request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponseBase:
        ids = sorted(queryset.order_by().values_list("pk", flat=True))
        answer: HttpResponseBase = self._view(page, product_ids=ids)(request)
        return answer

    def _view(self, page: type[ManyPage], **options: Any) -> Any:
        return self.admin_site.admin_view(page.as_view(model_admin=self, **options))


def keys_in(text: str) -> list[int]:
    """The products that the page's form names. InvalidInput when it names none, too many, or nonsense."""
    words = text.split(",") if text else []
    if not words or any(not (word.isascii() and word.isdigit() and len(word) < 19) for word in words):
        raise InvalidInput(_("Choose products in the list first."))
    if len(words) > MOST_PRODUCTS:
        raise InvalidInput(_("That are more than %(most)s products at once.") % {"most": intcomma(MOST_PRODUCTS)})
    return sorted({int(word) for word in words})


def _prices_changed(done: int) -> str:
    said = ngettext("%(done)s price is changed.", "%(done)s prices are changed.", done)
    return said % {"done": intcomma(done)}


def _rows(ids: list[int]) -> list[Product]:
    return [row for chunk in prices.chunks(ids) for row in Product.objects.filter(pk__in=chunk).order_by("pk")]


def _style_ids(rows: Iterable[Product]) -> list[int]:
    return sorted({row.style_id for row in rows})


def _counted(style_ids: Iterable[int]) -> QuerySet[Any]:
    found = Style.objects.filter(pk__in=style_ids).select_related("brand", "category")
    return found.annotate(variant_count=Count("products")).order_by("pk")
