"""Buttons of a customer's page whose acts cross all trades: compare with another, take everything along, forget."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from apps.core.backoffice import BackOffice, by_key
from apps.core.dialogs import dialog_action
from apps.core.downloads import file_of
from apps.core.workbooks import XLSX
from apps.customers import contacts
from apps.customers.models import Customer
from apps.office import duplicates, forgetting, merging, taking_along
from apps.office.forms import ForgetForm, OtherForm


class CustomerActs:
    """Put it before the page of the customers."""

    actions_detail = ("compare", "take_along", "forget")

    admin_site: BackOffice

    def has_compare_permission(self, request: HttpRequest, object_id: str) -> bool:
        return _may(request, merging.RIGHT) and self._known(object_id)

    def has_take_along_permission(self, request: HttpRequest, object_id: str) -> bool:
        return _may(request, taking_along.RIGHT, contacts.RIGHT) and self._known(object_id)

    def has_forget_permission(self, request: HttpRequest, object_id: str) -> bool:
        return _may(request, forgetting.RIGHT) and self._known(object_id)

    @dialog_action(
        gettext_lazy("Merge with …"),
        permission="compare",
        form=OtherForm,
        icon="merge",
        description=gettext_lazy("Both are shown beside each other first."),
        submit=gettext_lazy("Compare"),
    )
    def compare(self, request: HttpRequest, form: OtherForm, object_id: str) -> HttpResponse:
        other: Customer = form.cleaned_data["other"]
        pair = duplicates.name(int(object_id), other.pk, by=self.admin_site.actor_of(request))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:office_duplicatepair_change", args=[pair.pk])})

    @action(
        description=gettext_lazy("All that is stored"),
        permissions=["take_along"],
        icon="folder_zip",
        url_path="take-along",
    )
    def take_along(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """An Excel file for the customer; that somebody took it along is on record."""
        content = taking_along.workbook_of(Customer.objects.get(pk=object_id), by=self.admin_site.actor_of(request))
        return file_of(content, f"customer-{object_id}.xlsx", XLSX)

    @dialog_action(
        gettext_lazy("Forget"),
        permission="forget",
        is_severe=True,
        form=ForgetForm,
        icon="person_off",
        description=gettext_lazy(
            "Name, phone, addresses, notes and consents are removed here, from receipts, mail, carts and history. "
            "Receipts keep their figures. This cannot be undone."
        ),
        submit=gettext_lazy("Forget this customer"),
    )
    def forget(self, request: HttpRequest, form: ForgetForm, object_id: str) -> str:
        gone = forgetting.forget(Customer.objects.get(pk=object_id), by=self.admin_site.actor_of(request))
        return _("The customer is forgotten. The receipts are those of “%(name)s”.") % {"name": gone.name}

    def _known(self, object_id: str) -> bool:
        return by_key(Customer.objects.filter(forgotten_at=None), str(object_id)).exists()


def _may(request: HttpRequest, *rights: str) -> bool:
    return bool(request.user.has_perms(["customers.view_customer", *rights]))
