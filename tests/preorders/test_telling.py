"""The customer is told that it is here, and it is known who told them; delivered is said, and unsaid."""

from urllib.parse import unquote

import pytest

from apps.core.refusals import InvalidInput
from apps.mail.models import OutgoingMail
from apps.mail.outbox import WrongAddress
from apps.preorders import delivering, fulfilling, telling
from apps.preorders.refusals import WrongState
from apps.sales import orders
from tests.factories.customers import make_customer
from tests.factories.preorders import arrived, make_preorder, pick_up
from tests.factories.sales import Till
from tests.preorders.conftest import refused

pytestmark = pytest.mark.django_db


def test_a_mail_says_what_is_here_where_and_what_is_to_pay(till: Till) -> None:
    preorder = arrived(till, paid={"cash": "20000.00"})

    telling.by_mail(preorder, "ada@example.com", message="Dear Ada,", by=till.actor)

    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.document, mail.shop) == ("ada@example.com", preorder.number, till.shop)
    assert mail.body.startswith("Dear Ada,\n\nHello Ada Obi")
    assert "2 × Red agbada" in mail.body
    assert "₦40,000.00 is still to pay." in mail.body
    assert (preorder.steps.last().kind, preorder.steps.last().note) == ("told", "Mail to ada@example.com")
    assert preorder.told_at is not None


def test_a_paid_one_says_so(till: Till) -> None:
    preorder = arrived(till, paid={"cash": "60000.00"})

    assert telling.news_of(preorder).endswith("It is paid in full.")


def test_whatsapp_opens_with_the_news_at_their_number(till: Till) -> None:
    preorder = arrived(till, customer=make_customer(name="Ngozi", phone="08031234567"))

    link = telling.by_whatsapp(preorder, by=till.actor)

    assert link.startswith("https://wa.me/2348031234567?text=Hello%20Ngozi")
    assert preorder.number in unquote(link)
    assert preorder.steps.last().note == "WhatsApp to +2348031234567"


def test_nobody_is_told_before_it_is_here_nor_without_an_address(till: Till) -> None:
    waiting, here = make_preorder(till), arrived(till, customer=make_customer(phone=""))

    with refused(WrongState):
        telling.by_mail(waiting, "ada@example.com", by=till.actor)
    with refused(WrongAddress):
        telling.by_mail(here, "nowhere", by=till.actor)
    with refused(InvalidInput):
        telling.by_whatsapp(here, by=till.actor)


def test_delivered_is_toggled_once_it_is_picked_up(till: Till) -> None:
    preorder = arrived(till)
    with refused(WrongState):
        delivering.toggle(preorder, by=till.actor)
    fulfilling.sell(orders.from_json(pick_up(till, preorder)), by=till.actor)

    states = []
    for _turn in range(2):
        delivering.toggle(preorder, by=till.actor)
        states.append(bool(preorder.delivered_at))

    assert states == [False, True]
    assert list(preorder.steps.values_list("kind", flat=True))[-2:] == ["undelivered", "delivered"]
