"""A receipt on screen and as PDF, for anyone who has its signed link; nobody's phone or address is on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.core.doors import ANYONE, open_to
from apps.core.refusals import NotFound
from apps.core.throttle import throttled
from apps.printing import pdf
from apps.printing.document import Document
from apps.sales import documents, links
from apps.sales.contents import contents_of
from apps.stores import company

PAPER_MM = 80


@require_safe
@never_cache
@open_to(ANYONE)
@throttled("receipt", most=120, seconds=60)
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
        "back_office": links.back_office_address(receipt) if request.user.has_perm("sales.view_receipt") else "",
    }
    return render(request, "sales/receipt.html", context)


@require_safe
@never_cache
@open_to(ANYONE)
@throttled("receipt.pdf", most=20, seconds=60)
def receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    try:
        receipt = links.receipt_of(token)
    except NotFound as refusal:
        return render(request, "sales/unknown_receipt.html", {"sentence": refusal.sentence}, status=404)
    return pdf_response(documents.receipt_document(receipt, is_public=True), receipt.number)


def pdf_response(document: Document, name: str) -> HttpResponse:
    """A document as a PDF as wide as a till roll, shown in the browser."""
    content = pdf.receipt_pdf(document, PAPER_MM)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
