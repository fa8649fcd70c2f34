"""What is known of customers is proved from its own rows."""

import pytest

from apps.core import clock
from apps.core.actor import Actor
from apps.customers import people
from apps.customers.integrity import findings
from apps.customers.models import Consent, Customer, MergedCustomer
from apps.office import forgetting, merging
from tests.factories.customers import make_customer

pytestmark = pytest.mark.django_db
BY = Actor.system()


def test_nothing_is_found_after_all_that_is_done_with_customers() -> None:
    ada, twin, gone = make_customer(may_be_mailed=True), make_customer(may_be_messaged=True), make_customer()
    people.change(ada, may_be_mailed=False, by=BY)
    merging.merge(ada.pk, twin.pk, taking=["phone"], by=BY)
    forgetting.forget(gone, by=BY)

    assert findings() == []


def test_what_does_not_fit_is_told() -> None:
    ada, merged, gone = make_customer(may_be_mailed=True), make_customer(), make_customer()
    Consent.objects.all().delete()
    MergedCustomer.objects.create(old_key=merged.pk, customer=ada, at=clock.now(), by_name="")
    Customer.objects.filter(pk=gone.pk).update(forgotten_at=clock.now())

    assert findings() == [
        f"Customer {ada.pk}: nobody wrote down when they agreed to mail.",
        f"Customer {merged.pk} was merged, and is still here.",
        f"Customer {gone.pk} was forgotten, and something is known of them.",
    ]
