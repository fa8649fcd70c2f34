"""Mail on its way. Each try holds the row for a while, so that two workers never send it at once and a crash only
delays it."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils.translation import gettext as _

from apps.core import clock
from apps.mail.models import OutgoingMail
from apps.stores import company

State = OutgoingMail.State
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60, 120, 240, 480))


def due() -> list[int]:
    waiting = OutgoingMail.objects.filter(state=State.QUEUED, due_at__lte=clock.now())
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def deliver(mail_id: int) -> None:
    """Send one mail if it is due and nobody else holds it; a failure is noted and tried again later."""
    mail = _hold(mail_id, clock.now())
    if mail is None:
        return
    try:
        _message(mail).send()
    except SMTPRecipientsRefused as error:
        _note(mail, _("%(to)s was refused by the mail server.") % {"to": mail.recipient}, is_final=_is_final(error))
    except (SMTPException, OSError) as error:
        _note(mail, _("The mail server did not take it: %(error)s") % {"error": error}, is_final=False)
    else:
        OutgoingMail.objects.filter(pk=mail.pk).update(state=State.SENT, sent_at=clock.now(), error="")


def _hold(mail_id: int, moment: datetime) -> OutgoingMail | None:
    """Move the next try ahead before this one begins: whoever moved it sends."""
    mail = OutgoingMail.objects.filter(pk=mail_id, state=State.QUEUED, due_at__lte=moment).first()
    if mail is None:
        return None
    untouched = OutgoingMail.objects.filter(pk=mail_id, state=State.QUEUED, due_at=mail.due_at)
    wait = WAITS[min(mail.tries, len(WAITS) - 1)]
    return mail if untouched.update(tries=F("tries") + 1, due_at=moment + wait) else None


def _message(mail: OutgoingMail) -> EmailMessage:
    """The same Message-ID at every try: a mailbox that got it before a crash shows it once.

    Whoever answers writes to the company, not to the machine that sent it.
    """
    answers = company.current().email
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage(
        mail.subject,
        mail.body,
        to=[mail.recipient],
        reply_to=[answers] if answers else None,
        headers={"Message-ID": f"<nexus-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S%f}@{domain}>"},
    )
    for attachment in mail.attachments.all():
        message.attach(attachment.name, bytes(attachment.content), attachment.content_type)
    return message


def _is_final(error: SMTPRecipientsRefused) -> bool:
    return all(code >= 500 for code, _reason in error.recipients.values())


def _note(mail: OutgoingMail, sentence: str, *, is_final: bool) -> None:
    """Give up when the server refused for good, or after the last wait; else it stays in the outbox."""
    gave_up = is_final or mail.tries >= len(WAITS)
    changes = {"error": sentence[:300], **({"state": State.FAILED} if gave_up else {})}
    OutgoingMail.objects.filter(pk=mail.pk, state=State.QUEUED).update(**changes)
