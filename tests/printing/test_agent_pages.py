"""The pages of print agents: made, renewed and revoked by who may, seen within reach, found and chosen as printers."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.audit.models import AuditEntry
from apps.core import clock
from apps.printing import agents, finding, searches
from apps.printing.finding import Found
from apps.printing.models import Agent, Printer, PrintJob
from apps.printing.profiles import PROFILES
from apps.stores.models import Shop
from apps.users.actors import actor_for
from apps.users.models import User
from apps.users.rights import permissions_named
from tests.conftest import NOON
from tests.factories.printing import agent_here, make_agent, make_agent_printer, make_job
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
AGENTS, PRINTERS = "/admin/printing/agent/", "/admin/printing/printer/"
SUBMITTED = {"_form_submitted": "on"}
PAPER = {"paper_mm": 80, "dpi": 203, "dots": 576, "columns": 48, "naira": "glyph", "copies": 1}
TOKEN = re.compile(r'name="token" value="([^"]+)"')


@pytest.fixture
def shop() -> Shop:
    return make_shop(name="Wuse II")


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


def keeper_of(shop: Shop) -> User:
    """Somebody of one shop who keeps its printers and agents."""
    user = make_user(shop)
    names = [f"printing.{verb}_{table}" for verb in ("view", "add", "change") for table in ("agent", "printer")]
    user.user_permissions.set(permissions_named(names))
    return user


def test_an_agent_is_made_and_its_token_told_in_the_dialog_alone(md: Client, shop: Shop) -> None:
    page = md.post(f"{AGENTS}make/", {**SUBMITTED, "name": "Wuse counter", "shop": shop.pk})

    agent = Agent.objects.get()
    token = TOKEN.findall(page.content.decode())[0]
    assert (agent.name, agent.shop, agents.agent_of(token)) == ("Wuse counter", shop, agent)
    assert (page.headers["HX-Retarget"], "no-store" in page.headers["Cache-Control"]) == ("#dialog", True)
    assert token not in md.get(f"{AGENTS}{agent.pk}/change/").content.decode()
    assert AuditEntry.objects.filter(act="printing.make_agent").count() == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"name": "counter pc"}, "There is “Counter PC” already. Take it, or choose another name."),
        ({"name": ""}, "This field is required."),
        ({"name": "Other", "shop": "9999"}, "Select a valid choice."),
    ],
)
def test_an_agent_that_cannot_be_is_refused_in_the_dialog(md: Client, told: dict[str, Any], sentence: str) -> None:
    make_agent("Counter PC")

    page = md.post(f"{AGENTS}make/", SUBMITTED | told)

    assert sentence in page.content.decode()
    assert Agent.objects.count() == 1


def test_a_token_is_renewed_and_revoked_on_the_page(md: Client, shop: Shop) -> None:
    agent, before = make_agent(shop=shop)

    page = md.post(f"{AGENTS}{agent.pk}/renew/", SUBMITTED)
    token = TOKEN.findall(page.content.decode())[0]
    assert (agents.agent_of(before), agents.agent_of(token)) == (None, agent)

    md.post(f"{AGENTS}{agent.pk}/revoke/", SUBMITTED)
    assert agents.agent_of(token) is None
    assert md.post(f"{AGENTS}{agent.pk}/revoke/", SUBMITTED).status_code == 403


@pytest.mark.parametrize(("who", "status"), [(make_manager, 403), (make_cashier, 403), (None, 302)])
def test_who_may_not_change_printers_makes_renews_and_revokes_no_agent(
    client: Client, shop: Shop, who: Any, status: int
) -> None:
    agent, token = make_agent(shop=shop)
    browser = signed_in(who(shop)) if who else client

    answers = [
        browser.post(f"{AGENTS}{page}/", {**SUBMITTED, "name": "Mine", "shop": shop.pk}).status_code
        for page in ("make", f"{agent.pk}/renew", f"{agent.pk}/revoke")
    ]

    assert answers == [status] * 3
    assert (Agent.objects.count(), agents.agent_of(token)) == (1, agent)


def test_an_agent_of_another_shop_is_out_of_reach(shop: Shop) -> None:
    agent, token = make_agent(shop=make_shop(name="Ikeja"))
    keeper = signed_in(keeper_of(shop))

    made = keeper.post(f"{AGENTS}make/", {**SUBMITTED, "name": "Mine", "shop": agent.shop_id})
    renewed = keeper.post(f"{AGENTS}{agent.pk}/renew/", SUBMITTED)

    assert ("Select a valid choice" in made.content.decode(), renewed.status_code) == (True, 403)
    assert (Agent.objects.count(), agents.agent_of(token)) == (1, agent)
    assert list(keeper.get(AGENTS).context["cl"].queryset) == []


def test_a_manager_sees_the_agents_of_the_own_shop(shop: Shop) -> None:
    agent, _line = agent_here("EPSON", shop=shop)
    make_agent("Ikeja PC", shop=make_shop(name="Ikeja"))
    manager = signed_in(make_manager(shop))

    assert [row.name for row in manager.get(AGENTS).context["cl"].queryset] == ["Counter PC"]
    assert "EPSON" in manager.get(f"{AGENTS}{agent.pk}/change/").content.decode()


def test_the_page_tells_state_queue_and_printers(md: Client, shop: Shop) -> None:
    with clock.at(NOON):
        agent, line = agent_here("EPSON", "Zebra", shop=shop)
        known = make_agent_printer(agent, "EPSON", name="Counter")
        make_agent_printer(agent, "Old one", name="Old one")
        make_job(printer=known)
        here = md.get(f"{AGENTS}{agent.pk}/change/").content.decode()
        agents.leave(agent, line)
        away = md.get(f"{AGENTS}{agent.pk}/change/").content.decode()
        listed = md.get(AGENTS).content.decode()

    assert "Connected. 1 print job waits." in here
    assert "added as Counter" in here
    assert "not at the PC any more" in here
    assert "The print agent Counter PC at Wuse II is away since 14 Mar, 12:00" in away
    assert "away" in listed


def test_printers_at_agents_are_listed_with_what_keeps_them(md: Client, shop: Shop) -> None:
    agent, _token = make_agent(shop=shop)
    make_agent_printer(agent, "EPSON", name="Counter")

    page = md.get(PRINTERS).content.decode()

    assert "Counter PC: EPSON" in page
    assert "agent away" in page
    assert "The print agent Counter PC was never started" in page


def test_a_search_offers_what_agents_within_reach_report(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> None:
    monkeypatch.setenv("PATH", "")
    agent, _line = agent_here("EPSON", "Zebra", shop=shop)
    agent_here("Theirs", name="Ikeja PC", shop=make_shop(name="Ikeja"))
    office, _line = agent_here("A4", name="Office PC")
    revoked, _line = agent_here("Gone", name="Old PC", shop=shop)
    agents.revoke(revoked, by=actor_for(make_md(shop)))

    search = searches.begin("", by=actor_for(keeper_of(shop)))
    finding.carry_out(search.pk)
    search.refresh_from_db()

    assert finding.found_in(search) == [
        Found("agent", "EPSON", agent_id=agent.pk, agent_queue="EPSON", place="Counter PC, Wuse II"),
        Found("agent", "Zebra", agent_id=agent.pk, agent_queue="Zebra", place="Counter PC, Wuse II"),
        Found("agent", "A4", agent_id=office.pk, agent_queue="A4", place="Office PC"),
    ]


def test_a_printer_found_at_an_agent_is_added_with_all_that_is_known(
    monkeypatch: pytest.MonkeyPatch, shop: Shop
) -> None:
    monkeypatch.setenv("PATH", "")
    agent, _line = agent_here("EPSON TM-T20II Receipt", shop=shop)
    md = actor_for(make_md(shop))
    search = searches.begin("", by=md)
    finding.carry_out(search.pk)
    search.refresh_from_db()

    printer = searches.add(search, 0, profile="epson-tm-t20", by=md)
    with pytest.raises(searches.NotFound, match="among the printers already"):
        searches.add(search, 0, profile="epson-tm-t20", by=md)

    facts = (printer.name, printer.connection, printer.agent, printer.agent_queue, printer.shop, printer.kind)
    name = "EPSON TM-T20II Receipt"
    assert facts == (name, "agent", agent, name, shop, PROFILES["epson-tm-t20"].kind)
    assert Printer.objects.count() == 1


def test_a_printer_of_an_agent_revoked_meanwhile_is_not_added(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> None:
    monkeypatch.setenv("PATH", "")
    agent, _line = agent_here("EPSON", shop=shop)
    md = actor_for(make_md(shop))
    search = searches.begin("", by=md)
    finding.carry_out(search.pk)
    search.refresh_from_db()
    agents.revoke(agent, by=md)

    with pytest.raises(searches.NotFound, match="is revoked"):
        searches.add(search, 0, profile="generic-80", by=md)

    assert Printer.objects.count() == 0


def test_a_printer_is_put_at_an_agent_and_taken_from_it_in_the_form(md: Client, shop: Shop) -> None:
    agent, _line = agent_here("EPSON", shop=shop)
    told = {"name": "Counter", "kind": "receipt", "port": 9100, "shop": shop.pk, **PAPER}

    md.post(f"{PRINTERS}add/", {**told, "connection": "agent", "at_agent": "Counter PC: EPSON"})
    printer = Printer.objects.get()
    assert (printer.connection, printer.agent, printer.agent_queue) == ("agent", agent, "EPSON")

    md.post(f"{PRINTERS}{printer.pk}/change/", {**told, "connection": "virtual", "at_agent": "Counter PC: EPSON"})
    printer.refresh_from_db()
    assert (printer.connection, printer.agent, printer.agent_queue) == ("virtual", None, "")


def test_a_printer_that_its_agent_reports_no_more_can_still_be_saved(md: Client, shop: Shop) -> None:
    agent, _token = make_agent(shop=shop)
    printer = make_agent_printer(agent, "EPSON", name="Counter")
    told = {"name": "Till", "kind": "receipt", "port": 9100, "shop": shop.pk, **PAPER}

    md.post(f"{PRINTERS}{printer.pk}/change/", {**told, "connection": "agent", "at_agent": "Counter PC: EPSON"})

    printer.refresh_from_db()
    assert (printer.name, printer.agent, printer.agent_queue) == ("Till", agent, "EPSON")


@pytest.mark.parametrize(
    ("chosen", "place", "sentence"),
    [
        ("", "Wuse II", "Choose the printer. It is reported by the print agent of its PC."),
        ("Counter PC: Zebra", "Wuse II", "Select a valid choice."),
        ("Ikeja PC: Theirs", "Wuse II", "The print agent Ikeja PC stands in Ikeja: choose that shop."),
    ],
)
def test_a_printer_at_no_agent_or_that_of_another_shop_is_refused(
    md: Client, shop: Shop, chosen: str, place: str, sentence: str
) -> None:
    agent_here("EPSON", shop=shop)
    agent_here("Theirs", name="Ikeja PC", shop=make_shop(name="Ikeja"))
    told = {"name": "Counter", "kind": "receipt", "port": 9100, "shop": Shop.objects.get(name=place).pk, **PAPER}

    page = md.post(f"{PRINTERS}add/", {**told, "connection": "agent", "at_agent": chosen})

    assert sentence in page.content.decode()
    assert Printer.objects.count() == 0


def test_a_keeper_of_one_shop_is_offered_the_printers_of_that_shop(shop: Shop) -> None:
    agent_here("EPSON", shop=shop)
    agent_here("Theirs", name="Ikeja PC", shop=make_shop(name="Ikeja"))

    page = signed_in(keeper_of(shop)).get(f"{PRINTERS}add/").content.decode()

    assert ("Counter PC: EPSON" in page, "Ikeja PC: Theirs" in page) == (True, False)


def test_a_test_print_at_an_agent_waits_for_it(md: Client, shop: Shop) -> None:
    agent, _token = make_agent(shop=shop)
    printer = make_agent_printer(agent, "EPSON", name="Counter")

    md.post(f"{PRINTERS}{printer.pk}/test-print/", SUBMITTED)

    assert PrintJob.objects.get().printer == printer
