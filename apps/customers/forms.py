"""What the page of a customer asks."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.core.refusals import NexusError
from apps.customers import people, phones
from apps.customers.models import Customer

ASKED = tuple(name for name in people.FIELDS if name != "is_frequent")


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]
    """The phone is kept in one form, and belongs to one customer."""

    frequent_by_hand = forms.ChoiceField(
        label=_("Frequent customer"),
        choices=[("", _("as the company's rule says")), *Customer.ByHand.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Customer
        fields = ASKED
        labels = {"may_be_messaged": _("Messages to the phone"), "may_be_mailed": _("E-mail")}
        help_texts = {"phone": _("Nigerian numbers as people write them, others with +.")}
        widgets = {"phone": UnfoldAdminTextInputWidget(attrs={"type": "tel", "placeholder": "0803 123 4567"})}

    def clean_phone(self) -> str | None:
        typed = (self.cleaned_data.get("phone") or "").strip()
        if not typed:
            return None
        try:
            phone = phones.normalise(typed)
            people.refuse_taken_phone(Customer(pk=self.instance.pk, phone=phone))
        except NexusError as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return phone
