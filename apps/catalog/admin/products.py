"""Products in the back office: found by words and scans, changed with a reason, archived, never deleted."""

from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.contrib.filters.admin import AutocompleteSelectFilter, BooleanRadioFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.views import ChangeList

from apps.catalog import label_batches, labels, low_stock, pictures, price_edits, products, queries, styles
from apps.catalog.admin.changes import ChangesPage
from apps.catalog.admin.codes import CODE_ACTIONS, TendsBarcodes
from apps.catalog.admin.filters import SaleFilter, StockFilter
from apps.catalog.admin.many import ChangesMany
from apps.catalog.admin.shown import levels_of, pressed, states_of, titled, warnings_of
from apps.catalog.forms import PriceForm, PrintNowForm, ProductForm, ReasonForm
from apps.catalog.models import Product
from apps.catalog.resources import ProductResource
from apps.core.backoffice import REASON, HistoryAdmin, by_key
from apps.core.columns import money_column
from apps.core.dialogs import dialog_action
from apps.core.doors import open_to
from apps.core.export_page import Exports
from apps.core.money import format_money
from apps.core.refusals import NexusError
from apps.printing import sheets
from apps.printing.models import LabelFormat
from apps.stores.backoffice import stock_home, stock_seen

PRICES = {"price_shown": "price_pressed"}
MOST_REORDERED = 300  # at once, for the page that suggests how many
OTHER_SIZES = "for_other_sizes"
COST_FIELDS = ("cost", "markup_type", "markup")


class ProductList(ChangeList):
    """Adds where each product that is shown runs low."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: list[Any] = list(self.result_list)
        low = queries.low_in([product.pk for product in self.result_list], stock_seen(request))
        for product in self.result_list:
            product.low_in = low[product.pk]


@admin.register(Product)
class ProductAdmin(Exports, ChangesMany, TendsBarcodes, HistoryAdmin):
    resource = ProductResource
    empty_says = gettext_lazy("Goods come in by “New goods” or from a price list under “Imports”.")
    form = ProductForm
    told_besides = ("archived_at",)
    list_display = ("product_shown", "code_shown", "cost_shown", "price_shown", "levels_shown", "state_shown")
    list_filter = (
        ("style__category", AutocompleteSelectFilter),
        ("style__brand", AutocompleteSelectFilter),
        ("colour", AutocompleteSelectFilter),
        ("size", AutocompleteSelectFilter),
        StockFilter,
        ("style__design", AutocompleteSelectFilter),
        SaleFilter,
        ("is_label_outdated", BooleanRadioFilter),
    )
    ordering = ("style__brand__name", "style__name", "colour__name", "size__position")
    search_fields = ("name",)
    search_help_text = gettext_lazy("Words in any order, or a barcode.")
    autocomplete_fields = ("colour", "size")
    readonly_fields = ("style_shown", "levels_shown", "state_shown", "warnings_shown")
    actions_row = ("change_price", "reorder")
    actions = (
        *("put_on_labels", "reorder_many", "edit_prices", "reprice_many", "move_many", "archive_many"),
        "labels_done",
    )
    actions_list = ("new_goods", "read_changes")
    actions_detail = ("tell_story", "print_labels", *CODE_ACTIONS, "archive", "restore")

    class Media:
        css = {"all": tuple(f"catalog/{name}.css" for name in ("products", "many", "codes", "changes"))}

    cost_shown = money_column("cost", gettext_lazy("Cost"))
    price_shown = money_column("price", gettext_lazy("Price"))

    def export_rows(self, request: HttpRequest) -> QuerySet[Any]:
        """With what runs low in one of the shops whose stock the person sees."""
        shops = stock_seen(request)
        states = {f"is_{state}": queries.runs_low_in(shops, state) for state in ("out", "critical", "low")}
        rows: QuerySet[Any] = super().export_rows(request).annotate(**states)
        return rows

    # What staff may do and see.

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # products come in with goods: an intake or an import

    def has_goods_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("purchasing.add_purchaseinvoice"))

    def has_reorder_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return bool(request.user.has_perms(["purchasing.add_purchaseorder", "users.view_cost"]))

    def has_changes_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(ChangesPage.permission_required))

    def has_story_permission(self, request: HttpRequest, object_id: str) -> bool:
        return bool(request.user.has_perm("inventory.view_stocklevel"))

    def has_label_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return bool(request.user.has_perm("catalog.add_labelbatch"))

    def has_price_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return self._may_reprice(request)

    def has_archive_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._may_archive(request) and by_key(Product.objects.filter(archived_at=None), object_id).exists()

    def has_restore_permission(self, request: HttpRequest, object_id: str) -> bool:
        archived = Product.objects.filter(archived_at__isnull=False)
        return self._may_archive(request) and by_key(archived, object_id).exists()

    def _may_archive(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("catalog.archive_product"))

    def _sees_cost(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("users.view_cost"))

    def _may_reprice(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("catalog.reprice_product"))

    # The label.

    def get_urls(self) -> list[URLPattern]:
        label = open_to("catalog.view_product")(self.admin_site.admin_view(self.label))
        changes = self.admin_site.admin_view(ChangesPage.as_view(model_admin=self))
        return [
            path("<int:object_id>/label/<int:size_id>.png", label, name="catalog_product_label"),
            path("changes/", open_to(ChangesPage.permission_required)(changes), name="catalog_product_changes"),
            *super().get_urls(),
        ]

    def label(self, request: HttpRequest, object_id: int, size_id: int) -> HttpResponse:
        """The product's label as it would be printed now."""
        product = get_object_or_404(queries.listed(), pk=object_id)
        size = get_object_or_404(LabelFormat, pk=size_id)
        try:
            png = sheets.label_png(labels.label_of(product, size))
        except NexusError as refusal:
            return HttpResponse(refusal.sentence, status=422, content_type="text/plain; charset=utf-8")
        return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "private, no-cache"})

    # The list.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return queries.with_stock(queries.listed(), stock_seen(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queries.search(search_term, within=queryset), False

    def said_when_found(self, product: Product) -> str:
        if product.is_archived:
            return _("archived")
        on_hand: int = product.on_hand  # type: ignore[attr-defined]
        pieces = ngettext("%(pieces)s piece", "%(pieces)s pieces", on_hand) % {"pieces": intcomma(on_hand)}
        return f"{queries.primary_code(product)} · {format_money(product.price)} · {pieces}"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ProductList]:
        return ProductList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Product | None:
        """With where it runs low, and what warns of that, in the shops whose quantities the person may see."""
        product: Product | None = super().get_object(request, object_id, from_field)
        if product:
            shops = stock_seen(request).filter(is_active=True)
            product.low_in = queries.low_in([product.pk], shops)[product.pk]  # type: ignore[attr-defined]
            product.thresholds = low_stock.thresholds(product, shops)  # type: ignore[attr-defined]
        return product

    def get_list_display(self, request: HttpRequest) -> list[str]:
        shown = super().get_list_display(request)
        shown = [name for name in shown if name != "cost_shown" or self._sees_cost(request)]
        return [PRICES.get(name, name) if self._may_reprice(request) else name for name in shown]

    @display(description=gettext_lazy("Price"), ordering="price")
    def price_pressed(self, product: Product) -> SafeString:
        """The price, which opens the dialog that changes it."""
        address = reverse("admin:catalog_product_change_price", args=[product.pk])
        return format_html('<span class="money">{}</span>', pressed(format_money(product.price), address))

    @display(description=gettext_lazy("Product"), ordering="name")
    def product_shown(self, product: Product) -> SafeString:
        return titled(product)

    @display(description=gettext_lazy("Barcode"))
    def code_shown(self, product: Product) -> str:
        return queries.primary_code(product)

    @display(description=gettext_lazy("On hand"), ordering="on_hand")
    def levels_shown(self, product: Product) -> SafeString | str:
        return levels_of(product)

    @display(description=gettext_lazy("State"))
    def state_shown(self, product: Product) -> SafeString | str:
        return states_of(product, product.low_in)  # type: ignore[attr-defined]

    # The page.

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        money = (("cost", "price"), ("markup_type", "markup")) if self._sees_cost(request) else ("price",)
        may_change = obj is not None and self.has_change_permission(request, obj)
        picture = ("picture", OTHER_SIZES) if may_change else "picture"
        stock = (("levels_shown", "state_shown"), ("low_stock", "warnings_shown"))
        goods = ("style_shown", ("colour", "size"), *stock, picture)
        sections = [(None, {"fields": goods}), (gettext_lazy("Price"), {"fields": money})]
        return [*sections, (None, {"fields": (REASON,)})] if may_change else sections

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        return fixed if self._may_reprice(request) else (*fixed, *COST_FIELDS, "price")

    def tells_history(self, request: HttpRequest) -> bool:
        """The history tells what things cost."""
        return self._sees_cost(request)

    @display(description=gettext_lazy("Style"))
    def style_shown(self, product: Product) -> SafeString:
        address = reverse("admin:catalog_style_change", args=[product.style_id])
        name = styles.title(product.style.name, product.style.brand.name)
        return format_html('<a class="text-link" href="{}">{}</a>', address, name)

    @display(description=gettext_lazy("Warns at"))
    def warnings_shown(self, product: Product) -> SafeString:
        warned: list[low_stock.Threshold] = product.thresholds  # type: ignore[attr-defined]
        return warnings_of(warned, product.style.category.name)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        changed = {name: form.cleaned_data[name] for name in form.changed_data if name not in (REASON, OTHER_SIZES)}
        by, reason = self.actor(request), form.cleaned_data.get(REASON, "")
        kept = products.change(obj, by=by, reason=reason, **changed)
        if form.cleaned_data.get(OTHER_SIZES):
            pictures.give_to_other_sizes(kept, by=by, reason=reason)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The act wrote its own audit entry."""

    # Actions.

    @action(description=gettext_lazy("New goods"), permissions=["goods"], icon="add", variant=ActionVariant.PRIMARY)
    def new_goods(self, request: HttpRequest) -> HttpResponse:
        """Products come in with their stock and invoice, on the page of the trade above."""
        return redirect("admin:purchasing_new_goods")

    @action(description=gettext_lazy("Reorder…"), permissions=["reorder"], icon="add_shopping_cart")
    def reorder(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How many to order is suggested on the page of the trade above."""
        return redirect(f"{reverse('admin:purchasing_reorder_add')}?products={int(object_id)}")

    @admin.action(description=gettext_lazy("Reorder…"), permissions=["reorder"])
    def reorder_many(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        keys = list(queryset.filter(archived_at=None).values_list("pk", flat=True)[: MOST_REORDERED + 1])
        if not 0 < len(keys) <= MOST_REORDERED:
            said = _("Choose from 1 to %(most)d products that are on sale.") % {"most": MOST_REORDERED}
            self.message_user(request, said, level="error")
            return None
        return redirect(f"{reverse('admin:purchasing_reorder_add')}?products={','.join(map(str, keys))}")

    @action(description=gettext_lazy("Changes"), permissions=["changes"], icon="history")
    def read_changes(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:catalog_product_changes")

    @action(description=gettext_lazy("Why so many?"), permissions=["story"], icon="inventory_2")
    def tell_story(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What came and went, on the page of the trade above."""
        return redirect("admin:inventory_story", int(object_id))

    @dialog_action(
        gettext_lazy("Print labels"),
        permission="label",
        form=PrintNowForm,
        icon="barcode_reader",
        description=gettext_lazy("On the label printer of your shop, in the usual size."),
    )
    def print_labels(self, request: HttpRequest, form: PrintNowForm, object_id: str) -> str:
        product = self.get_queryset(request).get(pk=object_id)
        shop = stock_home(request)
        label_batches.print_now(product, shop=shop, copies=form.cleaned_data["copies"], by=self.actor(request))
        return _("The labels of %(product)s are on their way.") % {"product": product.name}

    @dialog_action(gettext_lazy("Change the price"), permission="price", form=PriceForm, icon="sell")
    def change_price(self, request: HttpRequest, form: PriceForm, object_id: str) -> str:
        product = get_object_or_404(by_key(self.get_queryset(request), object_id))
        edits = {product.pk: form.edit()}
        if not price_edits.carry_out(edits, by=self.actor(request), reason=form.cleaned_data["reason"]):
            return _("%(product)s stands at this price already.") % {"product": product.name}
        product.refresh_from_db()
        said = {"product": product.name, "price": format_money(product.price)}
        return _("%(product)s costs %(price)s now.") % said

    @dialog_action(
        gettext_lazy("Archive"),
        permission="archive",
        form=ReasonForm,
        icon="archive",
        is_severe=True,
        description=gettext_lazy("It goes off sale and out of search. Receipts, stock and history stay."),
    )
    def archive(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        product = self.get_queryset(request).get(pk=object_id)
        products.archive(product, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(product)s is archived.") % {"product": product.name}

    @dialog_action(gettext_lazy("Put back on sale"), permission="restore", form=ReasonForm, icon="unarchive")
    def restore(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        product = self.get_queryset(request).get(pk=object_id)
        products.restore(product, by=self.actor(request), reason=form.cleaned_data["reason"])
        return _("%(product)s is on sale again.") % {"product": product.name}

    @admin.action(description=gettext_lazy("Put on labels"), permissions=["label"])
    def put_on_labels(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        wanted = [(product, 1) for product in queryset.order_by("name").values_list("pk", flat=True)]
        try:
            batch = label_batches.open_batch(stock_home(request), by=self.actor(request))
            added = label_batches.add(batch, wanted, by=self.actor(request))
        except NexusError as refusal:
            self.message_user(request, refusal.sentence, level="error")
            return None
        self.message_user(request, label_batches.added_in_words(added))
        return redirect("admin:catalog_label_manager")

    @admin.action(description=gettext_lazy("Labels are printed and on the goods"), permissions=["edit"])
    def labels_done(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        done = products.note_labels_done(list(queryset.values_list("pk", flat=True)), by=self.actor(request))
        said = ngettext("%(done)s label is up to date.", "%(done)s labels are up to date.", done)
        self.message_user(request, said % {"done": intcomma(done)})
