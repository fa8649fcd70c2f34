"""The manners of the back office: who acts, what is written down, and what a page tells of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Protocol, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, StackedInline, TabularInline
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from apps.core import history, versions
from apps.core.actor import Actor
from apps.core.fields import MoneyField
from apps.core.inputs import DayField, NumberField, WholeNumberField
from apps.core.pictures import PictureField, PictureInput

OVERRIDES: dict[Any, dict[str, Any]] = {
    MoneyField: {"widget": UnfoldAdminDecimalFieldWidget},
    models.BigIntegerField: {"form_class": WholeNumberField},
    models.DateField: {"form_class": DayField},
    models.DecimalField: {"form_class": NumberField},
    models.ImageField: {"form_class": PictureField, "widget": PictureInput},
    models.IntegerField: {"form_class": WholeNumberField},
    models.SlugField: {
        "widget": UnfoldAdminTextInputWidget,
        "error_messages": {"invalid": _("Only letters, digits, - and _ go into a code, no spaces.")},
    },
    models.TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": 3})},
}
REASON = "change_reason"
Changes = dict[str, list[str]]
Row = TypeVar("Row", bound=models.Model)
Answer = TypeVar("Answer")


class BackOffice(Protocol):
    """What the pages ask of their site: it stands above all trades, so it knows the people and the audit log."""

    name: str

    def admin_view(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]: ...

    def actor_of(self, request: HttpRequest) -> Actor: ...

    def note(self, request: HttpRequest, row: models.Model, verb: str, **facts: Any) -> None:
        """Write an audit entry: ``verb`` is added, changed or deleted."""

    def export(self, request: HttpRequest, page: Any, wanted: Any) -> HttpResponse:
        """Hand out the file of a list, or lead to where it is made."""

    def name_of_act(self, act: str) -> str:
        """What people call an act of the audit log."""

    def acts_called(self, words: str) -> list[str]:
        """The acts in whose names these words stand."""

    def entries_of(self, row: models.Model) -> str:
        """The address where the audit entries of a row stand."""


class BasePage(ModelAdmin):
    """The manners of every page: it knows who acts, and leads to the row's story."""

    list_per_page = 25
    list_filter_submit = True
    list_fullwidth = True
    empty_says: ClassVar[Any] = ""
    waits_as: ClassVar[str] = (
        ""  # the filters of what is still to be done; none of it is good news, not a failed search
    )
    show_full_result_count = False
    show_facets = ShowFacets.NEVER

    admin_site: BackOffice

    def actor(self, request: HttpRequest) -> Actor:
        return self.admin_site.actor_of(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The window is called after what it lists, not after what one might do there."""
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        listed: HttpResponse = super().changelist_view(request, title | (extra_context or {}))
        return listed

    def said_when_found(self, row: Any) -> str:
        """What the command palette says below a row's name."""
        return str(self.opts.verbose_name)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """A table without versions of its own has its story in the audit log."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        return redirect(self.admin_site.entries_of(row))

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Whoever follows an old link is told so where the others stand."""
        said = _("This %(kind)s is not here, or not within your reach.")
        messages.warning(request, said % {"kind": opts.verbose_name})
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_changelist")


class TradeAdmin(BasePage):
    """A page on which staff edit rows. Every save is signed and audited; deleting must be allowed on purpose."""

    may_be_deleted: ClassVar[bool] = False

    warn_unsaved_form = True
    formfield_overrides = OVERRIDES

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """Two may save the same name in one moment: asked again, the form of the second finds it and says so."""
        try:
            response: HttpResponse = super().changeform_view(request, *args, **options)
        except IntegrityError:
            response = super().changeform_view(request, *args, **options)
        return response

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.may_be_deleted and bool(super().has_delete_permission(request, obj))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        history.sign(obj, by=self.actor(request), reason=form.cleaned_data.get(REASON, ""))
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        history.sign(obj, by=self.actor(request))
        super().delete_model(request, obj)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Iterable[Any] | None, add: bool = False
    ) -> dict[str, Any]:
        """What the audit entry says: before and after of every field, and which rows below were touched."""
        facts: dict[str, Any] = {} if add else {"changes": changes_of(form)}
        facts |= {"rows": rows} if (rows := rows_touched(formsets or ())) else {}
        reason = form.cleaned_data.get(REASON, "")
        return facts | ({"reason": reason} if reason else {})

    # Django calls these last in the transaction of a save, which is where an audit entry belongs.
    def log_addition(self, request: HttpRequest, obj: models.Model, message: dict[str, Any]) -> None:
        self.admin_site.note(request, obj, "added", **message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        facts = message if isinstance(message, dict) else {"what": str(message)}
        self.admin_site.note(request, obj, "changed", **facts)

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for row in queryset:
            self.admin_site.note(request, row, "deleted")


class HistoryAdmin(SimpleHistoryAdmin, TradeAdmin):
    """A page of a table with a history: a change asks why, and the history page tells it."""

    reason_required: ClassVar[bool] = True
    told_besides: ClassVar[tuple[str, ...]] = ()  # what the history tells of the fields that no form asks

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        versions.tell_changes(self.model, historical_records, besides=self.told_besides)

    def tells_history(self, request: HttpRequest) -> bool:
        """Whether this person may read what became of the rows."""
        return True

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if not self.tells_history(request):
            raise PermissionDenied
        self._refuse_hidden(request, object_id)
        context = {"crumb": _("History")} | (extra_context or {})
        response: HttpResponse = super().history_view(request, object_id, context)
        return response

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The history tells each change whole; a form of what was would look as if it could be filled in."""
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", object_id)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and self.has_change_permission(request, obj):  # an old version's page asks without change
            kwargs.setdefault("form", type(self.form.__name__, (self.form,), {REASON: self._reason_field()}))
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        told = [(name, options | {"fields": _without_reason(options["fields"])}) for name, options in fieldsets]
        return [*told, (None, {"fields": [REASON]})]

    def _refuse_hidden(self, request: HttpRequest, object_id: str) -> None:
        """A row that this person does not see tells them no story; that of a deleted one can still be read."""
        key = unquote(object_id)
        if self.get_object(request, key) is None and by_key(self.model._default_manager.all(), key).exists():
            raise Http404

    def _reason_field(self) -> forms.CharField:
        return forms.CharField(
            label=_("Why this change"),
            max_length=200,
            required=self.reason_required,
            widget=UnfoldAdminTextInputWidget,
            help_text=_("Kept in the history beside your name."),
        )


class ReadOnlyAdmin(BasePage):
    """A ledger: people look, acts write."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TradeTabularInline(TabularInline):
    formfield_overrides = OVERRIDES
    extra = 0


class TradeStackedInline(StackedInline):
    formfield_overrides = OVERRIDES
    extra = 0


class ReadOnlyTabularInline(TradeTabularInline):
    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def titled(kind: type[Any], title: Any) -> type[Any]:
    """A filter of this kind under another title than its field's."""

    class Titled(kind):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

    return Titled


def by_key(rows: models.QuerySet[Row], key: str) -> models.QuerySet[Row]:
    """The row of an address, out of ``rows``; none when the address holds no key."""
    return rows.filter(pk=key) if key.isascii() and key.isdigit() and len(key) < 19 else rows.none()


def once_a_request(request: HttpRequest, ask: Callable[..., Answer], *about: Any) -> Answer:
    """The answer to a question that a page asks a dozen times, such as whether somebody may change a row."""
    answers = request.__dict__.setdefault("answers", {})
    key = (ask, *((row._meta.label, row.pk) for row in about))
    if key not in answers:
        answers[key] = ask(*about)
    answer: Answer = answers[key]
    return answer


def changes_of(form: Any) -> Changes:
    """Before and after of the fields that a form changed, as people read them."""
    return {
        name: [_as_text(form, name, form.get_initial_for_field(form.fields[name], name)), _as_text(form, name, after)]
        for name, after in form.cleaned_data.items()
        if name in form.changed_data and name != REASON
    }


def rows_touched(formsets: Iterable[Any]) -> Mapping[str, list[str]]:
    """Names of the rows that a page's tables below added, changed or deleted."""
    touched: dict[str, list[str]] = {"added": [], "changed": [], "deleted": []}
    for formset in formsets:
        touched["added"] += [str(row) for row in formset.new_objects]
        touched["changed"] += [f"{row}: {', '.join(fields)}" for row, fields in formset.changed_objects]
        touched["deleted"] += [str(row) for row in formset.deleted_objects]
    return {verb: names for verb, names in touched.items() if names}


def _as_text(form: Any, name: str, value: Any) -> str:
    field = form.fields[name]
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(str(row) for row in value or []))
    if isinstance(field, forms.ModelChoiceField) and value and not isinstance(value, models.Model):
        value = field.queryset.model._default_manager.filter(pk=value).first() if field.queryset is not None else value
    return "" if value is None else str(value)


def _without_reason(fields: Iterable[Any]) -> list[Any]:
    """Pages without fieldsets list every field of their form, the reason too."""
    return [field for field in fields if field != REASON]
