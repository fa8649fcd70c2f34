"""What the outbox hands out as a file: who got what when, never what stood in it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core import masks
from apps.core.resources import Column, ListResource, label_of, moment_column, number_column
from apps.mail.models import OutgoingMail


class OutgoingMailResource(ListResource):
    subject = Column(_("Mail"), "subject")
    recipient = Column(_("To"), "recipient")
    document = Column(_("Document"), "document")
    state = Column(_("State"), "state", shown=label_of(OutgoingMail.State))
    error = Column(_("Error"), "error")
    asked_by = Column(_("Asked by"), "created_by_name")
    asked = moment_column(_("Asked"), "created_at")
    sent = moment_column(_("Sent"), "sent_at")
    tries = number_column(_("Tries"), "tries", is_extra=True)

    @classmethod
    def columns_for(cls, user: Any) -> dict[str, Column]:
        """To whom, only for those who see how people are reached."""
        columns = super().columns_for(user)
        if user.has_perm("customers.view_contacts"):
            return columns
        return columns | {"recipient": Column(_("To"), "recipient", shown=masks.email)}
