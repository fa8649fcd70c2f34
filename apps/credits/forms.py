"""What the pages of store credits ask."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.core.actor import Actor
from apps.core.dialogs import DialogForm
from apps.core.inputs import AmountField
from apps.core.money import format_money
from apps.core.refusals import NexusError
from apps.credits import asking, issuing, ledger
from apps.credits.issuing import Wish
from apps.credits.models import Credit
from apps.stores.backoffice import shops_of
from apps.stores.models import Register, Shop
from apps.users import approvals
from apps.users.limits import NO_CREDIT_LIMIT, store_credit_limit
from apps.users.models import ApprovalRequest, User

BY_MODEL = "django.contrib.auth.backends.ModelBackend"
DO_NOT_PRINT = _("Do not print")


class ReasonForm(DialogForm):
    reason = forms.CharField(label=_("Why"), max_length=200, widget=UnfoldAdminTextInputWidget)


class SlipForm(DialogForm):
    """Where the slip comes out."""

    shop = forms.ModelChoiceField(
        label=_("At"), queryset=Shop.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_shops(self.fields["shop"], self.request)


class IssueForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new store credit. The page sets ``asked`` (its request), ``by``, and the ``register`` that the device is.

    An approver's PIN counts on an enrolled register only: elsewhere nobody is asked for one.
    """

    asked: Any
    by: Actor
    register: Register | None

    form_key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(
        label=_("For"),
        choices=[(purpose.value, purpose.label) for purpose in issuing.PURPOSES],
        initial=Credit.Purpose.GOODWILL,
        widget=UnfoldAdminSelectWidget,
    )
    value = AmountField(
        label=_("Value"),
        min_value=Decimal("0.01"),
        max_digits=15,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept with the credit: what the customer was promised, and why."),
    )
    printed_at = forms.ModelChoiceField(
        label=_("Print the slip at"),
        queryset=Shop.objects.none(),
        required=False,
        empty_label=DO_NOT_PRINT,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Its bars choose the customer and the credit at the till."),
    )
    approver = forms.ModelChoiceField(
        label=_("Allowed by"), queryset=User.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )
    pin = forms.CharField(
        label=_("Their PIN"),
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    from_afar = forms.BooleanField(
        label=_("Ask somebody who is not here"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("It appears on the phones of those who may issue as much. After their yes you press once more."),
    )

    class Meta:
        model = Credit
        fields = ("customer", "purpose", "value", "expires_on", "reason")
        help_texts = {"expires_on": _("The last day on which it pays. Empty: without an end.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.approval = ""
        self.asked_for: ApprovalRequest | None = None
        own = store_credit_limit(self.asked.user)
        self.fields["value"].help_text = capfirst(_limit_in_words(self.asked.user)) + "."
        self.fields["expires_on"].initial = ledger.usual_expiry()
        _offer_shops(self.fields["printed_at"], self.asked)
        mightier = [person.pk for person in _approvers() if store_credit_limit(person) > own]
        approver: Any = self.fields["approver"]
        approver.queryset = User.objects.filter(pk__in=mightier).exclude(pk=self.asked.user.pk)
        approver.label_from_instance = _with_limit

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return filled
        try:
            issuing.refuse(self.wish(), by=self.by, is_approved=True)
            self.approval = self._word()
            self.asked_for = self._question()
            is_settled = bool(self.approval or self.asked_for)
            issuing.refuse(self.wish(), by=self.by, is_approved=is_settled)
        except NexusError as refusal:
            raise ValidationError(refusal.sentence) from refusal
        return filled

    def wish(self) -> Wish:
        filled = self.cleaned_data
        return Wish(
            customer=filled["customer"],
            purpose=Credit.Purpose(filled["purpose"]),
            value=filled["value"],
            reason=filled["reason"],
            expires_on=filled["expires_on"],
            key=filled["form_key"],
        )

    def _question(self) -> ApprovalRequest | None:
        """What is asked from afar, when nobody gave their word here and one is needed."""
        is_wanted = self.cleaned_data.get("from_afar") and not self.approval
        if not is_wanted or not issuing.needs_word(self.cleaned_data["value"], self.asked.user):
            return None
        return asking.ask(self.wish(), by=self.by)

    def _word(self) -> str:
        """The token of the approver's word; none when none is needed or given."""
        filled = self.cleaned_data
        approver = filled.get("approver")
        if self.register is None or approver is None or not issuing.needs_word(filled["value"], self.asked.user):
            return ""
        return approvals.grant(
            approver,
            filled.get("pin", ""),
            action=issuing.ACTION,
            subject=self.wish().subject,
            limit=None,
            asked_by=self.asked.user,
            register=self.register,
        )


def _approvers() -> QuerySet[User]:
    """Who may give a word for somebody else's credit, by PIN."""
    issuers = User.objects.with_perm(issuing.RIGHT, backend=BY_MODEL)
    approvers = User.objects.with_perm(approvals.APPROVE, backend=BY_MODEL).filter(is_active=True)
    return approvers.filter(pk__in=issuers.values("pk")).exclude(pin="")


def _with_limit(person: Any) -> str:
    return f"{person}: {_limit_in_words(person)}"


def _limit_in_words(person: User) -> str:
    limit = store_credit_limit(person)
    if limit >= NO_CREDIT_LIMIT:
        return str(_("any amount"))
    return str(_("up to %(limit)s alone") % {"limit": format_money(limit)})


def _offer_shops(field: Any, request: Any) -> None:
    """Those within reach, the person's own first chosen."""
    field.queryset = shops_of(request).filter(is_active=True)
    field.initial = request.user.shop_id or (None if field.empty_label else field.queryset.first())
