"""What the pages of imports ask."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.catalog.models import Category
from apps.core.dialogs import DialogForm
from apps.core.inputs import WholeNumberField
from apps.core.sheets import files
from apps.purchasing.imports import jobs
from apps.purchasing.imports.kinds import KINDS
from apps.purchasing.models import ImportJob, Supplier
from apps.stores.models import Shop


class UploadForm(forms.Form):
    """A list, what it holds, and where its goods are to lie."""

    file = forms.FileField(
        label=gettext_lazy("List"),
        widget=UnfoldAdminFileFieldWidget,
        max_length=200,
        help_text=gettext_lazy("An Excel workbook (.xlsx) or a CSV file, up to 10 MB and 50,000 rows."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("It holds"), initial=ImportJob.Kind.PRODUCTS, widget=UnfoldAdminRadioSelectWidget
    )
    shop = forms.ModelChoiceField(
        label=gettext_lazy("Shop"),
        queryset=Shop.objects.none(),
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("STORE and WAREHOUSE in the list mean this shop's floor and warehouse."),
    )
    supplier = forms.ModelChoiceField(
        label=gettext_lazy("Supplier (of a price list)"),
        queryset=Supplier.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    known = forms.ChoiceField(
        label=gettext_lazy("Products of a price list that the shop knows already"),
        choices=ImportJob.Known,
        initial=ImportJob.Known.IGNORE,
        widget=UnfoldAdminRadioSelectWidget,
    )

    def __init__(self, *args: Any, shops: QuerySet[Shop], kinds: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [pair for pair in ImportJob.Kind.choices if pair[0] in kinds]  # type: ignore[attr-defined]
        self.fields["shop"].queryset = shops.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["shop"].initial = shops.filter(is_active=True).first()
        self.fields["supplier"].queryset = Supplier.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > files.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return file


class ConfirmForm(DialogForm):
    """Asks to leave out the rows with faults, when there are some."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        job = ImportJob.objects.filter(pk=self.object_id).first()
        rows = jobs.summary(job).get("faulty", 0) if job else 0
        if rows:
            self.fields["leave_out"] = forms.BooleanField(
                label=ngettext("Leave out %(rows)s row with a fault", "Leave out %(rows)s rows with faults", rows)
                % {"rows": intcomma(rows)},
                required=False,
                widget=UnfoldBooleanSwitchWidget,
                help_text=_(
                    "They are not imported. Correct them and upload the list again: what is there stays as it is."
                ),
            )


class ColumnsForm(forms.Form):
    """Which column of the file is which of ours."""

    def __init__(self, *args: Any, job: ImportJob, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layout = KINDS[job.kind].LAYOUT
        ours = [(name, f"{name} *" if name in layout.required else name) for name in layout.readers]
        self.told = jobs.header_told(job)
        for column, title, name, _samples in self.told:
            self.fields[f"column-{column}"] = forms.ChoiceField(
                label=title,
                choices=[("", _("leave out")), *ours],
                initial=name,
                required=False,
                widget=UnfoldAdminSelectWidget,
            )

    def rows(self) -> Sequence[tuple[str, Sequence[str], forms.BoundField]]:
        """Title, samples and field of each column."""
        return [(title, samples, self[f"column-{column}"]) for column, title, _name, samples in self.told]

    def names(self) -> dict[int, str]:
        chosen = {column: self.cleaned_data.get(f"column-{column}", "") for column, *_rest in self.told}
        return {column: name for column, name in chosen.items() if name}


class AnswerForm(forms.Form):
    """What a Shopify list leaves open."""

    category = forms.ModelChoiceField(
        label=gettext_lazy("Category of all its products"),
        queryset=Category.objects.all(),
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Products can be moved to other categories afterwards."),
    )
    cost_share = WholeNumberField(
        label=gettext_lazy("Cost, in per cent of the selling price"),
        min_value=1,
        max_value=jobs.MOST_SHARE,
        initial=60,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy("60 means: what sells at ₦10,000 cost ₦6,000."),
    )
