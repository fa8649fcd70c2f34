"""What the pages of loyalty ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from apps.core.backoffice import by_key
from apps.core.dialogs import DialogForm
from apps.core.inputs import WholeNumberField
from apps.loyalty import ledger, programme
from apps.loyalty.models import Account, Programme, Tier


class AdjustForm(DialogForm):
    """How many points are given or taken, and why."""

    points = WholeNumberField(
        label=_("Points"),
        min_value=-programme.MOST_POINTS,
        max_value=programme.MOST_POINTS,
        widget=UnfoldAdminIntegerFieldWidget(attrs={"autofocus": True}),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept with the entry, beside your name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = by_key(Account.objects.all(), str(self.object_id)).first()
        left = ledger.usable(account.pk) if account else 0
        told = _("With a minus they are taken. %(left)s can be spent now.") % {"left": f"{left:,}"}
        self.fields["points"].help_text = told


class EnrolForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Account
        fields = ("customer",)

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if not programme.current().is_active:
            raise ValidationError(_("The loyalty programme does not run: switch it on first, at its own page."))
        return filled


class ProgrammeForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Programme
        fields = (
            *("is_active", "earns_by", "rate", "unit", "points_per_purchase"),
            *("point_value", "least_points", "most_percent", "expiry_months"),
        )


class TierForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Tier
        fields = ("name", "least_spend", "multiplier")
        error_messages = {"least_spend": {"unique": _("Another tier begins at this spend.")}}
