import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.mail.models import OutgoingMail
from tests.factories.mail import make_mail
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
MAIL = "/admin/mail/outgoingmail/"


def test_outbox_lists_what_went_and_what_waits() -> None:
    make_mail()

    page = signed_in(make_md()).get(MAIL, {"q": "RCP-202611"})

    assert [mail.recipient for mail in page.context["cl"].result_list] == ["bola@example.com"]


def test_mail_shows_its_text_and_attachments() -> None:
    mail = make_mail(attachments=[("receipt.pdf", "application/pdf", b"%PDF")])

    page = signed_in(make_md()).get(f"{MAIL}{mail.pk}/change/").content.decode()

    assert "Thank you!" in page
    assert "receipt.pdf" in page


def test_failed_mail_is_sent_again_by_its_dialog() -> None:
    mail = make_mail()
    OutgoingMail.objects.update(state=OutgoingMail.State.FAILED)

    signed_in(make_md()).post(f"{MAIL}{mail.pk}/resend/", {"_form_submitted": "on"})

    assert OutgoingMail.objects.get().state == OutgoingMail.State.QUEUED


def test_cashier_has_no_business_in_the_outbox(client: Client) -> None:
    mail = make_mail()
    OutgoingMail.objects.update(state=OutgoingMail.State.FAILED)
    cashier = signed_in(make_cashier())

    assert cashier.get(MAIL).status_code == 403
    assert cashier.post(f"{MAIL}{mail.pk}/resend/", {"_form_submitted": "on"}).status_code == 403
    assert OutgoingMail.objects.get().state == OutgoingMail.State.FAILED


def test_mail_of_another_shop_is_hidden_and_not_sent_again() -> None:
    shop = make_shop()
    own, other, free = make_mail(shop=shop), make_mail(shop=make_shop()), make_mail()
    OutgoingMail.objects.update(state=OutgoingMail.State.FAILED)
    keeper = make_user(shop)
    keeper.user_permissions.set(Permission.objects.filter(content_type__app_label="mail"))
    browser = signed_in(keeper)

    assert [mail.pk for mail in browser.get(MAIL).context["cl"].result_list] == [own.pk]
    for hidden in (other, free):
        assert browser.get(f"{MAIL}{hidden.pk}/change/").status_code == 302
        assert browser.post(f"{MAIL}{hidden.pk}/resend/", {"_form_submitted": "on"}).status_code == 403
    assert not OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).exists()


def test_mail_of_no_shop_is_seen_by_those_who_reach_all() -> None:
    free = make_mail()

    assert [mail.pk for mail in signed_in(make_md()).get(MAIL).context["cl"].result_list] == [free.pk]
