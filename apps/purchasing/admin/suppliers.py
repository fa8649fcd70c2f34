"""Suppliers in the back office."""

from django.contrib import admin
from unfold.contrib.filters.admin import BooleanRadioFilter

from apps.core.backoffice import HistoryAdmin
from apps.purchasing.models import Supplier


@admin.register(Supplier)
class SupplierAdmin(HistoryAdmin):
    list_display = ("name", "phone", "email", "is_active")
    list_filter = (("is_active", BooleanRadioFilter),)
    search_fields = ("name", "phone", "email")
    fieldsets = ((None, {"fields": ("name", ("phone", "email"), "address", "is_active")}),)
    reason_required = False
