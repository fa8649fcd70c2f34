"""What the page of a receipt does with its goods after the sale: have them brought, give them as a present."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from apps.core.dialogs import DialogForm, dialog_action
from apps.sales import delivery_plans, gift_receipts
from apps.sales.admin.delivery_dialogs import PlanForm
from apps.sales.models import Receipt
from apps.sales.views import pdf_response

NEW_TAB = {"target": "_blank"}


class GoodsActs:
    """Put it before the page's base class."""

    actor: Any
    get_queryset: Any
    has_see_permission: Any

    def has_present_permission(self, request: HttpRequest, object_id: str) -> bool:
        rows = Receipt.objects.filter(void__isnull=True, kind__in=gift_receipts.WITH_GOODS)
        return self.has_see_permission(request, object_id) and rows.filter(pk=object_id).exists()

    def has_plan_permission(self, request: HttpRequest, object_id: str) -> bool:
        rows = self.get_queryset(request).filter(void__isnull=True, kind__in=gift_receipts.WITH_GOODS)
        may = request.user.has_perm("sales.add_delivery") and str(object_id).isdecimal()
        return may and rows.filter(pk=object_id, delivery__isnull=True).exists()

    @dialog_action(
        gettext_lazy("Print"),
        permission="present",
        icon="print",
        description=gettext_lazy("For who gets the present: the same goods without prices, on the receipt printer."),
    )
    def print_gift_receipt(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        job = gift_receipts.print_for(Receipt.objects.get(pk=object_id), by=self.actor(request))
        return _("It prints on %(printer)s.") % {"printer": job.printer} if job.printer else job.error

    @action(description=gettext_lazy("PDF"), permissions=["present"], icon="picture_as_pdf", attrs=NEW_TAB)
    def open_gift_receipt(self, request: HttpRequest, object_id: str) -> HttpResponse:
        receipt = Receipt.objects.get(pk=object_id)
        return pdf_response(gift_receipts.document(receipt), f"{receipt.number}-gift")

    @dialog_action(
        gettext_lazy("Deliver it"),
        permission="plan",
        form=PlanForm,
        icon="local_shipping",
        description=gettext_lazy("The goods are brought, or collected later. A fee can only be charged with the sale."),
        submit=gettext_lazy("Arrange it"),
    )
    def plan_delivery(self, request: HttpRequest, form: PlanForm, object_id: str) -> str:
        receipt = self.get_queryset(request).get(pk=object_id)
        delivery = delivery_plans.plan(receipt, form.plan(), by=self.actor(request))
        return _("%(receipt)s waits as %(number)s.") % {"receipt": receipt.number, "number": delivery.number}
