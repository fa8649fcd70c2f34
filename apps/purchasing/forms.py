"""What the pages of buying ask."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.core.backoffice import DialogForm
from apps.purchasing.imports import jobs, workbook
from apps.purchasing.models import ImportJob, Supplier
from apps.stores.models import Shop


class UploadForm(forms.Form):
    """A price list, and where its goods are to lie."""

    file = forms.FileField(
        label=_("Price list"),
        widget=UnfoldAdminFileFieldWidget,
        max_length=200,
        help_text=_("An Excel workbook (.xlsx) or a CSV file, up to 10 MB and 50,000 rows."),
    )
    shop = forms.ModelChoiceField(
        label=_("Shop"),
        queryset=Shop.objects.none(),
        widget=UnfoldAdminSelectWidget,
        help_text=_("STORE and WAREHOUSE in the list mean this shop's floor and warehouse."),
    )
    supplier = forms.ModelChoiceField(
        label=_("Supplier"), queryset=Supplier.objects.none(), required=False, widget=UnfoldAdminSelectWidget
    )
    known = forms.ChoiceField(
        label=_("Products that the shop knows already"),
        choices=ImportJob.Known,
        initial=ImportJob.Known.IGNORE,
        widget=UnfoldAdminRadioSelectWidget,
    )

    def __init__(self, *args: Any, shops: QuerySet[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shop"].queryset = shops.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["shop"].initial = shops.filter(is_active=True).first()
        self.fields["supplier"].queryset = Supplier.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > workbook.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


class ConfirmForm(DialogForm):
    """Asks to leave out the rows with faults, when there are some."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        job = ImportJob.objects.filter(pk=self.object_id).first()
        rows = jobs.summary(job).get("faulty_rows", 0) if job else 0
        if rows:
            self.fields["leave_out"] = forms.BooleanField(
                label=_("Leave out %(rows)d rows with faults") % {"rows": rows},
                required=False,
                widget=UnfoldBooleanSwitchWidget,
                help_text=_(
                    "They are not imported. Correct them and upload the list again: what is there stays as it is."
                ),
            )
