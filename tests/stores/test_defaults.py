"""What a shop begins with, and never gets twice."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from apps.core.actor import Actor
from apps.stores import payment_methods, taxes
from apps.stores.models import PaymentMethod, TaxRate

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def test_the_usual_payment_methods_are_added_in_their_order() -> None:
    payment_methods.sync(SYSTEM)

    assert list(PaymentMethod.objects.values_list("name", "kind", "is_active")) == [
        ("Cash", "cash", True),
        ("Card Payment", "card", True),
        ("POS Terminal", "terminal", True),
        ("Bank Transfer", "transfer", True),
        ("Mobile Money", "mobile", True),
        ("Bank Deposit", "bank_deposit", True),
        ("Cheque", "cheque", True),
        ("Store Credit", "credit", True),
        ("Deposit", "deposit", True),
        ("Exchange", "exchange", True),
    ]


def test_a_renamed_method_is_not_added_again() -> None:
    payment_methods.sync(SYSTEM)
    PaymentMethod.objects.filter(key="cash").update(name="Naira notes", is_active=False)

    assert payment_methods.sync(SYSTEM) == []
    assert PaymentMethod.objects.get(key="cash").name == "Naira notes"


def test_a_missing_method_comes_back_alone() -> None:
    payment_methods.sync(SYSTEM)
    PaymentMethod.objects.get(key="cheque").delete()

    assert [method.name for method in payment_methods.sync(SYSTEM)] == ["Cheque"]


def test_vat_is_the_tax_to_begin_with() -> None:
    taxes.sync(SYSTEM)

    assert list(TaxRate.objects.values_list("name", "rate", "is_inclusive")) == [("VAT", Decimal("7.5"), True)]


def test_a_company_that_has_taxes_keeps_them() -> None:
    taxes.add("Levy", Decimal(2), by=SYSTEM)

    assert taxes.sync(SYSTEM) == []


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sync_payment_methods")
    call_command("sync_payment_methods")

    assert capsys.readouterr().out.splitlines() == [
        "Added: Cash, Card Payment, POS Terminal, Bank Transfer, Mobile Money, Bank Deposit, Cheque, Store Credit,"
        " Deposit, Exchange.",
        "Every payment method is there already.",
    ]
