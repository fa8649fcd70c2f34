"""Mail is written into the outbox with the act that asked for it, and goes out after commit."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock, masks
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.mail import tasks
from apps.mail.models import MailAttachment, OutgoingMail
from apps.stores.models import Shop

Attachment = tuple[str, str, bytes]  # file name, content type, content
State = OutgoingMail.State
MOST_BYTES = 15_000_000


class WrongAddress(InvalidInput):
    code = "wrong_address"


class MailTooLarge(InvalidInput):
    code = "mail_too_large"


class AlreadyWaiting(Conflict):
    code = "mail_already_waiting"


@transaction.atomic
def queue(
    recipient: str,
    subject: str,
    body: str,
    *,
    document: str = "",
    shop: Shop | None = None,
    attachments: Sequence[Attachment] = (),
    by: Actor,
) -> OutgoingMail:
    """Put a mail into the outbox; refuses an address that is none (WrongAddress) and more than 15 MB (MailTooLarge).

    Mail of a ``shop`` is seen by those who reach it, mail of none by those who reach all.
    """
    _refuse_unfit(recipient, attachments)
    moment = clock.now()
    mail = OutgoingMail.objects.create(
        recipient=recipient,
        subject=" ".join(subject.split())[:200],
        body=body,
        document=document,
        shop=shop,
        due_at=moment,
        created_at=moment,
        created_by_name=by.name,
    )
    MailAttachment.objects.bulk_create(
        MailAttachment(mail=mail, name=name, content_type=content_type, content=content)
        for name, content_type, content in attachments
    )
    _wake(mail)
    return mail


@transaction.atomic
def resend(mail: OutgoingMail, *, by: Actor) -> None:
    """Send it once more, or at last: a mail that was sent goes out again, one that failed is tried anew."""
    if not mail.recipient:
        raise WrongAddress(_("Its customer was forgotten: nobody knows the address any more."))
    changes = {"state": State.QUEUED, "tries": 0, "due_at": clock.now(), "error": "", "sent_at": None}
    if not OutgoingMail.objects.filter(pk=mail.pk, state__in=(State.SENT, State.FAILED)).update(**changes):
        raise AlreadyWaiting(_("“%(subject)s” is in the outbox already.") % {"subject": mail.subject})
    mail.refresh_from_db()
    log.write("mail.resend", by=by, subject="mail", key=mail.pk, name=mail.subject, shop_id=mail.shop_id,
              to=masks.email(mail.recipient))  # fmt: skip
    _wake(mail)


def is_connected() -> bool:
    """Whether a mail server is set up; without one, mail is kept as files in the data directory."""
    return bool(settings.EMAIL_HOST)


def _refuse_unfit(recipient: str, attachments: Sequence[Attachment]) -> None:
    try:
        validate_email(recipient)
    except ValidationError:
        raise WrongAddress(_("“%(to)s” is not an e-mail address.") % {"to": recipient}) from None
    if sum(len(content) for _name, _type, content in attachments) > MOST_BYTES:
        raise MailTooLarge(_("The attachments are larger than 15 MB together: send fewer."))


def _wake(mail: OutgoingMail) -> None:
    """After commit; should this be lost, the periodic task finds the row."""
    transaction.on_commit(lambda: tasks.send_mail(mail.pk), robust=True)
