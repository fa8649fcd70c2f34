"""A receipt for who gets the present: the same goods, the number to exchange them by, and no amount at all."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import InvalidInput
from apps.printing.models import PrintJob, Task
from apps.sales import gift_receipts, voids
from apps.sales.models import Receipt, ReceiptLine
from apps.sales.refusals import AlreadyVoid
from tests.factories.sales import Till, make_customer, sell
from tests.factories.users import make_md, signed_in
from tests.sales.conftest import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
AMOUNT = re.compile(r"₦|NGN|\d+[.,]\d{2}\b|\d,\d{3}")


def texts(value: Any) -> list[str]:
    """Every text of a document but its pictures."""
    if isinstance(value, str):
        return [value]
    rows = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for row in rows for text in texts(row)]


def page_of(receipt: Receipt, act: str) -> str:
    return reverse(f"admin:sales_receipt_{act}", args=[receipt.pk])


def printed(receipt: Receipt, till: Till) -> list[str]:
    job = gift_receipts.print_for(receipt, by=till.actor)
    return texts(json.loads(PrintJob.objects.get(pk=job.pk).document))


def test_it_holds_the_goods_and_the_number_and_no_amount(till: Till, jeans: Product) -> None:
    customer = make_customer("Ngozi Eze")
    receipt = sell(
        *(till, (jeans, 3)),
        customer_id=customer.pk,
        paid={"cash": "50000.00"},
        delivery={"kind": "delivery", "address": "1 Lake Road", "fee": "1500.00"},
        total="75000.00",
    )

    words = printed(receipt, till)

    assert [text for text in words if AMOUNT.search(text)] == []
    for said in ("GIFT RECEIPT", receipt.number, jeans.name, "× 3"):
        assert any(said in text for text in words), said
    assert not any(hidden in text for text in words for hidden in ("Ngozi", "Lake Road", "/r/"))
    entry = AuditEntry.objects.get(act="sales.print_gift_receipt")
    assert (entry.subject_name, PrintJob.objects.latest("pk").task) == (receipt.number, Task.RECEIPT)


def test_a_whole_gift_has_one_too(till: Till, jeans: Product) -> None:
    till.cashier.user_permissions.add(Permission.objects.get(codename="give_gift"))
    receipt = sell(till, (jeans, 1), gift_reason="Opening day", total="0.00", paid={})

    assert receipt.kind == Receipt.Kind.GIFT
    assert [text for text in printed(receipt, till) if AMOUNT.search(text)] == []


def test_what_came_back_is_not_on_it(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 3))
    ReceiptLine.objects.filter(receipt=receipt).update(claimed=1, returned=1)
    assert "× 2" in printed(receipt, till)

    ReceiptLine.objects.filter(receipt=receipt).update(claimed=3, returned=3)
    with refused(InvalidInput):
        gift_receipts.print_for(receipt, by=till.actor)


def test_a_void_sale_has_none(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1))
    voids.void(receipt, by=Actor.system(), reason="Wrong size")

    with refused(AlreadyVoid):
        gift_receipts.print_for(receipt, by=till.actor)


def test_the_page_of_the_receipt_prints_and_shows_it(till: Till, jeans: Product) -> None:
    receipt, boss = sell(till, (jeans, 1)), signed_in(make_md(till.shop))

    answer = boss.post(page_of(receipt, "print_gift_receipt"), {"_form_submitted": "on"})
    paper = boss.get(page_of(receipt, "open_gift_receipt"))

    assert "HX-Redirect" in answer
    assert PrintJob.objects.filter(title=f"Gift receipt without prices {receipt.number}").count() == 1
    assert paper.content.startswith(b"%PDF-")


def test_a_stranger_gets_no_gift_receipt(till: Till, jeans: Product) -> None:
    receipt = sell(till, (jeans, 1))

    answer = Client().post(page_of(receipt, "print_gift_receipt"), {"_form_submitted": "on"})

    assert answer.status_code == 302
    assert not PrintJob.objects.filter(title__startswith="Gift receipt without").exists()
