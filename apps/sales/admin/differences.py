"""How the counts of closed shifts came out, by whoever opened them: who is short, how often, how much at worst."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.core import clock
from apps.core.export_page import RIGHTS, Format, file_answer
from apps.core.inputs import DayField
from apps.sales import differences, queries
from apps.sales.models import Shift
from apps.sales.queries import Differences
from apps.stores.backoffice import shops_of
from apps.stores.models import Shop

DAYS = 30
DAY_INPUT = {"type": "date"}


class DaysForm(forms.Form):
    """The last thirty days when nothing is asked."""

    first = DayField(label=gettext_lazy("From"), required=False, widget=UnfoldAdminTextInputWidget(attrs=DAY_INPUT))
    last = DayField(label=gettext_lazy("To"), required=False, widget=UnfoldAdminTextInputWidget(attrs=DAY_INPUT))
    shop = forms.ModelChoiceField(
        label=gettext_lazy("Shop"),
        queryset=Shop.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget,
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, *args: Any, shops: QuerySet[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shop"].queryset = shops.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if filled.get("first") and filled.get("last") and filled["first"] > filled["last"]:
            self.add_error("last", _("The last day is before the first."))
        return filled


@dataclass(frozen=True, slots=True)
class Line:
    """A cashier's figures, and where the shifts behind them stand."""

    found: Differences
    address: str
    worst_address: str


class DifferencesPage(UnfoldModelAdminViewMixin, TemplateView):
    """Nothing is shown while a day is wrong: it would be the answer to another question."""

    title = gettext_lazy("Differences by cashier")
    permission_required = "sales.see_expected_cash"
    template_name = "sales/differences.html"
    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "form": self.form,
            "rows": self.lines(),
            "sums": queries.differences_of(self.shifts),
            "may_export": self.may_export,
            "asked": urlencode(self.asked),
            "media": self.model_admin.media + self.form.media,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The same table as a file, on record."""
        format = request.POST.get("format", "")
        if not self.may_export or format not in (Format.EXCEL, Format.PDF):
            raise PermissionDenied
        content = differences.export(self.shifts, format, said=self.in_words(), by=self.model_admin.actor(request))
        return file_answer(content, title=str(self.title), format=format, day=clock.today())

    @property
    def may_export(self) -> bool:
        return bool(self.request.user.has_perms(RIGHTS))

    @cached_property
    def form(self) -> DaysForm:
        first, last = clock.today() - timedelta(days=DAYS - 1), clock.today()
        asked = self.request.GET.dict() or {"first": first.isoformat(), "last": last.isoformat()}
        return DaysForm(asked, shops=shops_of(self.request))

    @property
    def asked(self) -> dict[str, str]:
        return {name: value for name, value in self.form.data.items() if name in self.form.fields}

    @cached_property
    def shifts(self) -> QuerySet[Shift]:
        """Within reach, closed in these days of the company."""
        if not self.form.is_valid():
            return Shift.objects.none()
        filled = self.form.cleaned_data
        shifts = Shift.objects.filter(shop__in=shops_of(self.request), closed_at__isnull=False)
        if filled["first"]:
            shifts = shifts.filter(closed_at__gte=_midnight(filled["first"]))
        if filled["last"]:
            shifts = shifts.filter(closed_at__lt=_midnight(filled["last"] + timedelta(days=1)))
        return shifts.filter(shop=filled["shop"]) if filled["shop"] else shifts

    def lines(self) -> list[Line]:
        worst = differences.worst_of(self.shifts)
        listed = reverse("admin:sales_shift_changelist")
        return [
            Line(
                row,
                f"{listed}?{urlencode({'cashier': row.cashier_id, 'state': 'done'})}",
                reverse("admin:sales_shift_change", args=[worst[row.cashier_id]]) if row.cashier_id in worst else "",
            )
            for row in queries.differences_by_cashier(self.shifts)
        ]

    def in_words(self) -> str:
        filled = self.form.cleaned_data if self.form.is_valid() else {}
        days = [date_format(filled[name], "j M Y") for name in ("first", "last") if filled.get(name)]
        return " · ".join([" – ".join(days), str(filled.get("shop") or _("all shops"))]).strip(" ·")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
