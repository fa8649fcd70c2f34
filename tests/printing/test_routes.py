import json
from itertools import combinations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEntry
from apps.printing import routes
from apps.printing.models import Printer, Route, Task
from apps.printing.routes import Cell, printer_for
from apps.stores.models import Shop
from apps.users.models import Role
from tests.factories.printing import (
    BY,
    make_agent,
    make_agent_printer,
    make_job,
    make_printer,
    make_route,
    printing_shop,
)
from tests.factories.users import make_cashier, make_user

pytestmark = pytest.mark.django_db


def role_of(key: str) -> Role:
    return Role.objects.get(key=key)


def four_levels(shop: Shop) -> list[Printer]:
    """A printer for each level, the most specific first."""
    printers = [make_printer(name=name) for name in ("Role here", "Shop", "Role anywhere", "Default")]
    cells = [(shop, role_of("cashier")), (shop, None), (None, role_of("cashier")), (None, None)]
    for printer, (where, role) in zip(printers, cells, strict=True):
        make_route(printer, shop=where, role=role)
    return printers


def test_printer_of_a_task_is_the_shops_own_before_the_default() -> None:
    wuse, ikeja = printing_shop("wuse"), printing_shop("ikeja", "LA")
    default, own = make_printer(name="Default"), make_printer(name="Wuse counter")
    make_route(default)
    make_route(own, shop=wuse)

    assert [printer_for(Task.RECEIPT, shop) for shop in (wuse, ikeja, None)] == [own, default, default]


def test_printer_of_a_task_that_nobody_routed_is_none() -> None:
    make_route(make_printer(), task=Task.REPORT)

    assert printer_for(Task.RECEIPT, printing_shop()) is None


def test_printer_switched_off_keeps_its_task() -> None:
    wuse = printing_shop()
    make_route(make_printer(name="Default"))
    off = make_printer(name="Wuse counter", is_enabled=False)
    make_route(off, shop=wuse)

    assert printer_for(Task.RECEIPT, wuse) == off


def test_the_most_specific_of_any_routes_wins() -> None:
    shop = printing_shop()
    amaka = make_cashier()
    printers = four_levels(shop)
    every = {route.printer_id: route for route in Route.objects.all()}

    for count in (1, 2, 3, 4):
        for left in combinations(printers, count):
            Route.objects.all().delete()
            Route.objects.bulk_create(every[printer.pk] for printer in left)
            assert printer_for(Task.RECEIPT, shop, amaka.pk) == left[0], left


def test_route_of_a_role_serves_nobody_else_and_its_shop_only() -> None:
    wuse, ikeja = printing_shop("wuse"), printing_shop("ikeja", "LA")
    amaka, guest = make_cashier(), make_user()
    here, shop, anywhere, default = four_levels(wuse)

    assert [printer_for(Task.RECEIPT, place, amaka.pk) for place in (wuse, ikeja, None)] == [here, anywhere, anywhere]
    assert [printer_for(Task.RECEIPT, wuse, person) for person in (guest.pk, None)] == [shop, shop]
    assert printer_for(Task.RECEIPT, ikeja, guest.pk) == default


def test_of_two_roles_the_one_made_first_decides() -> None:
    amaka = make_cashier()
    amaka.groups.add(role_of("manager"))
    made = sorted([role_of("cashier"), role_of("manager")], key=lambda role: role.pk)
    for role in reversed(made):
        make_route(make_printer(name=role.name), role=role)

    assert str(printer_for(Task.RECEIPT, None, amaka.pk)) == made[0].name


def test_the_printers_key_is_one_query() -> None:
    shop = printing_shop()
    amaka = make_cashier()
    here = four_levels(shop)[0]

    with CaptureQueriesContext(connection) as asked:
        key = routes.printer_key(Task.RECEIPT, shop, amaka.pk)

    assert (key, len(asked)) == (here.pk, 1)


def test_job_goes_to_the_printer_of_who_asked() -> None:
    shop = printing_shop()
    amaka = make_cashier()
    here, own, *_others = four_levels(shop)

    jobs = [make_job(shop=shop, by=by) for by in (BY.__class__(user_id=amaka.pk, name="Amaka"), BY)]

    assert [job.printer_id for job in jobs] == [here.pk, own.pk]


@pytest.mark.parametrize(("has_shop", "has_role"), [(True, True), (True, False), (False, True), (False, False)])
def test_every_cell_holds_one_route(has_shop: bool, has_role: bool) -> None:
    make_cashier()
    cell = {"shop": printing_shop() if has_shop else None, "role": role_of("cashier") if has_role else None}
    printer = make_printer()
    make_route(printer, **cell)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_route(printer, **cell)

    assert Route.objects.count() == 1


def test_assign_writes_only_what_differs() -> None:
    make_cashier()
    shop, role, printer = printing_shop(), role_of("cashier"), make_printer()
    make_route(printer)
    cells = {Cell("receipt"): printer.pk, Cell("receipt", shop.pk, role.pk): printer.pk, Cell("report", shop.pk): None}

    changed = [routes.assign(cells, by=BY), routes.assign(cells, by=BY)]
    removed = routes.assign({Cell("receipt", shop.pk, role.pk): None}, by=BY)

    assert (changed, removed) == ([1, 0], 1)
    assert list(Route.objects.values_list("shop", "role")) == [(None, None)]
    written = [json.loads(entry.facts)["role"] for entry in AuditEntry.objects.filter(act="printing.route")]
    assert written == [role.name, role.name]


def test_explanation_names_the_route_that_wins_and_those_it_beats() -> None:
    shop = printing_shop()
    amaka = make_cashier(first_name="Amaka", last_name="")
    printers = four_levels(shop)
    cashier = role_of("cashier")

    told = routes.explain(Task.RECEIPT, shop, amaka)

    assert told.sentence == (
        f"Receipts of Amaka in Wuse go to Role here, because that is chosen for the role {cashier} in Wuse."
    )
    assert [printer for _level, printer in told.levels] == printers
    assert [level for level, _printer in told.levels] == [
        f"{cashier} in Wuse",
        "Wuse",
        f"{cashier} in any shop",
        "Default",
    ]


@pytest.mark.parametrize(
    ("level", "reason"),
    [
        (1, "because that is chosen for Wuse, and nothing for the person's roles there."),
        (2, "because that is chosen for the role Cashier, and nothing for the shop itself."),
        (3, "because that is the default, and nothing else is chosen for the shop or the person's roles."),
    ],
)
def test_explanation_says_why(level: int, reason: str) -> None:
    shop = printing_shop()
    amaka = make_cashier()
    printers = four_levels(shop)
    Route.objects.filter(printer__in=printers[:level]).delete()

    assert routes.explain(Task.RECEIPT, shop, amaka).sentence.endswith(reason)


def test_explanation_warns_of_a_printer_that_is_off_and_of_none() -> None:
    shop, amaka = printing_shop(), make_cashier()
    make_route(make_printer(name="Counter", is_enabled=False))

    assert routes.explain(Task.RECEIPT, shop, amaka).warning.startswith("Counter is disabled")
    assert routes.explain(Task.REPORT, shop, amaka).sentence == (
        "Nobody has chosen a printer for reports: they wait until you choose one below."
    )


def test_an_agent_that_is_away_is_told_with_the_route() -> None:
    agent, _token = make_agent()
    make_route(make_agent_printer(agent))

    told = routes.explain(Task.RECEIPT, None, make_user())

    assert told.warning == "The print agent Counter PC was never started: install it on the PC at the printer."
