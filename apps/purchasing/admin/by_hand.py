"""The page on which a supplier's invoice is typed from its paper; nothing is written before "Write the invoice"."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from apps.catalog import barcodes, queries
from apps.catalog.models import Product
from apps.core.money import ZERO
from apps.core.refusals import InvalidInput, NexusError
from apps.inventory.transfer_forms import PasteForm, pasted_in
from apps.purchasing import by_hand, invoice_tax, twins, typed_bill
from apps.purchasing.by_hand import Bill
from apps.purchasing.invoice_forms import BillForm
from apps.purchasing.models import PurchaseInvoice
from apps.purchasing.typed_bill import TypedLine
from apps.stores.backoffice import shops_of

MOST_FOUND = 12


class ByHandPage(UnfoldModelAdminViewMixin, TemplateView):
    """Every button sends the whole form and gets it back, until it became an invoice."""

    title = gettext_lazy("Invoice by hand")
    permission_required = "purchasing.add_purchaseinvoice"
    template_name = "purchasing/by_hand.html"

    def has_permission(self) -> bool:
        """An invoice is all about cost."""
        return bool(super().has_permission()) and self.request.user.has_perm("users.view_cost")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(BillForm(shops=shops_of(request)), [])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.POST
        lines = typed_bill.lines_in({name: str(typed[name]) for name in typed})
        is_final = "write" in typed
        form = BillForm(
            typed if is_final else None, shops=shops_of(request), initial=None if is_final else _as_typed(typed)
        )
        found: list[Product] = []
        kept: dict[str, str] = {}
        try:
            if is_final:
                return self._done(self._write(form, lines))
            found = self._press(lines)
        except twins.LikelyDuplicate as refusal:
            form.add_error("is_another", refusal.sentence)
        except NexusError as refusal:
            messages.error(request, refusal.sentence)
            kept = {name: str(typed.get(name, "")) for name in ("rows", "words", "called")}
        return self._page(form, lines, found, kept)

    def _press(self, lines: list[TypedLine]) -> list[Product]:
        """Put onto the form what the button says; the products to choose from when words meant several."""
        typed = self.request.POST
        if "paste" in typed:
            wanted = pasted_in(self.request)
            typed_bill.refuse_full(lines, len(wanted))
            products = queries.listed().in_bulk(wanted)
            for key, pieces in wanted.items():
                typed_bill.add(lines, products[key], pieces)
        elif "call" in typed:
            typed_bill.call(lines, typed.get("called", ""))
        elif "take" in typed:
            typed_bill.add(lines, self._taken(typed["take"]), 1)
        elif typed.get("words", "").strip():
            found = _found(typed["words"].strip())
            if len(found) > 1:
                return found
            typed_bill.add(lines, found[0], 1)
        return []

    def _taken(self, key: str) -> Product:
        product = queries.on_sale().filter(pk=key).first() if key.isascii() and key.isdigit() else None
        if product is None:
            raise InvalidInput(_("This product is not on sale any more."))
        return product

    def _write(self, form: BillForm, lines: list[TypedLine]) -> PurchaseInvoice:
        told = filled_head(form)
        bill = Bill(
            shop=told["shop"],
            key=form_key(self.request.POST.get("key", "")),
            lines=typed_bill.read(lines),
            supplier=told["supplier"],
            reference=told["reference"],
            dated=told["dated"],
            place=form.place(),
            tax=form.tax(),
            note=told["note"],
        )
        return by_hand.write(bill, by=self.model_admin.actor(self.request), is_another=told["is_another"])

    def _done(self, invoice: PurchaseInvoice) -> HttpResponse:
        said = _("%(number)s is written. Keep the supplier's own paper beside it.") % {"number": invoice.number}
        messages.success(self.request, said)
        return redirect("admin:purchasing_purchaseinvoice_change", invoice.pk)

    def _page(
        self,
        form: BillForm,
        lines: list[TypedLine],
        found: list[Product] | None = None,
        kept: dict[str, str] | None = None,
    ) -> HttpResponse:
        told = kept or {}
        context = self.get_context_data(
            form=form,
            lines=lines,
            found=found or [],
            kept=told,
            paste_form=PasteForm(initial={"rows": told.get("rows", "")}),
            sums=sums_of(form, lines),
            key=form_key(self.request.POST.get("key", "")),
            media=self.model_admin.media + form.media,
        )
        return self.render_to_response(context)


def form_key(text: str) -> UUID:
    """The key that the form carries from its first page on; a new one when it has none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def filled_head(form: BillForm) -> dict[str, Any]:
    """InvalidInput where a box is wrong; the boxes say what."""
    if not form.is_valid():
        raise InvalidInput(_("Nothing is written yet: look at the boxes that are marked."))
    told: dict[str, Any] = form.cleaned_data
    return told


def sums_of(form: BillForm, lines: list[TypedLine]) -> dict[str, Decimal] | None:
    """Lines, tax and total as they will be written; None while a figure is missing or wrong."""
    each = [line.sum() for line in lines]
    if not lines or None in each:
        return None
    subtotal = sum((total for total in each if total is not None), ZERO)
    head = form if form.is_bound else BillForm({name: form[name].value() for name in form.fields}, shops=form.shops)
    head.is_valid()
    tax = head.tax()
    try:
        invoice_tax.refuse(tax, subtotal, lines=len(lines))
    except InvalidInput:
        return None
    amount = tax.on(subtotal)
    return {"subtotal": subtotal, "tax": amount, "total": subtotal if tax.is_included else subtotal + amount}


def _found(words: str) -> list[Product]:
    """The product of a barcode, else those that the words mean. InvalidInput when there are none, or too many."""
    scanned = barcodes.find(words)
    if scanned is not None and not scanned.is_archived:
        return [scanned]
    found = list(queries.search(words)[: MOST_FOUND + 1])
    if not found:
        raise InvalidInput(_("No product on sale is called, or has the code, “%(words)s”.") % {"words": words[:60]})
    if len(found) > MOST_FOUND:
        raise InvalidInput(_("More than %(most)d products are meant: type another word.") % {"most": MOST_FOUND})
    return found


def _as_typed(typed: Any) -> dict[str, Any]:
    """The head of the form as it was left; a form that is not sent off yet shows no faults."""
    names = BillForm.base_fields
    return {name: typed.get(name) for name in names if name in typed}
