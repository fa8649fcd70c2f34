"""From a move to the document that made it, which belongs to a trade above."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

PERMISSION = "inventory.view_stocklevel"
MOVES = ("admin:inventory_stockmove_changelist", ["inventory.view_stockmove"])
LISTS = {
    "RCP-": ("admin:sales_receipt_changelist", ["sales.view_receipt"]),
    "RET-": ("admin:returns_return_changelist", ["returns.view_return"]),
    "TR-": ("admin:inventory_transfer_changelist", ["inventory.view_transfer"]),
    "IT-": ("admin:inventory_transfer_changelist", ["inventory.view_transfer"]),
    "CNT-": ("admin:inventory_stockcount_changelist", ["inventory.view_stockcount"]),
    "WOF-": ("admin:inventory_writeoff_changelist", ["inventory.view_writeoff"]),
    "GRN-": ("admin:purchasing_goodsreceipt_changelist", ["purchasing.view_goodsreceipt"]),
    "PRE-": ("admin:preorders_preorder_changelist", ["preorders.view_preorder"]),
    "INV": ("admin:purchasing_purchaseinvoice_changelist", ["purchasing.view_purchaseinvoice", "users.view_cost"]),
}


def list_of(number: str, request: HttpRequest) -> str:
    """The list that holds the document, or else the moves that it made; none where the person may see neither."""
    known = [found for start, found in LISTS.items() if number.startswith(start)]
    return next((page for page, rights in (*known, MOVES) if request.user.has_perms(rights)), "")


def open_document(request: HttpRequest) -> HttpResponse:
    number = request.GET.get("number", "")
    page = list_of(number, request)
    if not page:
        raise Http404
    return redirect(f"{reverse(page)}?{urlencode({'q': number})}")


def address_of(number: str) -> str:
    return f"{reverse('admin:inventory_document')}?{urlencode({'number': number})}"
