"""Parked sales: what waits at which shop, since when."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from apps.core.backoffice import ReadOnlyAdmin
from apps.core.dialogs import DialogForm, dialog_action
from apps.sales import parking
from apps.sales.admin.filters import OpenFilter, ShopFilter
from apps.sales.models import ParkedSale
from apps.stores.backoffice import ShopScoped


class WaitingFilter(OpenFilter):
    title, parameter_name, path = gettext_lazy("state"), "state", "ended_at"
    open_word, done_word = gettext_lazy("waiting"), gettext_lazy("taken up or dropped")


@admin.register(ParkedSale)
class ParkedSaleAdmin(ShopScoped, ReadOnlyAdmin):
    empty_says = gettext_lazy("A cart put aside at the till waits here until it is taken up again.")
    list_display = ("name_shown", "units", "shop", "parked_by", "parked_at", "state_shown")
    list_filter = (WaitingFilter, ShopFilter)
    list_select_related = ("shop", "register", "parked_by")
    search_fields = ("name", "parked_by__first_name", "parked_by__username")
    search_help_text = gettext_lazy("The name it was parked under, or who parked it.")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "units"),
                    ("shop", "register"),
                    ("parked_by", "parked_at"),
                    ("state_in_words", "ended_at"),
                )
            },
        ),
    )
    actions_detail = ("drop",)

    def get_readonly_fields(self, request: HttpRequest, obj: ParkedSale | None = None) -> list[str]:
        return [name for _title, part in self.fieldsets for row in part["fields"] for name in row]

    def has_drop_permission(self, request: HttpRequest, object_id: str) -> bool:
        waiting = self.get_queryset(request).filter(pk=object_id, ended_at__isnull=True)
        return request.user.has_perm("sales.delete_parkedsale") and waiting.exists()

    @display(description=gettext_lazy("Parked sale"), ordering="name", header=True)
    def name_shown(self, parked: ParkedSale) -> list[str]:
        return [str(parked), parked.register.name]

    @display(description=gettext_lazy("State"), label={"waiting": "warning", "ended": "success"})
    def state_shown(self, parked: ParkedSale) -> tuple[str, str]:
        if parked.ended_at is None:
            return "waiting", _("waiting")
        return "ended", _("ended by %(name)s") % {"name": parked.ended_by_name}

    @display(description=gettext_lazy("State"))
    def state_in_words(self, parked: ParkedSale) -> str:
        return str(self.state_shown(parked)[1])

    @dialog_action(
        gettext_lazy("Drop"),
        permission="drop",
        is_severe=True,
        icon="delete",
        description=gettext_lazy("No till can take it up any more."),
    )
    def drop(self, request: HttpRequest, form: DialogForm, object_id: str) -> str:
        parked = self.get_queryset(request).get(pk=object_id)
        parking.drop(parked.key, shop_id=parked.shop_id, by=self.actor(request))
        return _("%(sale)s is dropped.") % {"sale": parked}
