from typing import Any

import pytest

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.mail import outbox
from apps.mail.models import MailAttachment, OutgoingMail
from tests.conftest import NOON
from tests.factories.mail import BY, make_mail

pytestmark = pytest.mark.django_db
State = OutgoingMail.State


def test_queue_keeps_the_mail_with_what_is_attached() -> None:
    with clock.at(NOON):
        mail = make_mail(document="RCP-202611-042", attachments=[("receipt.pdf", "application/pdf", b"%PDF-1.7")])

    mail.refresh_from_db()
    assert (mail.state, mail.due_at, mail.document, mail.created_by_name) == (
        State.QUEUED,
        NOON,
        "RCP-202611-042",
        "Ngozi Okafor",
    )
    assert [(one.name, bytes(one.content)) for one in mail.attachments.all()] == [("receipt.pdf", b"%PDF-1.7")]


def test_queue_wakes_the_background_after_commit(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as woken:
        make_mail()

    assert len(woken) == 1


def test_subject_of_several_lines_becomes_one() -> None:
    assert make_mail(subject="Your receipt\nBcc: all@example.com").subject == "Your receipt Bcc: all@example.com"


@pytest.mark.parametrize("recipient", ["", "bola", "bola@example.com\nBcc: all@example.com", "a b@example.com"])
def test_queue_refuses_what_is_no_address(recipient: str) -> None:
    with pytest.raises(outbox.WrongAddress) as refused:
        make_mail(recipient=recipient)

    assert refused.value.sentence == f"“{recipient}” is not an e-mail address."
    assert OutgoingMail.objects.count() == 0


def test_queue_refuses_attachments_that_no_mailbox_takes() -> None:
    with pytest.raises(outbox.MailTooLarge):
        make_mail(attachments=[("all.pdf", "application/pdf", b"x" * 8_000_000)] * 2)

    assert (OutgoingMail.objects.count(), MailAttachment.objects.count()) == (0, 0)


@pytest.mark.parametrize("state", [State.SENT, State.FAILED])
def test_resend_puts_it_back_into_the_outbox(state: OutgoingMail.State) -> None:
    mail = make_mail()
    OutgoingMail.objects.update(state=state, tries=10, error="It was off.")

    outbox.resend(mail, by=BY)

    assert (mail.state, mail.tries, mail.error) == (State.QUEUED, 0, "")
    assert AuditEntry.objects.get().act == "mail.resend"


def test_resend_leaves_a_mail_that_waits_already() -> None:
    mail = make_mail()

    with pytest.raises(outbox.AlreadyWaiting):
        outbox.resend(mail, by=BY)

    assert AuditEntry.objects.count() == 0
