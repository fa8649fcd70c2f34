"""A receipt on screen, for anyone who has its signed link; nobody's phone or address is on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core.doors import ANYONE, open_to
from apps.core.refusals import NotFound
from apps.sales import documents, links
from apps.sales.contents import contents_of
from apps.stores import company


@require_safe
@never_cache
@open_to(ANYONE)
def receipt_page(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt as it stands now; a wrong link gets a page that says so."""
    try:
        receipt = links.receipt_of(token)
    except NotFound as refusal:
        return render(request, "sales/unknown_receipt.html", {"sentence": refusal.sentence}, status=404)
    contents = contents_of(receipt)
    context = {
        "contents": contents,
        "receipt": receipt,
        "title": documents.title_of(contents),
        "company": company.current(),
        "token": token,
        "paid": sum(tender.amount for tender in contents.tenders),
    }
    return render(request, "sales/receipt.html", context)
