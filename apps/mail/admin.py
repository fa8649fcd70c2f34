"""The outbox as staff see it: what went, what waits and why, and sending once more."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from apps.core import masks
from apps.core.backoffice import ReadOnlyAdmin, ReadOnlyTabularInline, by_key
from apps.core.dialogs import dialog_action
from apps.core.export_page import Exports
from apps.mail import outbox
from apps.mail.models import MailAttachment, OutgoingMail
from apps.mail.resources import OutgoingMailResource
from apps.stores.backoffice import ShopScoped

SEES_CONTACTS = "customers.view_contacts"


class AttachmentInline(ReadOnlyTabularInline):
    model = MailAttachment
    fields = ("name", "content_type")


@admin.register(OutgoingMail)
class OutgoingMailAdmin(Exports, ShopScoped, ReadOnlyAdmin):
    resource = OutgoingMailResource
    empty_says = _("A receipt sent by e-mail stands here, with what became of it.")
    list_display = (
        "subject_shown",
        "document",
        "state_shown",
        "error",
        "created_by_name",
        "created_at",
        "sent_at",
    )
    list_filter = (("state", ChoicesDropdownFilter), ("created_at", RangeDateFilter))
    list_before_template = "mail/outbox_head.html"
    search_fields = ("recipient", "subject", "document")
    search_help_text = _("An address, a receipt's number, or words of the subject.")

    fields = (
        ("subject", "recipient"),
        ("state", "document", "shop"),
        "error",
        "body",
        ("created_at", "created_by_name"),
        ("tries", "due_at", "sent_at"),
    )
    inlines = (AttachmentInline,)

    actions_row = actions_detail = ("resend",)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """To whom, only for those who see how people are reached."""
        if request.user.has_perm(SEES_CONTACTS):
            return list(self.list_display)
        return ["subject_masked" if name == "subject_shown" else name for name in self.list_display]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if request.user.has_perm(SEES_CONTACTS):
            return self.fields
        return (("subject", "recipient_masked"), *self.fields[1:])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "recipient_masked")

    def get_search_fields(self, request: HttpRequest) -> Sequence[str]:
        is_shown = request.user.has_perm(SEES_CONTACTS)
        return self.search_fields if is_shown else ("recipient__iexact", *self.search_fields[1:])

    @property
    def goes_to_files(self) -> bool:
        return not outbox.is_connected()

    @display(description=_("Mail"), header=True, ordering="subject")
    def subject_shown(self, mail: OutgoingMail) -> list[str]:
        return [mail.subject, mail.recipient]

    @display(description=_("Mail"), header=True, ordering="subject")
    def subject_masked(self, mail: OutgoingMail) -> list[str]:
        return [mail.subject, masks.email(mail.recipient)]

    @display(description=_("To"))
    def recipient_masked(self, mail: OutgoingMail) -> str:
        return masks.email(mail.recipient) or "–"

    @display(description=_("State"), label={"queued": "info", "sent": "success", "failed": "danger"})
    def state_shown(self, mail: OutgoingMail) -> tuple[str, str]:
        return mail.state, mail.get_state_display()

    def has_resend_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        is_in_reach = object_id is None or by_key(self.get_queryset(request), object_id).exists()
        return is_in_reach and bool(request.user.has_perm("mail.change_outgoingmail"))

    @dialog_action(
        _("Send again"), permission="resend", description=_("It goes to the same address once more."), icon="send"
    )
    def resend(self, request: HttpRequest, form: Any, object_id: str) -> Any:
        mail = get_object_or_404(self.get_queryset(request), pk=object_id)
        outbox.resend(mail, by=self.actor(request))
        return _("“%(subject)s” is sent again.") % {"subject": mail.subject}
