"""Suppliers in the back office."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter

from apps.core.backoffice import HistoryAdmin
from apps.core.export_page import Exports
from apps.purchasing.models import Supplier
from apps.purchasing.resources import SupplierResource


@admin.register(Supplier)
class SupplierAdmin(Exports, HistoryAdmin):
    resource = SupplierResource
    empty_says = _("Whoever goods are bought from stands here, to be named on their invoices.")
    list_display = ("name", "phone", "email", "is_active")
    list_filter = (("is_active", BooleanRadioFilter),)
    search_fields = ("name", "phone", "email")
    search_help_text = _("A name, a phone or an e-mail.")
    fieldsets = ((None, {"fields": ("name", ("phone", "email"), "address", "is_active")}),)
    reason_required = False
