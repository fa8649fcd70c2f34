"""Mail in the outbox."""

from typing import Any

from apps.core.actor import Actor
from apps.mail import outbox
from apps.mail.models import OutgoingMail

BY = Actor(user_id=None, name="Ngozi Okafor")


def make_mail(**changes: Any) -> OutgoingMail:
    values = {"recipient": "bola@example.com", "subject": "Your receipt RCP-202611-042", "body": "Thank you!", "by": BY}
    values |= changes
    return outbox.queue(values.pop("recipient"), values.pop("subject"), values.pop("body"), **values)
