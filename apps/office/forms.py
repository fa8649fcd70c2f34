"""What the dialogs of the office ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

from apps.core.dialogs import DialogForm
from apps.customers import contacts
from apps.customers.models import Customer
from apps.customers.queries import find
from apps.office import comparison, merging
from apps.office.models import DuplicatePair

MOST_NAMED = 5


class MergeForm(DialogForm):
    """Who stays, and of each field that differs, whose is right. What only one of them has is kept anyway."""

    stays = forms.ChoiceField(label=gettext_lazy("Who stays"), widget=UnfoldAdminRadioSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = DuplicatePair.objects.select_related("first", "second").get(pk=self.object_id)
        user = self.request.user
        pair, both = self.pair, (self.pair.first, self.pair.second)
        self.fields["stays"].choices = [(str(each.pk), self._called(each)) for each in both]
        self.fields["stays"].initial = str(pair.first_id)
        for name in comparison.differing(pair):
            self.fields[name] = forms.ChoiceField(
                label=comparison.title_of(name),
                choices=[(str(each.pk), comparison.shown(each, name, user)) for each in both],
                initial=str(pair.first_id),
                widget=UnfoldAdminRadioSelectWidget,
            )

    def about(self) -> str:
        rows = max(merging.moving(self.pair.first_id), merging.moving(self.pair.second_id))
        said = _(
            "Everything of the one who goes moves to the one who stays: receipts, payments, debt and all else (up to "
            "%(rows)s rows), and what only the former has written down. Consents are those of the one who stays. "
            "This cannot be undone."
        )
        return said % {"rows": rows}

    @property
    def taking(self) -> list[str]:
        """The fields that the one who goes had right, or alone."""
        right = str(self.gone.pk)
        chosen = [name for name in comparison.differing(self.pair) if self.cleaned_data.get(name) == right]
        return chosen + comparison.filled_by(self.gone, self.kept)

    @property
    def kept(self) -> Customer:
        return self.pair.first if self.cleaned_data["stays"] == str(self.pair.first_id) else self.pair.second

    @property
    def gone(self) -> Customer:
        return self.pair.second if self.kept == self.pair.first else self.pair.first

    def _called(self, customer: Customer) -> str:
        phone = contacts.phone_for(self.request.user, customer.phone)
        return " · ".join(part for part in (customer.name, phone, _("number %(key)s") % {"key": customer.pk}) if part)


class OtherForm(DialogForm):
    """Names another customer by what tells exactly one."""

    other = forms.CharField(
        label=gettext_lazy("The other one"),
        max_length=120,
        help_text=gettext_lazy("Phone, e-mail, number or the whole name."),
        widget=UnfoldAdminTextInputWidget,
    )

    def clean_other(self) -> Customer:
        text: str = self.cleaned_data["other"].strip()
        others = Customer.objects.filter(forgotten_at=None).exclude(pk=self.object_id)
        by_key = others.filter(pk=text).first() if text.isdecimal() and len(text) < 7 else None
        sees_contacts = contacts.are_seen_by(self.request.user)
        found = [by_key] if by_key else list(find(text, within=others, sees_contacts=sees_contacts)[: MOST_NAMED + 1])
        if not found:
            raise forms.ValidationError(_("Nobody else goes by “%(text)s”.") % {"text": text})
        if len(found) > 1:
            names = ", ".join(f"{row.name} ({row.pk})" for row in found[:MOST_NAMED])
            raise forms.ValidationError(
                _("Several go by that: %(names)s … Type the phone, or the number in brackets.") % {"names": names}
            )
        return found[0]


class ForgetForm(DialogForm):
    """Asked twice, in a way: nobody forgets somebody by a slip of the finger.

    The field is not called as one of the page below, whose place in the document it would share.
    """

    typed_name = forms.CharField(
        label=gettext_lazy("Type the customer's name"), max_length=120, widget=UnfoldAdminTextInputWidget
    )

    def clean_typed_name(self) -> str:
        typed: str = self.cleaned_data["typed_name"]
        customer = Customer.objects.filter(pk=self.object_id).first()
        if customer is None or " ".join(typed.split()).casefold() != customer.name.casefold():
            raise forms.ValidationError(_("That is not the name of this customer."))
        return typed
