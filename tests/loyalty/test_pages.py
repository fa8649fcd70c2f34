"""Loyalty in the back office: settings, tiers, who takes part, every point's story, and adjusting by those who may."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps.core.actor import Actor
from apps.core.models import Change
from apps.loyalty import ledger
from apps.loyalty.ledger import Told
from apps.loyalty.models import Account, PointEntry, Programme, Tier
from apps.stores.models import Shop
from tests.factories.customers import make_customer
from tests.factories.loyalty import make_account, make_programme, make_tiers
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
ACCOUNTS, ENTRIES = "/admin/loyalty/account/", "/admin/loyalty/pointentry/"
PROGRAMME, TIERS = "/admin/loyalty/programme/1/change/", "/admin/loyalty/tier/"
DIALOG = {"_form_submitted": "on"}


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    make_programme()
    make_tiers()
    return signed_in(make_md(shop))


def settings(**changes: Any) -> dict[str, Any]:
    """The form of the programme."""
    fields = {
        "is_active": "on", "earns_by": "spend", "unit": "1,000", "rate": "10", "points_per_purchase": "10",
        "point_value": "1", "least_points": "100", "most_percent": "50", "expiry_months": "12", "change_reason": "",
    }  # fmt: skip
    return fields | changes


def adjusted(browser: Client, account: Account, points: object, reason: str = "Birthday") -> Any:
    address = f"{ACCOUNTS}{account.pk}/adjust-points/"
    return browser.post(address, DIALOG | {"points": points, "reason": reason}, headers={"HX-Request": "true"})


def test_the_programme_is_one_page_with_a_history_and_tills_hear_of_a_change(md: Client) -> None:
    Change.objects.all().delete()

    answer = md.post(PROGRAMME, settings(point_value="0.50", change_reason="Cheaper points"), follow=True)

    assert answer.status_code == 200
    assert Programme.objects.get().point_value == Decimal("0.50")
    assert Change.objects.filter(kind="settings", key="loyalty").exists()
    assert "Cheaper points" in md.get("/admin/loyalty/programme/1/history/").content.decode()
    assert md.get("/admin/loyalty/programme/")["Location"] == PROGRAMME


@pytest.mark.parametrize(
    "changes", [{"unit": "0"}, {"point_value": "0"}, {"most_percent": "101"}, {"rate": "-1"}, {"expiry_months": "-1"}]
)
def test_settings_that_make_no_sense_are_refused(md: Client, changes: dict[str, str]) -> None:
    before = Programme.objects.values().get()

    assert md.post(PROGRAMME, settings(**changes)).status_code == 200

    assert Programme.objects.values().get() == before


def test_a_tier_with_customers_is_not_deleted_an_empty_one_is(md: Client) -> None:
    account = make_account(tier="Gold")
    gold, silver = account.tier, Tier.objects.get(name="Silver")

    assert gold is not None
    assert md.post(f"{TIERS}{gold.pk}/delete/", {"post": "yes"}).status_code == 403
    assert md.post(f"{TIERS}{silver.pk}/delete/", {"post": "yes"}).status_code == 302

    assert set(Tier.objects.values_list("name", flat=True)) == {"Bronze", "Gold", "Platinum"}


def test_two_tiers_do_not_begin_at_the_same_spend(md: Client) -> None:
    answer = md.post(f"{TIERS}add/", {"name": "Diamond", "least_spend": "200,000", "multiplier": "3"})

    assert "Another tier begins at this spend." in answer.content.decode()
    assert Tier.objects.filter(name="Diamond").count() == 0


def test_a_customer_is_enrolled_at_their_page(md: Client) -> None:
    customer = make_customer(name="Ngozi Eze")

    answer = md.post(f"{ACCOUNTS}add/", {"customer": customer.pk}, follow=True)
    again = md.post(f"{ACCOUNTS}add/", {"customer": customer.pk})

    page = answer.content.decode()
    assert ("Ngozi Eze takes part now." in page, "points to spend" in page) == (True, True)
    assert again.status_code == 200
    assert Account.objects.count() == 1


def test_nobody_is_enrolled_while_no_programme_runs(md: Client) -> None:
    make_programme(is_active=False)

    answer = md.post(f"{ACCOUNTS}add/", {"customer": make_customer().pk})

    assert "does not run" in answer.content.decode()
    assert Account.objects.count() == 0


def test_an_account_shows_where_its_customer_stands_and_every_entry(md: Client) -> None:
    account = make_account(1500, tier="Silver")
    ledger.take(account.pk, 400, kind=PointEntry.Kind.REDEEM).write(Told("RCP-7"), by=Actor.system("Amaka"))

    page = md.get(f"{ACCOUNTS}{account.pk}/change/").content.decode()
    listed = md.get(f"{ENTRIES}?account__id__exact={account.pk}").content.decode()

    for told in ("1,100", "worth ₦1,100.00", "earns × 1.25", "₦500,000.00 to Gold", "RCP-7", "−400"):
        assert told in page
    assert ("−400" in listed, "+1,500" in listed) == (True, True)


def test_points_are_adjusted_in_a_dialog(md: Client) -> None:
    account = make_account(100)

    given = adjusted(md, account, 50)
    refused = adjusted(md, account, -151)

    account.refresh_from_db()
    assert (given.status_code, account.points) == (200, 150)
    assert "has only 150 points to spend" in refused.content.decode()
    assert PointEntry.objects.latest("pk").note == "Birthday"


@pytest.mark.parametrize("role", ["manager", "cashier", "user"])
def test_only_who_may_adjust_is_offered_it(shop: Shop, role: str) -> None:
    account = make_account(100)
    browser = signed_in(make_user(shop, role=role))

    page = browser.get(f"{ACCOUNTS}{account.pk}/change/")
    answer = adjusted(browser, account, 50)

    account.refresh_from_db()
    assert "Adjust points" not in page.content.decode()
    assert (answer.status_code in (302, 403), account.points) == (True, 100)


def test_cashiers_see_and_enrol_but_do_not_configure(shop: Shop) -> None:
    make_account(100)
    cashier, manager, user = make_cashier(shop), make_manager(shop), make_user(shop, role="user")

    seen = {person.pk: signed_in(person).get(ACCOUNTS).status_code for person in (cashier, manager, user)}
    configured = {person.pk: signed_in(person).get(PROGRAMME).status_code for person in (cashier, manager, user)}

    assert seen == {cashier.pk: 200, manager.pk: 200, user.pk: 403}
    assert configured == {cashier.pk: 403, manager.pk: 403, user.pk: 403}
    assert Client().get(ACCOUNTS).status_code == 302
    assert signed_in(cashier).get(f"{ACCOUNTS}add/").status_code == 200


def test_nobody_changes_or_deletes_an_account_or_an_entry(md: Client) -> None:
    account = make_account(100)
    entry = account.entries.get()

    answers = [
        md.post(f"{ACCOUNTS}{account.pk}/change/", {"points": 5}),
        md.post(f"{ACCOUNTS}{account.pk}/delete/", {"post": "yes"}),
        md.post(f"{ENTRIES}{entry.pk}/change/", {"points": 5}),
        md.post(f"{ENTRIES}{entry.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    account.refresh_from_db()
    assert account.points == 100
