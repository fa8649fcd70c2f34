"""What migrations of the customers made of rows that were there before."""

from importlib import import_module

import pytest
from django.apps import apps

from apps.core.actor import Actor
from apps.customers import people
from apps.customers.models import Consent, Customer
from tests.factories.customers import make_customer

pytestmark = pytest.mark.django_db


def test_who_was_frequent_was_called_so_by_hand_and_consents_began_with_the_version_that_says_so() -> None:
    ada, bola = make_customer(is_frequent=True), make_customer()
    people.change(bola, may_be_mailed=True, by=Actor.system())
    Customer.objects.update(frequent_by_hand="")
    Consent.objects.all().delete()

    import_module("apps.customers.migrations.0003_consents_and_merges").keep_what_was_said(apps, None)

    ada.refresh_from_db()
    assert (ada.is_frequent, ada.frequent_by_hand) == (True, "yes")
    consent = Consent.objects.get()
    assert (consent.customer, consent.channel, consent.is_given) == (bola, "may_be_mailed", True)
    assert consent.at == bola.history.latest().history_date
