"""From a move to the document that made it, which belongs to a trade above."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

PERMISSION = "inventory.view_stocklevel"
LISTS = {
    "RCP-": ("admin:sales_receipt_changelist", ["sales.view_receipt"]),
    "INV": ("admin:purchasing_purchaseinvoice_changelist", ["purchasing.view_purchaseinvoice", "users.view_cost"]),
}


def open_document(request: HttpRequest) -> HttpResponse:
    """The list that holds the document; for those who may not see it, the moves that it made."""
    number = request.GET.get("number", "")
    known = [(page, rights) for start, (page, rights) in LISTS.items() if number.startswith(start)]
    open_pages = [page for page, rights in known if request.user.has_perms(rights)]
    page = open_pages[0] if open_pages else "admin:inventory_stockmove_changelist"
    return redirect(f"{reverse(page)}?{urlencode({'q': number})}")


def address_of(number: str) -> str:
    return f"{reverse('admin:inventory_document')}?{urlencode({'number': number})}"
