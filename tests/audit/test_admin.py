"""The log in the back office: read by the MD, changed by nobody."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from apps.audit import log
from apps.audit.models import AuditEntry
from apps.core.actor import Actor
from apps.users.models import User
from tests.factories.stores import make_shop
from tests.factories.users import make_user, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/audit/auditentry/"


@pytest.fixture
def md_client(client: Client, md_user: User, three_entries: None) -> Client:
    client.force_login(md_user)
    return client


def test_the_log_is_searched_by_what_was_done_to(md_client: Client) -> None:
    page = md_client.get(LIST, {"q": "RCP-2"})

    assert [entry.subject_name for entry in page.context["cl"].result_list] == ["RCP-2"]


def test_the_log_is_filtered_by_act_person_and_shop(md_client: Client) -> None:
    page = md_client.get(LIST, {"did": "sales.checkout", "who": "Ada Obi", "shop": "shop:7"})

    assert [entry.subject_name for entry in page.context["cl"].result_list] == ["RCP-3", "RCP-2", "RCP-1"]


def test_an_entry_is_shown_with_its_facts_in_words(md_client: Client, md: Actor) -> None:
    log.write(
        "catalog.reprice", by=md, subject="product", key=1, price={"before": "5.00", "after": "7.50"}, is_due=True
    )
    entry = AuditEntry.objects.get(act="catalog.reprice")

    page = md_client.get(f"{LIST}{entry.pk}/change/")

    assert "<dt>price</dt><dd>5.00 → 7.50</dd>" in page.content.decode()
    assert "<dt>is due</dt><dd>yes</dd>" in page.content.decode()


@pytest.mark.parametrize("door", ["add/", "{pk}/delete/"])
def test_nobody_adds_or_removes_an_entry(md_client: Client, door: str) -> None:
    entry = AuditEntry.objects.first()
    assert entry is not None

    assert md_client.post(LIST + door.format(pk=entry.pk)).status_code == 403


def test_a_posted_change_is_refused(md_client: Client) -> None:
    entry = AuditEntry.objects.values().first()
    assert entry is not None

    answer = md_client.post(f"{LIST}{entry['id']}/change/", {"user_name": "Nobody"})

    assert answer.status_code == 403
    assert AuditEntry.objects.values().get(pk=entry["id"]) == entry


def test_who_may_not_see_the_log_is_refused(client: Client) -> None:
    client.force_login(User.objects.create_user("bola", password="only-for-tests", is_staff=True))

    assert client.get(LIST).status_code == 403


@pytest.mark.usefixtures("three_entries")
def test_who_reaches_one_shop_reads_its_chain_only_and_chooses_among_its_values() -> None:
    shop = make_shop()
    log.write(
        "sales.void", by=Actor(user_id=None, name="Bola"), subject="receipt", key=9, name="RCP-9", shop_id=shop.pk
    )
    reader = make_user(shop)
    reader.user_permissions.add(Permission.objects.get(codename="view_auditentry"))

    page = signed_in(reader).get(LIST)

    seen = {entry.subject_name for entry in page.context["cl"].result_list}
    assert seen == {"RCP-9", shop.name}
    filters = {choice for spec in page.context["cl"].filter_specs[:3] for choice, _name in spec.lookup_choices}
    assert filters == {"sales.void", "stores.shop_opened", "Bola", "Nexus", f"shop:{shop.pk}"}
    other = AuditEntry.objects.get(subject_name="RCP-1")
    assert signed_in(reader).get(f"{LIST}{other.pk}/change/").status_code == 302


def test_acts_are_called_as_people_call_them_and_by_their_own_name_on_the_page(md_client: Client) -> None:
    entry = AuditEntry.objects.get(subject_name="RCP-1")

    listed = md_client.get(LIST)
    page = md_client.get(f"{LIST}{entry.pk}/change/").content.decode()

    assert ("sales.checkout", "Sale") in listed.context["cl"].filter_specs[0].lookup_choices
    assert ">sales.checkout<" not in listed.content.decode()
    assert (page.count("sales.checkout"), "receipt RCP-1 | Sale | Nexus" in page) == (1, True)


def test_the_log_is_searched_by_what_an_act_is_called(md_client: Client, md: Actor) -> None:
    log.write("sales.void", by=md, subject="receipt", key=9, name="RCP-9", shop_id=7)

    page = md_client.get(LIST, {"q": "receipt VOIDED"})

    assert [entry.subject_name for entry in page.context["cl"].result_list] == ["RCP-9"]
