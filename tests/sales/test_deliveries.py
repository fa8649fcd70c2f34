"""Goods that are brought or collected: arranged, changed, sent out, tried in vain, handed over with a proof."""

import json
from base64 import b64encode
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.pictures import InvalidPicture
from apps.core.refusals import InvalidInput
from apps.mail.models import OutgoingMail
from apps.office import forgetting
from apps.printing.models import PrintJob, Task
from apps.sales import (
    deliveries,
    delivery_news,
    delivery_papers,
    delivery_plans,
    delivery_proofs,
    delivery_queries,
    integrity,
    voids,
)
from apps.sales.deliveries import Handed
from apps.sales.delivery_plans import Plan
from apps.sales.models import Delivery, DeliveryStep, Receipt
from apps.sales.refusals import AlreadyDelivered, AlreadyVoid, DeliveryExists, NotDelivered
from apps.users.reach import BeyondReach
from tests.factories.sales import Till, make_customer, make_till, sell
from tests.sales.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
BROUGHT = {"kind": "delivery", "address": "1 Lake Road", "phone": "0803 123 4567", "courier": "Sule", "note": "Gate 2"}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def delivered_later(till: Till, product: Product, **changes: Any) -> Delivery:
    receipt = sell(till, (product, 1), delivery=BROUGHT | changes.pop("delivery", {}), **changes)
    return Delivery.objects.get(receipt=receipt)


def steps_of(delivery: Delivery) -> list[tuple[str, str]]:
    return list(delivery.steps.values_list("kind", "note"))


def facts_of(act: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(AuditEntry.objects.get(act=act).facts)
    return facts


def photo(*, with_place: bool = False) -> BytesIO:
    exif = Image.Exif()
    if with_place:
        exif[0x010F] = "Nexus Camera"
    file = BytesIO()
    Image.new("RGB", (64, 48), "red").save(file, "JPEG", exif=exif)
    return BytesIO(file.getvalue())


def drawn(*, is_blank: bool = False) -> str:
    canvas = Image.new("RGBA", (80, 30), (0, 0, 0, 0))
    if not is_blank:
        canvas.paste((0, 0, 0, 255), (10, 10, 40, 14))
    file = BytesIO()
    canvas.save(file, "PNG")
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"


# Arranged after the sale.


def test_a_sale_is_delivered_after_all_to_the_customers_own_address(till: Till, jeans: Product) -> None:
    customer = make_customer(phone="+2348031234567", address="7 Heron Lane")
    receipt = sell(till, (jeans, 2), customer_id=customer.pk)

    delivery = delivery_plans.plan(receipt, Plan("delivery", due_on=clock.today()), by=till.actor)

    assert (delivery.number, delivery.address, delivery.phone) == ("DLV-202603-001", "7 Heron Lane", "+2348031234567")
    assert (delivery.state, steps_of(delivery)) == (Delivery.State.PENDING, [("planned", "")])
    receipt.refresh_from_db()
    assert receipt.delivery_fee == Decimal("0.00")
    assert facts_of("sales.plan_delivery")["receipt"] == receipt.number


def test_a_second_delivery_is_refused(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans)

    with refused(DeliveryExists) as told:
        delivery_plans.plan(delivery.receipt, Plan("pickup"), by=till.actor)

    assert "change that one" in told[0].sentence


@pytest.mark.parametrize(
    "wish", [Plan("delivery"), Plan("by drone"), Plan("pickup", due_on=date(2020, 1, 1))], ids=["where", "how", "when"]
)
def test_what_nobody_could_carry_out_is_refused(till: Till, jeans: Product, wish: Plan) -> None:
    receipt = sell(till, (jeans, 1))

    with refused(InvalidInput):
        delivery_plans.plan(receipt, wish, by=till.actor)


def test_a_void_sale_is_neither_arranged_nor_delivered(till: Till, jeans: Product) -> None:
    receipt, delivery = sell(till, (jeans, 1)), delivered_later(till, jeans)
    for row in (receipt, delivery.receipt):
        _void(row)

    with refused(AlreadyVoid):
        delivery_plans.plan(receipt, Plan("pickup"), by=till.actor)
    for act in (deliveries.send_out, deliveries.mark_delivered):
        with refused(AlreadyVoid):
            act(delivery, by=till.actor)


def test_another_shop_is_refused(till: Till, jeans: Product) -> None:
    lagos = make_till(code="LA1", city="Lagos", name="Lekki")
    receipt, delivery = sell(till, (jeans, 1)), delivered_later(till, jeans)

    with refused(BeyondReach):
        delivery_plans.plan(receipt, Plan("pickup"), by=lagos.actor)
    with refused(BeyondReach):
        deliveries.mark_delivered(delivery, by=lagos.actor)


# Changed while it waits.


def test_a_change_keeps_before_and_after_and_tells_no_address_in_its_steps(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans)
    day = clock.today() + timedelta(days=2)

    delivery_plans.change(delivery, by=till.actor, reason="Moved", address="9 Palm Close", due_on=day, courier="Sule")

    assert (delivery.address, delivery.due_on) == ("9 Palm Close", day)
    [(kind, note)] = steps_of(delivery)
    assert (kind, "9 Palm Close" in note, "Moved" in note) == ("changed", False, True)
    facts = facts_of("sales.change_delivery")
    assert facts["changes"] == {"due_on": {"before": "", "after": str(day)}}
    assert "Lake Road" not in json.dumps(facts)


def test_a_change_to_the_same_writes_nothing(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans)

    delivery_plans.change(delivery, by=till.actor, reason="Nothing", courier="Sule")

    assert steps_of(delivery) == []


def test_what_was_delivered_is_not_changed(till: Till, jeans: Product) -> None:
    delivery = deliveries.mark_delivered(delivered_later(till, jeans), by=till.actor)

    with refused(AlreadyDelivered):
        delivery_plans.change(delivery, by=till.actor, reason="Late", address="2 Other Street")


# On the way, in vain, delivered, not after all.


def test_it_goes_out_comes_back_and_is_delivered_at_last(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans)
    tomorrow = clock.today() + timedelta(days=1)

    deliveries.send_out(delivery, by=till.actor, courier="Bola")
    on_the_way = delivery.state
    deliveries.fail(delivery, by=till.actor, note="Nobody was there", due_on=tomorrow)
    waiting = (delivery.state, delivery.due_on)
    deliveries.send_out(delivery, by=till.actor)
    deliveries.mark_delivered(delivery, by=till.actor, handed=Handed("Her sister", "Left at the gate"))

    assert (on_the_way, waiting) == (Delivery.State.OUT, (Delivery.State.PENDING, tomorrow))
    assert (delivery.state, delivery.received_by, delivery.courier) == (Delivery.State.DELIVERED, "Her sister", "Bola")
    told = [("out", "Bola"), ("failed", "Nobody was there"), ("out", "Bola"), ("delivered", "Left at the gate")]
    assert steps_of(delivery) == told


def test_who_is_second_is_told_who_was_first(till: Till, jeans: Product) -> None:
    delivery = deliveries.mark_delivered(delivered_later(till, jeans), by=till.actor)

    for act in (deliveries.mark_delivered, deliveries.send_out):
        with refused(AlreadyDelivered) as told:
            act(Delivery.objects.get(), by=till.actor)
        assert "Cashier-Ab1" in told[0].sentence
    with refused(AlreadyDelivered):
        deliveries.fail(delivery, by=till.actor, note="Nobody")


def test_a_failure_says_what_happened_and_a_day_that_comes(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans)

    with refused(InvalidInput):
        deliveries.fail(delivery, by=till.actor, note=" ")
    with refused(InvalidInput):
        deliveries.fail(delivery, by=till.actor, note="Nobody", due_on=date(2020, 1, 1))


def test_what_is_collected_or_gone_does_not_go_out(till: Till, jeans: Product) -> None:
    collected, gone = delivered_later(till, jeans, delivery={"kind": "pickup"}), delivered_later(till, jeans)
    deliveries.send_out(gone, by=till.actor)

    for delivery in (collected, gone):
        with refused(InvalidInput):
            deliveries.send_out(delivery, by=till.actor)


def test_not_delivered_after_all_keeps_who_had_marked_it(till: Till, jeans: Product) -> None:
    handed = Handed("Ngozi", proof=delivery_proofs.proof_of(Delivery(number="DLV-1"), photo(), drawn()))
    delivery = deliveries.mark_delivered(delivered_later(till, jeans), by=till.actor, handed=handed)

    deliveries.reopen(delivery, by=till.actor, reason="The wrong house")

    assert (delivery.state, delivery.received_by, delivery.delivered_by_name) == (Delivery.State.PENDING, "", "")
    assert steps_of(delivery) == [("delivered", ""), ("reopened", "The wrong house")]
    assert delivery.steps.get(kind="delivered").signature
    with refused(NotDelivered):
        deliveries.reopen(delivery, by=till.actor, reason="Again")


def test_the_check_of_the_books_finds_a_delivery_that_its_steps_deny(till: Till, jeans: Product) -> None:
    delivery = deliveries.mark_delivered(delivered_later(till, jeans), by=till.actor)
    assert integrity.problems() == []

    Delivery.objects.filter(pk=delivery.pk).update(delivered_at=None)

    assert integrity.problems() == [f"{delivery.number}: it is pending, its last step says otherwise"]


# What proves it.


def test_a_proof_is_drawn_anew_without_what_the_camera_wrote(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans)
    proof = delivery_proofs.proof_of(delivery, photo(with_place=True), drawn())

    deliveries.mark_delivered(delivery, by=till.actor, handed=Handed(proof=proof))

    step = delivery.steps.get()
    with step.photo.open() as front, step.signature.open() as back:
        kept, signed = Image.open(BytesIO(front.read())), Image.open(BytesIO(back.read()))
        assert (kept.format, dict(kept.getexif()), signed.format) == ("JPEG", {}, "PNG")
    assert step.photo.name.startswith("deliveries/")


def test_nothing_drawn_is_no_signature_and_rubbish_is_refused(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans)

    assert delivery_proofs.proof_of(delivery, None, drawn(is_blank=True)).signature is None
    for rubbish in ("hello", "data:image/png;base64,%%%", "data:image/png;base64,aGVsbG8="):
        with pytest.raises(InvalidPicture):
            delivery_proofs.proof_of(delivery, None, rubbish)
    with pytest.raises(InvalidPicture):
        delivery_proofs.proof_of(delivery, BytesIO(b"GIF89a no picture"), "")


def test_who_is_forgotten_leaves_no_picture_and_no_word(
    till: Till, jeans: Product, django_capture_on_commit_callbacks: Any
) -> None:
    customer = make_customer("Ngozi Eze", phone="+2348031234567")
    delivery = delivered_later(till, jeans, customer_id=customer.pk)
    proof = delivery_proofs.proof_of(delivery, photo(), drawn())
    deliveries.mark_delivered(delivery, by=till.actor, handed=Handed("Ngozi Eze", "For Ngozi Eze", proof))
    delivery_papers.print_note(delivery, by=till.actor)
    kept = delivery.steps.get().photo.name

    with django_capture_on_commit_callbacks(execute=True):
        forgetting.forget(customer, by=Actor.system())

    delivery.refresh_from_db()
    step = delivery.steps.get()
    assert (delivery.address, delivery.received_by, step.photo.name, step.signature.name) == ("", "", "", "")
    assert ("Ngozi" in step.note, default_storage.exists(kept)) == (False, False)
    assert "Lake Road" not in PrintJob.objects.get(task=Task.DELIVERY).document


# The day, the papers, the figures.


def test_the_day_holds_what_is_late_what_has_no_day_and_what_was_done(till: Till, jeans: Product) -> None:
    today = clock.today()
    late, free, later = (delivered_later(till, jeans) for _time in range(3))
    done = deliveries.mark_delivered(delivered_later(till, jeans), by=till.actor)
    Delivery.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1))
    Delivery.objects.filter(pk=later.pk).update(due_on=today + timedelta(days=1))
    _void(delivered_later(till, jeans).receipt)

    def of(day: date) -> list[int]:
        return [row.pk for row in delivery_queries.of_day(till.shop, day, today=today)]

    assert of(today) == [late.pk, free.pk, done.pk]
    assert of(today + timedelta(days=1)) == [later.pk]


def test_the_figures_of_a_list(till: Till, jeans: Product) -> None:
    today = clock.today()
    late, done = (delivered_later(till, jeans, delivery={"fee": "1500.00"}, total="26000.00") for _time in range(2))
    Delivery.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1), out_at=clock.now())
    with clock.at(clock.now() + timedelta(hours=26)):
        deliveries.mark_delivered(done, by=till.actor)
    _void(delivered_later(till, jeans).receipt)

    told = delivery_queries.figures(Delivery.objects.order_by("-pk"), today=today)

    assert (told.pending, told.on_the_way, told.overdue, told.delivered) == (0, 1, 1, 1)
    assert (told.fees, told.median_hours, told.cities) == (Decimal("3000.00"), 26, [("Abuja", 2, 1)])


def test_the_note_says_where_and_what_and_what_to_collect_but_no_prices(till: Till, jeans: Product) -> None:
    customer = make_customer()
    delivery = delivered_later(till, jeans, customer_id=customer.pk, paid={"cash": "20000.00"})

    job = delivery_papers.print_note(delivery, by=till.actor)

    assert (job.task, job.title) == (Task.DELIVERY, f"Delivery note {delivery.number}")
    for word in ("1 Lake Road", "0803 123 4567", "Gate 2", jeans.name, delivery.number, "4,500.00"):
        assert word in job.document, word
    assert "24,500" not in job.document


def test_the_sheet_hides_where_people_live_from_who_may_not_know(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans)

    seen, hidden = (delivery_papers.stop_of(delivery, sees_contacts=sees) for sees in (True, False))

    assert (seen.address, seen.phone) == ("1 Lake Road", "0803 123 4567")
    assert (hidden.address, "1234567" in hidden.phone.replace(" ", "")) == ("•••", False)
    rows = delivery_queries.of_day(till.shop, clock.today(), today=clock.today())
    assert [row.pieces for row in rows] == [1]
    content = delivery_papers.sheet_pdf(till.shop, clock.today(), rows, sees_contacts=True)
    assert content.startswith(b"%PDF-")


# The customer is told.


def test_the_news_follow_the_goods(till: Till, jeans: Product) -> None:
    customer = make_customer("Ngozi Eze")
    delivery = delivered_later(till, jeans, customer_id=customer.pk, paid={"cash": "20000.00"})

    soon = delivery_news.news_of(delivery)
    deliveries.send_out(delivery, by=till.actor)
    out = delivery_news.news_of(delivery)
    deliveries.mark_delivered(delivery, by=till.actor)

    for said in ("Hello Ngozi Eze", "will bring it soon", "₦4,500.00 is still to pay"):
        assert said in soon
    assert "is on its way to you. Sule brings it." in out
    assert "was delivered. Thank you" in delivery_news.news_of(delivery)


def test_telling_queues_a_mail_or_opens_whatsapp_and_is_written_down(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans)

    delivery_news.by_mail(delivery, "ngozi@example.com", by=till.actor)
    link = delivery_news.by_whatsapp(delivery, by=till.actor)

    mail = OutgoingMail.objects.get()
    assert (mail.document, mail.shop, delivery.number in mail.subject) == (delivery.number, till.shop, True)
    assert link.startswith("https://wa.me/2348031234567?text=Hello")
    assert steps_of(delivery) == [("told", "by mail"), ("told", "by WhatsApp")]


def test_whatsapp_without_a_phone_is_refused(till: Till, jeans: Product) -> None:
    delivery = delivered_later(till, jeans, delivery={"phone": "none"})

    with refused(InvalidInput):
        delivery_news.by_whatsapp(delivery, by=till.actor)

    assert DeliveryStep.objects.count() == 0


def _void(receipt: Receipt) -> None:
    voids.void(receipt, by=Actor.system(), reason="Wrong size")
