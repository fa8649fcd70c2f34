"""Mail against a real SMTP server on this machine."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.core import clock
from apps.mail import sending, tasks
from apps.mail.models import OutgoingMail
from tests.conftest import NOON
from tests.factories.mail import make_mail
from tests.factories.stores import make_company
from tests.mail.sink import Sink, listening

pytestmark = pytest.mark.django_db
State = OutgoingMail.State
RECEIPT = ("RCP-202611-042.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        yield server


def test_mail_arrives_with_its_attachment(sink: Sink) -> None:
    mail = make_mail(subject="Receipt ₦5", attachments=[RECEIPT])

    sending.deliver(mail.pk)

    (message,) = sink.taken
    assert (message["To"], message["Subject"]) == ("bola@example.com", "Receipt ₦5")
    assert [(part.get_filename(), part.get_content()) for part in message.iter_attachments()] == [
        (RECEIPT[0], RECEIPT[2])
    ]
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.sent_at is None) == (State.SENT, 1, False)


def test_an_answer_goes_to_the_company(sink: Sink) -> None:
    make_company(email="hello@okiki.example")

    sending.deliver(make_mail().pk)

    assert sink.taken[0]["Reply-To"] == "hello@okiki.example"


def test_mail_is_sent_once_however_often_it_is_delivered(sink: Sink) -> None:
    mail = make_mail()

    sending.deliver(mail.pk)
    sending.deliver(mail.pk)
    tasks.send_due.call_local()

    assert len(sink.taken) == 1


def test_mail_that_another_worker_holds_is_left(sink: Sink) -> None:
    mail = make_mail()
    OutgoingMail.objects.update(tries=1, due_at=clock.now() + timedelta(minutes=1))

    sending.deliver(mail.pk)

    assert sink.taken == []


def test_server_that_is_busy_is_asked_again_later_with_the_same_message_id(sink: Sink) -> None:
    sink.refusing["DATA"] = "451 try again"
    with clock.at(NOON):
        mail = make_mail()
        sending.deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.due_at - NOON) == (State.QUEUED, timedelta(minutes=1))
    assert mail.error.startswith("The mail server did not take it: (451")
    sink.refusing.clear()
    with clock.at(NOON + timedelta(minutes=1)):
        tasks.send_due.call_local()
    mail.refresh_from_db()
    assert (mail.state, mail.error, mail.tries) == (State.SENT, "", 2)
    assert sink.taken[0]["Message-ID"].startswith(f"<nexus-{mail.pk}-20260314110000")


def test_server_that_is_off_leaves_the_mail_waiting(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    mail = make_mail()

    sending.deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, "refused" in mail.error) == (State.QUEUED, True)


def test_recipient_refused_for_good_fails_at_once(sink: Sink) -> None:
    sink.refusing["RCPT"] = "550 no such mailbox"
    mail = make_mail()

    sending.deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.error) == (State.FAILED, "bola@example.com was refused by the mail server.")


def test_mail_fails_after_the_last_try(sink: Sink) -> None:
    sink.refusing["MAIL"] = "451 try again"
    mail = make_mail()
    OutgoingMail.objects.update(tries=len(sending.WAITS))

    sending.deliver(mail.pk)

    mail.refresh_from_db()
    assert mail.state == State.FAILED


def test_without_a_server_mail_goes_to_files(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    mail = make_mail()

    sending.deliver(mail.pk)

    (written,) = tmp_path.iterdir()
    assert "Your receipt RCP-202611-042" in written.read_text()
