"""The virtual printer's paper."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter, RelatedDropdownFilter
from unfold.decorators import display

from apps.core.backoffice import ReadOnlyAdmin
from apps.core.doors import open_to
from apps.printing import queries, virtual
from apps.printing.admin.shown import STYLES, picture_of, png_response
from apps.printing.models import PrintedSheet


@admin.register(PrintedSheet)
class PrintedSheetAdmin(ReadOnlyAdmin):
    """The virtual printer's paper tray."""

    empty_says = _("Print something to a virtual printer, such as a test print, and look at the paper here.")
    list_display = ("paper", "title", "printer", "printed_at")
    list_display_links = ("title",)
    list_filter = (("printer", RelatedDropdownFilter), ("printed_at", RangeDateFilter))
    search_fields = ("title",)
    list_per_page = 12

    fieldsets = ((None, {"fields": (("title", "printer", "printed_at"), "paper")}),)
    readonly_fields = ("paper",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PrintedSheet]:
        found = queries.sheets_in_reach(super().get_queryset(request), request.user)  # type: ignore[arg-type]
        return found.defer("content")

    def get_urls(self) -> list[URLPattern]:
        view = open_to("printing.view_printedsheet")(self.admin_site.admin_view(self.picture))
        own = path("<int:object_id>/picture.png", view, name="printing_printedsheet_picture")
        return [own, *super().get_urls()]

    @display(description=_("Paper"))
    def paper(self, sheet: PrintedSheet) -> SafeString:
        return picture_of(reverse("admin:printing_printedsheet_picture", args=[sheet.pk]), sheet.title)

    def picture(self, request: HttpRequest, object_id: int) -> HttpResponse:
        sheet = get_object_or_404(self.get_queryset(request), pk=object_id)
        return png_response(virtual.picture(bytes(sheet.content), sheet.printer))

    class Media:
        css = STYLES
