"""Sizes of labels."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from apps.core.backoffice import TradeAdmin
from apps.printing.models import LabelFormat


@admin.register(LabelFormat)
class LabelFormatAdmin(TradeAdmin):
    may_be_deleted = True
    list_display = ("name", "size_shown", "sheet_shown", "is_default")
    search_fields = ("name",)

    fieldsets = (
        (None, {"fields": ("name", ("width_mm", "height_mm"), "is_default", "is_sheet")}),
        (
            _("On the sheet"),
            {"fields": (("columns", "rows"), ("left_mm", "top_mm"), ("gap_x_mm", "gap_y_mm"))},
        ),
    )
    conditional_fields = dict.fromkeys(
        ("columns", "rows", "left_mm", "top_mm", "gap_x_mm", "gap_y_mm"), "is_sheet == true"
    )

    def save_model(self, request: HttpRequest, obj: LabelFormat, form: Any, change: bool) -> None:
        if obj.is_default:
            LabelFormat.objects.exclude(pk=obj.pk).update(is_default=False)
        super().save_model(request, obj, form, change)

    @display(description=_("Size"))
    def size_shown(self, found: LabelFormat) -> str:
        return f"{found.width_mm:g} × {found.height_mm:g} mm"

    @display(description=_("Sheet"))
    def sheet_shown(self, found: LabelFormat) -> str:
        return f"A4, {found.columns} × {found.rows}" if found.is_sheet else str(_("roll"))
