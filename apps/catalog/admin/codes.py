"""The codes of a product on its page: all with their bars, one on the label, each changed in a dialog."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog import barcodes, past
from apps.catalog.forms import BarcodeForm, ChosenCodeForm, ReasonForm
from apps.catalog.models import Barcode, Product
from apps.core.backoffice import by_key
from apps.core.dialogs import dialog_action

CODE_ACTIONS = ("add_barcode", "new_barcode", "put_on_label", "remove_barcode")


class TendsBarcodes:
    """The panel of codes and its dialogs. Put it before the page's base class; the page lists ``CODE_ACTIONS``."""

    change_form_outer_after_template = "catalog/barcode_panel.html"
    admin_site: Any

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """The panel has buttons of its own."""
        own = {f"catalog_product_{name}" for name in CODE_ACTIONS}
        shown: list[Any] = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [action for action in shown if action.action_name not in own]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With the product's codes and what became of them."""
        context = dict(extra_context or {})
        product = by_key(Product.objects.all(), object_id).first()
        if product:
            context |= {"codes": [self._told(code) for code in product.barcodes.all()], "product": product}
            context["may_tend_codes"] = self.has_edit_permission(request)
            may_read = request.user.has_perm("catalog.read_changes")
            context["events"] = past.events_of_codes(product) if may_read else []
        answer: HttpResponse = super().change_view(request, object_id, form_url, context)  # type: ignore[misc]
        return answer

    def has_edit_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return bool(self.has_change_permission(request))  # type: ignore[attr-defined]

    @dialog_action(gettext_lazy("Add a barcode"), permission="edit", form=BarcodeForm, icon="barcode")
    def add_barcode(self, request: HttpRequest, form: BarcodeForm, object_id: str) -> str:
        product, reason = self._product(request, object_id), form.cleaned_data["reason"]
        added = barcodes.add(product, form.cleaned_data["code"], by=self._by(request), reason=reason)
        return _("%(code)s finds %(product)s now.") % {"code": added.code, "product": product.name}

    @dialog_action(
        gettext_lazy("New barcode"),
        permission="edit",
        form=ReasonForm,
        icon="autorenew",
        description=gettext_lazy(
            "The label gets a new number. The old ones still scan: they are on the goods already."
        ),
    )
    def new_barcode(self, request: HttpRequest, form: ReasonForm, object_id: str) -> str:
        product = self._product(request, object_id)
        added = barcodes.regenerate(product, by=self._by(request), reason=form.cleaned_data["reason"])
        return _("The label's number is %(code)s now.") % {"code": added.code}

    @dialog_action(
        gettext_lazy("Put on the label"),
        permission="edit",
        form=ChosenCodeForm,
        icon="label",
        description=gettext_lazy("New labels bear this code. The one that was there still scans."),
    )
    def put_on_label(self, request: HttpRequest, form: ChosenCodeForm, object_id: str) -> str:
        barcode = self._barcode(request, form, object_id)
        barcodes.put_on_label(barcode, by=self._by(request), reason=form.cleaned_data["reason"])
        return _("The label's number is %(code)s now.") % {"code": barcode.code}

    @dialog_action(
        gettext_lazy("Remove the barcode"),
        permission="edit",
        form=ChosenCodeForm,
        icon="delete",
        is_severe=True,
        description=gettext_lazy("For one that was added by mistake. It finds the product no more."),
    )
    def remove_barcode(self, request: HttpRequest, form: ChosenCodeForm, object_id: str) -> str:
        barcode = self._barcode(request, form, object_id)
        barcodes.remove(barcode, by=self._by(request), reason=form.cleaned_data["reason"])
        return _("%(code)s finds nothing any more.") % {"code": barcode.code}

    def _told(self, barcode: Barcode) -> dict[str, Any]:
        """A code with the addresses of its dialogs, where its state allows them."""
        address = {
            name: f"{reverse(f'admin:catalog_product_{name}', args=[barcode.product_id])}?code={barcode.pk}"
            for name in ("put_on_label", "remove_barcode")
        }
        return {
            "barcode": barcode,
            "choose": "" if barcode.is_primary else address["put_on_label"],
            "remove": "" if barcode.is_primary or barcode.labelled_at else address["remove_barcode"],
        }

    def _product(self, request: HttpRequest, object_id: str) -> Product:
        rows = self.get_queryset(request)  # type: ignore[attr-defined]
        product: Product = get_object_or_404(by_key(rows, object_id))
        return product

    def _barcode(self, request: HttpRequest, form: ChosenCodeForm, object_id: str) -> Barcode:
        barcode: Barcode = form.cleaned_data["code"]
        barcode.product = self._product(request, object_id)
        return barcode

    def _by(self, request: HttpRequest) -> Any:
        return self.admin_site.actor_of(request)
