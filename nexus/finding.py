"""What somebody scanned or typed in the back office: a product's code, a document's number, a receipt's QR."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.catalog import barcodes
from apps.core.doors import SIGNED_IN, open_to
from apps.core.refusals import NotFound
from apps.credits.models import Credit
from apps.inventory.models import StockCount, Transfer, WriteOff
from apps.preorders.models import PreOrder
from apps.purchasing.models import GoodsReceipt, PurchaseInvoice, PurchaseOrder
from apps.returns.models import Return
from apps.sales import links
from apps.sales.models import Delivery, Receipt, Shift

MOST_CHARACTERS = 400
NUMBERED: tuple[type[Model], ...] = (
    *(Transfer, StockCount, WriteOff, PurchaseInvoice, PurchaseOrder, GoodsReceipt),
    *(Credit, Shift, PreOrder, Return, Delivery),
)


@require_safe
@open_to(SIGNED_IN)
def find(request: HttpRequest) -> HttpResponse:
    """Lead to the page of ``?code=``, as far as the person may see it; back again with a sentence otherwise."""
    code = "".join(request.GET.get("code", "")[:MOST_CHARACTERS].split())
    for address in _addresses(request, code):
        return redirect(address)
    messages.warning(request, _("Nothing goes by %(code)s, or your role does not show it.") % {"code": code[:60]})
    return redirect(_page_left(request))


def _addresses(request: HttpRequest, code: str) -> Iterator[str]:
    if "/r/" in code:
        yield from _linked(code)
        return
    product = barcodes.find(code) if code else None
    if product is not None and _may_see(request, product):
        yield reverse("admin:catalog_product_change", args=[product.pk])
    receipt = Receipt.objects.filter(number__iexact=code).first() if code else None
    if receipt is not None and _page_of(receipt).has_view_permission(request):
        yield links.back_office_address(receipt)
    for table in NUMBERED:
        document = table._default_manager.filter(number__iexact=code).first() if code else None
        if document is not None and _may_see(request, document):
            yield reverse(f"admin:{table._meta.app_label}_{table._meta.model_name}_change", args=[document.pk])


def _linked(code: str) -> Iterator[str]:
    """The receipt whose QR was scanned; whoever holds it may open it."""
    token = urlsplit(code).path.rpartition("/r/")[2].strip("/")
    try:
        yield links.back_office_address(links.receipt_of(token))
    except NotFound:
        return


def _may_see(request: HttpRequest, row: Model) -> bool:
    page = _page_of(row)
    return bool(page.has_view_permission(request)) and page.get_queryset(request).filter(pk=row.pk).exists()


def _page_of(row: Model) -> "admin.ModelAdmin[Any]":
    return admin.site._registry[type(row)]


def _page_left(request: HttpRequest) -> str:
    left = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(left, {request.get_host()}, require_https=request.is_secure())
    return left if is_ours else reverse("admin:index")
