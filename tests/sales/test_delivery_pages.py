"""Deliveries in the back office: the list with its figures, the dialogs, the day's round, the door, who sees what."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.mail.models import OutgoingMail
from apps.printing.models import PrintJob, Task
from apps.sales import badges, deliveries, voids
from apps.sales.models import Delivery, DeliveryStep, Receipt
from apps.users import presets
from tests.factories.sales import Till, actor_at, make_customer, make_till, sell
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.sales.test_deliveries import delivered_later, drawn, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
LIST = "/admin/sales/delivery/"
ROUND = "/admin/sales/delivery/round/"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def boss(till: Till) -> Client:
    return signed_in(make_md(till.shop))


@pytest.fixture
def cashier(till: Till) -> Client:
    return signed_in(make_cashier(till.shop))


@pytest.fixture
def delivery(till: Till, jeans: Product) -> Delivery:
    customer = make_customer("Ngozi Eze", email="ngozi@example.com")
    return delivered_later(till, jeans, customer_id=customer.pk, paid={"cash": "20000.00"})


def page_of(row: Any, act: str) -> str:
    return reverse(f"admin:sales_{type(row).__name__.lower()}_{act}", args=[row.pk])


def press(client: Client, row: Any, act: str, **values: object) -> str:
    answer = client.post(page_of(row, act), {"_form_submitted": "on"} | values)
    assert answer.status_code == 200
    return "" if "HX-Redirect" in answer else answer.content.decode()


def door(delivery: Delivery) -> str:
    return page_of(delivery, "door")


# What a cashier does.


def test_a_cashier_takes_a_delivery_from_the_receipt_to_the_customer(
    till: Till, jeans: Product, cashier: Client
) -> None:
    receipt, tomorrow = sell(till, (jeans, 1)), clock.today() + timedelta(days=1)

    assert press(cashier, receipt, "plan_delivery", kind="delivery", address="1 Lake Road", phone="08031234567") == ""
    delivery = Delivery.objects.get()
    changed = {"kind": "delivery", "address": "2 Lake Road", "due_on": tomorrow.isoformat(), "reason": "Moved"}
    assert press(cashier, delivery, "change_delivery", **changed) == ""
    assert press(cashier, delivery, "send_out", courier="Sule") == ""
    assert press(cashier, delivery, "fail", note="Nobody was there") == ""
    assert press(cashier, delivery, "deliver", received_by="Her sister") == ""

    delivery.refresh_from_db()
    assert (delivery.address, delivery.due_on, delivery.phone) == ("2 Lake Road", tomorrow, "")
    assert (delivery.courier, delivery.received_by) == ("Sule", "Her sister")
    kinds = ["planned", "changed", "out", "failed", "delivered"]
    assert list(delivery.steps.values_list("kind", flat=True)) == kinds


def test_a_refusal_stays_in_the_dialog(till: Till, jeans: Product, cashier: Client) -> None:
    receipt = sell(till, (jeans, 1))

    told = press(cashier, receipt, "plan_delivery", kind="delivery", address="")

    assert "Type where the goods shall be brought." in told
    assert not Delivery.objects.exists()


def test_the_customer_is_told_with_the_text_proposed(cashier: Client, delivery: Delivery) -> None:
    proposed = cashier.get(page_of(delivery, "tell_by_mail")).content.decode()
    told = {"recipient": "ngozi@example.com", "message": "It comes at five."}

    assert "ngozi@example.com" in proposed
    assert "Hello Ngozi Eze" in proposed
    assert press(cashier, delivery, "tell_by_mail", **told) == ""
    assert OutgoingMail.objects.get().body == "It comes at five.\n"
    link = cashier.post(page_of(delivery, "tell_by_whatsapp"), {"_form_submitted": "on"}).headers["HX-Redirect"]
    assert link.startswith("https://wa.me/2348031234567?text=Hello%20Ngozi")


def test_the_note_is_printed_and_shown(cashier: Client, delivery: Delivery) -> None:
    assert press(cashier, delivery, "print_note") == ""

    assert PrintJob.objects.get(task=Task.DELIVERY).title == f"Delivery note {delivery.number}"
    assert cashier.get(page_of(delivery, "open_note")).content.startswith(b"%PDF-")


# The round and the door.


def test_the_round_shows_what_is_to_be_done_today(cashier: Client, delivery: Delivery) -> None:
    page = cashier.get(ROUND).content.decode()

    for said in ("1 still to be done", "1 Lake Road", 'href="tel:08031234567"', "Collect ₦4,500.00", door(delivery)):
        assert said in page, said
    assert cashier.get(f"{ROUND}?sheet=1").content.startswith(b"%PDF-")
    assert "Nothing is to be brought" in cashier.get(f"{ROUND}?day=2020-01-01").content.decode()
    assert cashier.get(f"{ROUND}?day=yesterday&shop=x").status_code == 200


def test_the_round_asks_as_often_for_three_as_for_one(
    cashier: Client, till: Till, jeans: Product, delivery: Delivery
) -> None:
    cashier.get(ROUND)
    with CaptureQueriesContext(connection) as one:
        cashier.get(ROUND)
    for _time in range(2):
        delivered_later(till, jeans, customer_id=make_customer().pk)

    with CaptureQueriesContext(connection) as three:
        cashier.get(ROUND)

    assert len(three) == len(one)


def test_at_the_door_it_is_signed_and_photographed(cashier: Client, delivery: Delivery) -> None:
    filled = {"deliver": "", "received_by": "Ngozi", "signature": drawn(), "photo": photo()}

    answer = cashier.post(door(delivery), filled, follow=True)

    assert f"{delivery.number} is delivered." in answer.content.decode()
    step = DeliveryStep.objects.get()
    for what, kind in (("photo", "image/jpeg"), ("signature", "image/png")):
        shown = cashier.get(reverse("admin:sales_delivery_proof", args=[delivery.pk, step.pk, what]))
        assert (shown.status_code, shown.headers["Content-Type"]) == (200, kind)
        assert "no-store" in shown.headers["Cache-Control"]
    page = cashier.get(page_of(delivery, "change")).content.decode()
    assert f"/steps/{step.pk}/signature/" in page
    assert "received by Ngozi" in page


def test_what_is_no_picture_is_refused_and_what_was_typed_stays(cashier: Client, delivery: Delivery) -> None:
    answer = cashier.post(door(delivery), {"deliver": "", "received_by": "Her sister", "signature": "rubbish"})

    assert "let it be drawn once more" in answer.content.decode()
    assert 'value="Her sister"' in answer.content.decode()
    assert not DeliveryStep.objects.exists()


def test_the_door_sends_out_and_takes_a_failure(cashier: Client, delivery: Delivery) -> None:
    tomorrow = clock.today() + timedelta(days=1)

    cashier.post(door(delivery), {"out": "", "courier": "Bola"})
    cashier.post(door(delivery), {"fail": "", "why": "Nobody was there", "due_on": tomorrow.isoformat()})

    delivery.refresh_from_db()
    assert (delivery.courier, delivery.out_at, delivery.due_on) == ("Bola", None, tomorrow)


def test_the_door_of_a_void_sale_sends_the_goods_back(boss: Client, delivery: Delivery, till: Till) -> None:
    voids.void(Receipt.objects.get(), by=Actor.system(), reason="Wrong size")

    assert "bring the goods back to the shop" in boss.get(door(delivery)).content.decode()
    assert "is void" in boss.post(door(delivery), {"deliver": ""}, follow=True).content.decode()


# The list.


def test_the_list_has_its_figures_and_finds_by_state(boss: Client, till: Till, jeans: Product) -> None:
    late, done = delivered_later(till, jeans), delivered_later(till, jeans)
    Delivery.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=3), out_at=clock.now())
    deliveries.mark_delivered(done, by=till.actor)

    def found(state: str) -> list[int]:
        return [row.pk for row in boss.get(LIST, {"state": state}).context_data["cl"].result_list]

    assert [found(state) for state in ("open", "late", "out", "done", "void")] == [
        *([late.pk], [late.pk], [late.pk], [done.pk], [])
    ]
    figures = boss.get(LIST).context_data["figures"]
    assert (figures.overdue, figures.delivered, figures.cities) == (1, 1, [("Abuja", 2, 1)])


def test_a_delivery_is_found_by_its_number(boss: Client, delivery: Delivery) -> None:
    assert boss.get("/find/", {"code": delivery.number}).headers["Location"] == page_of(delivery, "change")


# Who may.


def test_only_who_decides_takes_a_mark_back(cashier: Client, boss: Client, till: Till, delivery: Delivery) -> None:
    deliveries.mark_delivered(delivery, by=till.actor)

    assert cashier.post(page_of(delivery, "reopen"), {"_form_submitted": "on", "reason": "No"}).status_code == 403
    assert press(boss, delivery, "reopen", reason="The wrong house") == ""

    delivery.refresh_from_db()
    assert delivery.delivered_at is None


def test_who_may_only_look_does_nothing(till: Till, delivery: Delivery) -> None:
    looker = make_user(till.shop)
    looker.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    browser = signed_in(looker)

    page = browser.get(ROUND).content.decode()
    browser.post(door(delivery), {"deliver": ""})

    assert "•••" in page
    assert "1 Lake Road" not in page
    assert door(delivery) not in page
    assert browser.post(page_of(delivery, "deliver"), {"_form_submitted": "on"}).status_code == 403
    assert browser.get(page_of(delivery, "open_note")).status_code == 403
    assert not DeliveryStep.objects.exists()


def test_proofs_are_for_those_who_see_where_people_live(till: Till, delivery: Delivery, cashier: Client) -> None:
    cashier.post(door(delivery), {"deliver": "", "signature": drawn()})
    looker = make_user(till.shop)
    looker.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    address = reverse("admin:sales_delivery_proof", args=[delivery.pk, DeliveryStep.objects.get().pk, "signature"])

    assert signed_in(looker).get(address).status_code == 404
    assert cashier.get(address.replace("/signature/", "/note/")).status_code == 404
    assert cashier.get(address.replace("/signature/", "/photo/")).status_code == 404


def test_another_shop_and_a_stranger_see_nothing(delivery: Delivery) -> None:
    lagos = signed_in(make_manager(make_till(code="LA1", city="Lagos", name="Lekki").shop))

    assert lagos.get(door(delivery)).status_code == 404
    assert lagos.post(page_of(delivery, "deliver"), {"_form_submitted": "on"}).status_code == 403
    assert "1 Lake Road" not in lagos.get(ROUND, {"shop": delivery.receipt.shop_id}).content.decode()
    assert Client().get(ROUND).status_code == 302
    assert Client().post(door(delivery), {"deliver": ""}).status_code == 302
    assert not DeliveryStep.objects.exists()


def test_the_preset_of_a_cashier_delivers_and_that_of_a_manager_decides(till: Till) -> None:
    make_cashier(till.shop)

    def rights(key: str) -> set[str]:
        codes = presets.role_of(key).permissions.filter(codename__endswith="_delivery")
        return set(codes.values_list("codename", flat=True))

    assert rights("cashier") >= {"view_delivery", "add_delivery", "change_delivery"}
    assert "reopen_delivery" not in rights("cashier")
    assert "reopen_delivery" in rights("manager")


def test_the_badge_counts_what_is_overdue_within_reach_in_one_query(till: Till, jeans: Product, boss: Client) -> None:
    late, today, done, void = (delivered_later(till, jeans) for _row in range(4))
    yesterday = clock.today() - timedelta(days=1)
    Delivery.objects.exclude(pk=today.pk).update(due_on=yesterday)
    Delivery.objects.filter(pk=today.pk).update(due_on=clock.today())
    Delivery.objects.filter(pk=done.pk).update(delivered_at=clock.now())
    voids.void(void.receipt, by=actor_at(till.register, make_md(till.shop)), reason="Wrong size")
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    request = RequestFactory().get("/admin/")

    request.user = make_cashier(till.shop)
    badges.overdue_deliveries(request)
    with CaptureQueriesContext(connection) as asked:
        assert badges.overdue_deliveries(request) == 1
    request.user = make_cashier(other.shop)
    assert badges.overdue_deliveries(request) == 0
    assert len(asked) == 1
    page = boss.get("/admin/")
    links = {link["title"]: link for group in page.context["sidebar_navigation"] for link in group["items"]}
    assert links["Deliveries"]["badge"] == 1
    assert "1 delivery is overdue." in page.content.decode()
    assert late.number in boss.get(LIST, {"state": "late"}).content.decode()
