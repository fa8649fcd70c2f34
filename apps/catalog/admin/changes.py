"""The changes of all products on one page, for those who may read them; what things cost only for who sees cost."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.catalog import past
from apps.catalog.models import Brand, Category
from apps.core.inputs import DayField

EVENTS_A_PAGE = 50


class ChangesForm(forms.Form):
    """All of it may be left empty."""

    first = DayField(label=_("From"), required=False, widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}))
    last = DayField(label=_("To"), required=False, widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}))
    words = forms.CharField(
        label=_("Product"),
        max_length=100,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "search", "placeholder": _("Words or a barcode")}),
    )
    what = forms.ChoiceField(label=_("What"), required=False, widget=UnfoldAdminSelectWidget)
    person = forms.ModelChoiceField(
        label=_("Who"),
        queryset=Brand.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
        empty_label=_("Anybody"),
    )
    brand = forms.ModelChoiceField(
        label=_("Brand"),
        queryset=Brand.objects.all(),
        required=False,
        widget=UnfoldAdminSelectWidget,
        empty_label=_("Any"),
    )
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.all(),
        required=False,
        widget=UnfoldAdminSelectWidget,
        empty_label=_("Any"),
    )

    def __init__(self, *args: Any, sees_cost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = () if sees_cost else past.COST_FIELDS
        fields = [pair for pair in past.PRODUCT_FIELDS.items() if pair[0] not in hidden]
        choices = [
            ("", _("Any change")),
            (_("Product"), fields),
            (_("Style"), list(past.STYLE_FIELDS.items())),
            (past.CODES, past.WHAT[past.CODES]),
            (past.ADDED, past.WHAT[past.ADDED]),
        ]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
        self.fields["person"].queryset = get_user_model()._default_manager.order_by("username")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        filled = super().clean() or self.cleaned_data
        first, last = filled.get("first"), filled.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last day is before the first."))
        return filled

    def in_words(self) -> str:
        """``Product: oxford · Brand: Zara``; empty when nothing narrows the changes."""
        return " · ".join(f"{box.label}: {self._chosen(box.name)}" for box in self if self.cleaned_data[box.name])

    def asked(self) -> past.Asked:
        filled = self.cleaned_data
        return past.Asked(
            first=filled["first"],
            last=filled["last"],
            person_id=filled["person"].pk if filled["person"] else None,
            words=filled["words"],
            brand=filled["brand"],
            category=filled["category"],
            what=filled["what"],
        )

    def _chosen(self, name: str) -> str:
        value = self.cleaned_data[name]
        return str(past.WHAT.get(value, value) if name == "what" else value)


class ChangesPage(UnfoldModelAdminViewMixin, TemplateView):
    """Nothing is shown while a filter is wrong: it would be the answer to another question."""

    title = _("Changes of products")
    permission_required = "catalog.read_changes"
    template_name = "catalog/changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sees_cost = bool(self.request.user.has_perm("users.view_cost"))
        form = ChangesForm(self.request.GET, sees_cost=sees_cost)
        rows: Any = past.found(form.asked()) if form.is_valid() else []
        page = Paginator(rows, EVENTS_A_PAGE).get_page(self.request.GET.get("page"))
        without = () if sees_cost else past.COST_FIELDS
        if form.is_valid():
            past.note_reading(form.in_words(), page.number, by=self.model_admin.actor(self.request))
        told = past.events([(kind, key) for _at, key, kind in page.object_list], without=without)
        asked = self.request.GET.copy()
        asked.pop("page", None)
        return context | {
            "form": form,
            "page": page,
            "events": told,
            "kept": asked.urlencode(),
            "is_narrowed": any(asked.values()),
            "media": self.model_admin.media + form.media,
        }
