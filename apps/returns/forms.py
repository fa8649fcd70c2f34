"""What the pages of returns ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.core.dialogs import DialogForm
from apps.customers import contacts
from apps.customers import queries as customers
from apps.customers.models import Customer
from apps.returns.completion import Way
from apps.returns.models import Return
from apps.sales.models import Shift
from apps.stores.backoffice import shops_of


class NoteForm(DialogForm):
    note = forms.CharField(label=_("Note"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget())


class ReasonForm(DialogForm):
    reason = forms.CharField(label=_("Why"), max_length=200, widget=UnfoldAdminTextInputWidget())


class ShiftChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}, {obj.register}"


class CompletionForm(DialogForm):
    """How what was paid goes back, and in which shift's report it stands."""

    refund = forms.ChoiceField(label=_("Give back in"), choices=Return.Refund, widget=UnfoldAdminSelectWidget())
    shift = ShiftChoice(
        label=_("Out of the shift"),
        queryset=Shift.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text=_("Cash comes out of this till's drawer; a credit only stands in its report."),
    )
    customer = forms.CharField(
        label=_("Customer of the store credit"),
        max_length=120,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Name or phone. Needed for a store credit when the receipt names nobody."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goods = Return.objects.select_related("customer").filter(pk=self.object_id).first()
        shift: Any = self.fields["shift"]
        open_ones = Shift.objects.filter(closed_at__isnull=True, shop__in=shops_of(self.request))
        shift.queryset = open_ones.select_related("register__shop").order_by("-pk")
        if goods is None:
            return
        if not shift.queryset.exists():
            shift.empty_label = _("no till is open: open a shift first")
        here = shift.queryset.filter(shop=goods.shop)
        shift.initial = here.first()
        if goods.customer is not None:
            del self.fields["customer"]

    def clean_customer(self) -> Customer | None:
        text = self.cleaned_data["customer"].strip()
        if not text:
            return None
        found = list(customers.find(text, sees_contacts=contacts.are_seen_by(self.request.user))[:2])
        if len(found) != 1:
            sentence = _("Nobody has “%(text)s” in name or phone.")
            if found:
                sentence = _("Several have “%(text)s” in name or phone: type the whole phone number.")
            raise ValidationError(sentence, params={"text": text})
        return found[0]

    def way(self) -> Way:
        filled = self.cleaned_data
        refund = Return.Refund(filled["refund"])
        return Way(refund=refund, shift=filled["shift"], customer=filled.get("customer"))
