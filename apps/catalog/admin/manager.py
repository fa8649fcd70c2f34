"""The label manager: one page on which a batch is filled, looked at and printed."""

from collections.abc import Callable
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.catalog import barcodes, label_batches, label_order, queries
from apps.catalog.forms import FillForm, PrintForm, ScanForm
from apps.catalog.label_order import Order
from apps.catalog.models import LabelBatch, LabelLine
from apps.catalog.refusals import UnknownBarcode
from apps.core.backoffice import by_key
from apps.core.buttons import ButtonPage, filled
from apps.core.refusals import InvalidInput, NotAllowed
from apps.printing.models import Printer, Task
from apps.printing.queries import printers_in_reach
from apps.printing.routes import printer_for
from apps.stores.backoffice import shops_of, stock_home
from apps.stores.models import Shop

LINES_A_PAGE = 100
COPIES = "copies-"


class LabelManager(ButtonPage):
    """GET shows the person's open batch of a shop; every button posts its own name and comes back here."""

    title = gettext_lazy("Labels")
    permission_required = "catalog.add_labelbatch"
    template_name = "catalog/label_manager.html"
    line: LabelLine | None = None  # the one that a button brought in or moved; the page shows it

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {
            "scan": self._scan,
            "fill": self._fill,
            "outdated": self._add_outdated,
            "save": self._save_copies,
            "sort": self._sort,
            "up": self._move,
            "down": self._move,
            "clear": self._clear,
            "print": self._print,
            "done": self._note_done,
        }

    def way_back(self) -> str:
        return f"{self.request.path}?{self._kept()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shop, shops = self._shop(), shops_of(self.request).filter(is_active=True)
        batch = label_batches.find_open(shop, self.request.user.pk) if shop else None
        lines = batch.lines.order_by("position", "pk") if batch else LabelLine.objects.none()
        page = Paginator(lines, LINES_A_PAGE).get_page(self.request.GET.get("page"))
        products = queries.listed().in_bulk([line.product_id for line in page.object_list])
        for line in page.object_list:
            line.product = products[line.product_id]
        totals = lines.aggregate(copies=Sum("copies"))
        form = self._print_form(shop)
        shown = {"shop": shop, "shops": shops, "batch": batch, "page": page, "labels": totals["copies"] or 0}
        shown |= {"orders": Order.choices, "here": self.request.GET.get("line", "")}
        ways = {"scan_form": ScanForm(), "fill_form": FillForm(), "print_form": form}
        return context | shown | ways | {"media": self.model_admin.media + ScanForm().media + form.media}

    # What the buttons do.

    def _scan(self) -> str:
        form = filled(ScanForm(self.request.POST))
        product = barcodes.find(form["code"])
        if product is None or product.is_archived:
            raise UnknownBarcode(_("No product on sale has the code %(code)s.") % {"code": form["code"]})
        batch = self._open()
        label_batches.add(batch, [(product.pk, form["copies"])], adds_up=True, by=self._by())
        self.line = batch.lines.select_related("batch").get(product=product)
        return _("%(product)s is in the batch.") % {"product": product.name}

    def _fill(self) -> str:
        form = FillForm(self.request.POST)
        told = filled(form)
        here = Shop.objects.filter(pk=self._required_shop().pk)
        products = form.chosen(queries.with_stock(queries.search(told["words"]), here))
        each: Callable[[Any], int] = (lambda product: product.on_hand) if told["copies"] == "stock" else lambda _: 1
        found = [(product.pk, each(product)) for product in products[: label_batches.MOST_LINES].iterator(500)]
        if not any(copies for _product, copies in found):
            raise InvalidInput(_("Nothing fits: choose other words, or another brand or category."))
        return label_batches.added_in_words(label_batches.add(self._open(), found, by=self._by()))

    def _add_outdated(self) -> str:
        return label_batches.added_in_words(label_batches.add_outdated(self._open(), by=self._by()))

    def _save_copies(self) -> str:
        typed = {name.removeprefix(COPIES): str(text) for name, text in self.request.POST.items() if COPIES in name}
        if not all(text.isascii() and text.isdigit() for pair in typed.items() for text in pair):
            raise InvalidInput(_("Copies are whole numbers from 0 to 100; 0 takes the label out."))
        label_batches.set_copies(
            self._open(), {int(line): int(copies[:9]) for line, copies in typed.items()}, by=self._by()
        )
        return _("The copies are kept.")

    def _sort(self) -> str:
        asked = self.request.POST.get("order", "")
        if asked not in Order.values:
            raise InvalidInput(_("Choose an order from the list."))
        label_order.sort(self._open(), Order(asked), by=self._by())
        return _("The labels stand %(order)s now, and are printed so.") % {"order": Order(asked).label}

    def _move(self) -> str:
        """The button that was pressed names the line."""
        way, places = ("up", -1) if "up" in self.request.POST else ("down", 1)
        key = self.request.POST[way]
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            raise InvalidInput(_("This label is not in the batch any more."))
        moved = label_order.move(self._open(), int(key), places, by=self._by())
        self.line = LabelLine.objects.select_related("batch", "product").get(pk=moved.pk)
        return _("%(product)s is moved.") % {"product": self.line.product.name}

    def _clear(self) -> str:
        label_batches.clear(self._open(), by=self._by())
        return _("The batch is empty.")

    def _print(self) -> str:
        form = filled(self._print_form(self._required_shop(), self.request.POST))
        queued = label_batches.print_batch(self._open(), size=form["size"], printer=form["printer"], by=self._by())
        printer = queued[0].printer
        if printer is None:
            return _("The labels wait: no printer serves labels here yet. Choose one under Print routes.")
        return _("The labels are on their way to %(printer)s.") % {"printer": printer}

    def _note_done(self) -> str:
        done = label_batches.note_done(self._open(), by=self._by())
        said = ngettext("%(done)s label is up to date now.", "%(done)s labels are up to date now.", done)
        return said % {"done": intcomma(done)}

    # Who asks, and for which shop.

    def _open(self) -> LabelBatch:
        return label_batches.open_batch(self._required_shop(), by=self._by())

    def _by(self) -> Any:
        return self.model_admin.actor(self.request)

    def _shop(self) -> Shop | None:
        """The shop that the address names, else the person's own; ``None`` for somebody without any."""
        try:
            return self._required_shop()
        except NotAllowed:
            return None

    def _required_shop(self) -> Shop:
        named = by_key(shops_of(self.request).filter(is_active=True), self.request.GET.get("shop", "")).first()
        return named or stock_home(self.request)

    def _print_form(self, shop: Shop | None, told: QueryDict | None = None) -> PrintForm:
        mine = printers_in_reach(Printer.objects.all(), self.request.user)  # type: ignore[arg-type]
        fitting = mine.filter(kind__in=(Printer.Kind.LABEL, Printer.Kind.A4), is_enabled=True)
        usual = printer_for(Task.BARCODE, shop, self.request.user.pk) if shop else None
        return PrintForm(told, printers=fitting, usual=usual)

    def _kept(self) -> str:
        shop = self._shop()
        kept = QueryDict(mutable=True)
        kept.update({"shop": str(shop.pk)} if shop else {})
        if self.line:
            page = label_order.place_of(self.line) // LINES_A_PAGE + 1
            kept.update({"page": str(page), "line": str(self.line.pk)})
        elif (page_named := self.request.GET.get("page", "")).isdigit():
            kept.update({"page": page_named})
        return kept.urlencode()


def address_of_manager(shop: Shop | None = None) -> str:
    address = reverse("admin:catalog_label_manager")
    return f"{address}?shop={shop.pk}" if shop else address
