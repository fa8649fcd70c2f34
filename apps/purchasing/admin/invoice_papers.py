"""The suppliers' papers that are kept beside an invoice: added, looked at, removed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.backoffice import by_key
from apps.core.buttons import ButtonPage, filled
from apps.core.downloads import file_of
from apps.core.refusals import NotAllowed, NotFound
from apps.purchasing import attachments
from apps.purchasing.attachments import Kind
from apps.purchasing.invoice_forms import AttachForm
from apps.purchasing.models import InvoiceAttachment, PurchaseInvoice


class InvoicePapers(ButtonPage):
    """GET lists them; ``add`` and ``remove`` are for whoever may edit invoices."""

    title = gettext_lazy("Supplier's papers")
    permission_required = "purchasing.view_purchaseinvoice"
    template_name = "purchasing/invoice_papers.html"

    def has_permission(self) -> bool:
        return bool(self.model_admin.has_view_permission(self.request))

    def buttons(self) -> dict[str, Callable[[], str]]:
        return {"add": self._add, "remove": self._remove}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "title": _("Papers of %(number)s") % {"number": self.invoice.number},
            "content_subtitle": str(self.invoice.supplier or ""),
            "invoice": self.invoice,
            "papers": list(self.invoice.attachments.all()),
            "may_change": self._may_change(),
            "form": AttachForm(),
            "page_of_invoice": reverse("admin:purchasing_purchaseinvoice_change", args=[self.invoice.pk]),
        }

    @cached_property
    def invoice(self) -> PurchaseInvoice:
        rows = self.model_admin.get_queryset(self.request).select_related("shop", "supplier")
        found: PurchaseInvoice | None = by_key(rows, str(self.kwargs["invoice_id"])).first()
        if found is None:
            raise Http404
        return found

    def _add(self) -> str:
        self._refuse_unless_may_change()
        file = filled(AttachForm(self.request.POST, self.request.FILES))["file"]
        paper = attachments.attach(self.invoice, file.read(), name=file.name, by=self._by())
        return _("%(paper)s is kept.") % {"paper": paper.name}

    def _remove(self) -> str:
        self._refuse_unless_may_change()
        paper = by_key(self.invoice.attachments.all(), self.request.POST["remove"]).first()
        if paper is None:
            raise NotFound(_("This paper is not here any more."))
        attachments.remove(paper, by=self._by(), reason=self.request.POST.get("reason", ""))
        return _("%(paper)s is removed.") % {"paper": paper.name}

    def _may_change(self) -> bool:
        return bool(self.request.user.has_perm("purchasing.change_purchaseinvoice"))

    def _refuse_unless_may_change(self) -> None:
        if not self._may_change():
            raise NotAllowed(_("Ask somebody who may edit purchase invoices."))

    def _by(self) -> Any:
        return self.model_admin.actor(self.request)


def paper(page: Any, request: HttpRequest, invoice_id: int, paper_id: int) -> HttpResponse:
    """The file, to be saved, never shown in the page: it came from outside. ``page`` is the invoices' own."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    invoices = page.get_queryset(request)
    found = InvoiceAttachment.objects.filter(invoice__in=invoices, invoice=invoice_id, pk=paper_id).first()
    if found is None:
        raise Http404
    try:
        with found.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        messages.error(request, _("The file of %(paper)s is missing on the server.") % {"paper": found.name})
        raise Http404 from None
    return file_of(content, found.name, attachments.CONTENT_TYPES[Kind(found.kind)])
