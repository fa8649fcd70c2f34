"""The back office of printing: lists, dialogs that run one act, the table of routes, pictures of what was printed."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.audit.models import AuditEntry
from apps.printing import drivers, escpos, jobs, spool
from apps.printing.models import PrintedSheet, Printer, PrintJob, Route
from apps.stores import company
from apps.stores.models import Shop
from apps.users.models import Role
from tests.factories.printing import BY, make_job, make_printer, make_route, sample_receipt
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, signed_in

pytestmark = pytest.mark.django_db
PRINTERS, JOBS, ROUTES, SHEETS = (
    f"/admin/printing/{model}/" for model in ("printer", "printjob", "route", "printedsheet")
)
State = PrintJob.State
SUBMITTED = {"_form_submitted": "on"}


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> Client:
    return signed_in(make_md(shop))


@pytest.fixture
def cashier(shop: Shop) -> Client:
    return signed_in(make_cashier(shop))


def press(client: Client, address: str) -> Any:
    """Open the dialog, as people do, then confirm it."""
    assert client.get(address).status_code == 200
    return client.post(address, SUBMITTED)


def fill_every_list(shop: Shop, count: int) -> None:
    for _ in range(count):
        printer = make_printer(name=f"Printer {Printer.objects.count()}", shop=shop)
        job = make_job(printer=printer, shop=shop)
        make_job(printer=printer, shop=shop)
        spool.serve_job(job.pk)


@pytest.mark.parametrize("address", [PRINTERS, JOBS, SHEETS, ROUTES])
def test_list_asks_as_often_for_one_row_as_for_three(md: Client, shop: Shop, address: str) -> None:
    md.get(address)  # what pages remember for a while is remembered from here on
    asked = []
    for more in (1, 2):
        fill_every_list(shop, more)
        company.forget()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert md.get(address).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_printers_are_listed_with_their_queue(md: Client, shop: Shop) -> None:
    fill_every_list(shop, 1)
    make_job(printer=Printer.objects.get(), shop=shop)

    page = md.get(PRINTERS)

    assert [(row.name, row.waiting) for row in page.context["cl"].result_list] == [("Printer 0", 1)]


def test_printer_form_keeps_only_what_its_connection_needs(md: Client) -> None:
    told = {"name": "Counter", "kind": "receipt", "connection": "virtual", "host": "10.0.0.9", "port": 9100}
    told |= {"queue": "x", "paper_mm": 58, "dpi": 203, "dots": 576, "columns": 48, "naira": "glyph", "copies": 1}

    md.post(f"{PRINTERS}add/", told)

    printer = Printer.objects.get()
    assert (printer.host, printer.queue, printer.dots, printer.columns) == ("", "", 384, 32)
    assert AuditEntry.objects.filter(act="printing.printer_added").count() == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"connection": "network"}, "Say the printer&#x27;s address, such as 192.168.1.50."),
        ({"connection": "network", "host": "8.8.8.8"}, "8.8.8.8 is not on a network for printers"),
        ({"connection": "network", "host": "10.0.0.9", "port": 22}, "Port 22 is not one for printers"),
        ({"connection": "cups", "queue": "-o all"}, "Name the queue as CUPS does"),
    ],
)
def test_printer_that_cannot_work_is_refused(md: Client, told: dict[str, Any], sentence: str) -> None:
    paper = {"paper_mm": 80, "dpi": 203, "dots": 576, "columns": 48, "naira": "glyph", "copies": 1}

    page = md.post(f"{PRINTERS}add/", {"name": "Counter", "kind": "receipt", "port": 9100, **paper, **told})

    assert sentence in page.content.decode()
    assert Printer.objects.count() == 0


def test_test_print_is_a_job_for_that_printer(md: Client) -> None:
    printer = make_printer()

    answer = press(md, f"{PRINTERS}{printer.pk}/test-print/")

    job = PrintJob.objects.get()
    assert (answer.status_code, job.printer, job.title) == (200, printer, "Test page of Counter printer")
    assert AuditEntry.objects.get(act="printing.test_print").subject_name == "Counter printer"
    spool.serve_job(job.pk)
    assert PrintedSheet.objects.count() == 1


def test_printer_is_disabled_and_enabled_again(md: Client) -> None:
    printer = make_printer()

    press(md, f"{PRINTERS}{printer.pk}/disable/")
    printer.refresh_from_db()
    assert printer.is_enabled is False

    press(md, f"{PRINTERS}{printer.pk}/enable/")
    printer.refresh_from_db()
    assert printer.is_enabled is True


def test_manager_sees_printers_but_does_not_operate_them(shop: Shop) -> None:
    printer, manager = make_printer(), signed_in(make_manager(shop))

    assert manager.get(PRINTERS).status_code == 200
    assert manager.post(f"{PRINTERS}{printer.pk}/disable/", SUBMITTED).status_code == 403
    assert Printer.objects.get().is_enabled is True


def test_jobs_of_other_shops_are_hidden(cashier: Client, shop: Shop) -> None:
    mine, other = make_job(shop=shop), make_job(shop=make_shop())

    page = cashier.get(JOBS)

    assert list(page.context["cl"].result_list) == [mine]
    assert cashier.get(f"{JOBS}{other.pk}/picture.png").status_code == 404


def test_job_shows_its_document_as_a_picture(md: Client) -> None:
    job = make_job(document=sample_receipt(), printer=make_printer())

    page, picture = md.get(f"{JOBS}{job.pk}/change/"), md.get(f"{JOBS}{job.pk}/picture.png")

    assert f"{JOBS}{job.pk}/picture.png" in page.content.decode()
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")


def test_stranger_sees_no_picture(client: Client) -> None:
    job = make_job()

    assert client.get(f"{JOBS}{job.pk}/picture.png").status_code == 302


def test_job_is_cancelled_by_its_dialog(md: Client) -> None:
    job = make_job()

    press(md, f"{JOBS}{job.pk}/cancel/")

    assert PrintJob.objects.get().state == State.CANCELLED


def test_dialog_shows_the_refusal_of_its_act(md: Client) -> None:
    job = make_job(printer=make_printer())
    spool.serve_job(job.pk)

    answer = press(md, f"{JOBS}{job.pk}/cancel/")

    assert "“Slip” is done: that cannot be done any more." in answer.content.decode()
    assert PrintJob.objects.get().state == State.DONE


def test_failed_job_is_tried_again_and_printed_one_reprinted(md: Client) -> None:
    job = make_job(printer=make_printer())
    PrintJob.objects.update(state=State.FAILED)

    press(md, f"{JOBS}{job.pk}/retry/")
    press(md, f"{JOBS}{job.pk}/reprint/")

    assert list(PrintJob.objects.order_by("pk").values_list("state", "reprint_of")) == [
        (State.QUEUED, None),
        (State.QUEUED, job.pk),
    ]


def test_many_jobs_are_moved_tried_again_and_cancelled(md: Client, shop: Shop) -> None:
    broken, good = make_printer(name="Broken"), make_printer(name="Good")
    waiting, failed, other = make_job(printer=broken), make_job(printer=broken), make_job(printer=good)
    PrintJob.objects.filter(pk=failed.pk).update(state=State.FAILED)

    md.post(f"{JOBS}move-waiting/", SUBMITTED | {"printer": broken.pk, "to": good.pk})
    md.post(f"{JOBS}retry-failed/", SUBMITTED | {"printer": broken.pk})
    assert list(PrintJob.objects.order_by("pk").values_list("printer__name", "state")) == [
        ("Good", State.QUEUED),
        ("Broken", State.QUEUED),
        ("Good", State.QUEUED),
    ]
    md.post(f"{JOBS}cancel-waiting/", SUBMITTED | {"printer": good.pk})

    states = dict(PrintJob.objects.values_list("pk", "state"))
    assert states == {waiting.pk: State.CANCELLED, failed.pk: State.QUEUED, other.pk: State.CANCELLED}


@pytest.mark.parametrize("act", ["move-waiting", "retry-failed", "cancel-waiting"])
def test_many_jobs_are_those_within_reach_and_need_the_right(shop: Shop, cashier: Client, act: str) -> None:
    to = make_printer(name="To")
    job = make_job(shop=make_shop(), printer=make_printer())
    state = State.FAILED if act == "retry-failed" else State.QUEUED
    PrintJob.objects.update(state=state)

    told = SUBMITTED | {"printer": "", "to": to.pk}
    refused = cashier.post(f"{JOBS}{act}/", told)
    done = signed_in(make_manager(shop)).post(f"{JOBS}{act}/", told)

    assert (refused.status_code, done.status_code) == (403, 200)
    assert PrintJob.objects.values_list("pk", "state", "printer__name").get() == (job.pk, state, "Counter printer")


def test_job_is_printed_elsewhere_within_reach_only(shop: Shop) -> None:
    job, far, near = (
        make_job(shop=shop),
        make_printer(name="Far", shop=make_shop()),
        make_printer(name="Near", shop=shop),
    )
    manager = signed_in(make_manager(shop))

    manager.post(f"{JOBS}{job.pk}/reassign/", SUBMITTED | {"to": far.pk})
    assert PrintJob.objects.get().printer is None
    manager.post(f"{JOBS}{job.pk}/reassign/", SUBMITTED | {"to": near.pk})

    assert PrintJob.objects.get().printer == near


def test_a_job_is_not_moved_to_the_printer_for_which_it_waits(shop: Shop) -> None:
    here, other = make_printer(), make_printer(name="Store room")
    job = make_job(shop=shop, printer=here)
    manager = signed_in(make_manager(shop))

    asked = manager.get(f"{JOBS}{job.pk}/reassign/").content.decode()
    refused = manager.post(f"{JOBS}{job.pk}/reassign/", SUBMITTED | {"to": here.pk})

    assert [f'<option value="{each.pk}"' in asked for each in (here, other)] == [False, True]
    assert "Select a valid choice" in refused.content.decode()
    assert PrintJob.objects.get().printer == here


def test_sidebar_counts_the_jobs_in_trouble_within_reach(shop: Shop, cashier: Client) -> None:
    printer = make_printer()
    fine, failed, waiting, done, far = (make_job(shop=shop, printer=printer) for _ in range(5))
    PrintJob.objects.filter(pk__in=[failed.pk, far.pk]).update(state=State.FAILED, error="Out of paper.")
    PrintJob.objects.filter(pk=far.pk).update(shop=make_shop())
    PrintJob.objects.filter(pk=waiting.pk).update(error="It is off.")
    PrintJob.objects.filter(pk=done.pk).update(state=State.DONE)

    page = cashier.get(JOBS)

    links = [link for group in page.context["sidebar_navigation"] for link in group["items"]]
    assert [link["badge"] for link in links if link["title"] == "Print jobs"] == [2]
    assert fine.error == ""


def test_routes_are_a_table_of_tasks_and_shops(md: Client, shop: Shop) -> None:
    printer, own = make_printer(), make_printer(name="Own", shop=shop)
    make_route(printer)

    page = md.get(ROUTES)
    md.post(ROUTES, {"receipt-all": "", f"receipt-{shop.pk}": own.pk, "report-all": printer.pk})

    assert 'name="receipt-all"' in page.content.decode()
    assert set(Route.objects.values_list("task", "shop", "printer")) == {
        ("receipt", shop.pk, own.pk),
        ("report", None, printer.pk),
    }
    assert AuditEntry.objects.filter(act="printing.route").count() == 3


def test_routes_by_role_stand_below_their_task(md: Client, shop: Shop) -> None:
    printer, role = make_printer(), Role.objects.get(key="md")
    make_route(make_printer(name="Default"))

    closed, opened = md.get(ROUTES).content.decode(), md.get(f"{ROUTES}?open=receipt").content.decode()
    md.post(f"{ROUTES}?open=receipt", {f"receipt-{shop.pk}-role{role.pk}": printer.pk})

    name = f'name="receipt-{shop.pk}-role{role.pk}"'
    assert [name in page for page in (closed, opened, md.get(ROUTES).content.decode())] == [False, True, True]
    assert set(Route.objects.values_list("shop", "role", "printer__name")) == {
        (None, None, "Default"),
        (shop.pk, role.pk, "Counter printer"),
    }


def test_routes_that_were_not_sent_stay(md: Client, shop: Shop) -> None:
    route = make_route(make_printer(), shop=shop, role=Role.objects.get(key="md"))

    md.post(ROUTES, {"report-all": ""})

    assert list(Route.objects.all()) == [route]


def test_routes_page_explains_who_prints_where(md: Client, shop: Shop) -> None:
    make_route(make_printer())
    person = make_cashier(shop, first_name="Amaka", last_name="Obi")

    page = md.get(ROUTES, {"person": person.pk, "task": "receipt", "shop": shop.pk}).content.decode()
    unknown = md.get(ROUTES, {"person": 9999, "task": "receipt", "shop": shop.pk}).content.decode()

    assert f"Receipts of Amaka Obi in {shop} go to Counter printer, because that is the default" in page
    assert "Select a valid choice" in unknown


def test_routes_page_explains_people_within_reach_only(shop: Shop) -> None:
    manager = signed_in(make_manager(shop))
    stranger = make_cashier(make_shop())

    page = manager.get(ROUTES, {"person": stranger.pk, "task": "receipt", "shop": shop.pk})

    assert page.context["answer"] is None


def test_routes_refuse_a_printer_of_another_shop(md: Client, shop: Shop) -> None:
    other = make_printer(shop=make_shop())

    md.post(ROUTES, {f"receipt-{shop.pk}": other.pk})

    assert Route.objects.count() == 0


def test_cashier_has_no_business_at_the_routes(cashier: Client) -> None:
    make_printer()

    assert cashier.get(ROUTES).status_code == 403
    assert cashier.post(ROUTES, {"receipt-all": Printer.objects.get().pk}).status_code == 403
    assert Route.objects.count() == 0


def test_virtual_printer_shows_its_paper_newest_first(md: Client) -> None:
    printer = make_printer()
    for title in ("first", "second"):
        drivers.send(printer, escpos.render(sample_receipt(), printer), title=title)

    page = md.get(SHEETS)

    sheets = list(page.context["cl"].result_list)
    assert [sheet.title for sheet in sheets] == ["second", "first"]
    picture = md.get(f"{SHEETS}{sheets[0].pk}/picture.png")
    assert picture.content[:4] == b"\x89PNG"


def test_reprint_needs_its_permission(cashier: Client, shop: Shop) -> None:
    job = make_job(shop=shop)
    jobs.cancel(job, by=BY)

    assert cashier.post(f"{JOBS}{job.pk}/reprint/", SUBMITTED).status_code == 403
    assert PrintJob.objects.count() == 1
    press(signed_in(make_manager(shop)), f"{JOBS}{job.pk}/reprint/")
    assert PrintJob.objects.count() == 2
