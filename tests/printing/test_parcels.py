"""A job for an agent waits while that is away, is sent again under its key, and is over when the agent says so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.core import clock, notify
from apps.printing import agents, escpos, jobs, parcels, spool
from apps.printing.document import Document, Picture
from apps.printing.models import Agent, Printer, PrintJob
from apps.printing.parcels import Answer
from tests.conftest import NOON
from tests.factories.printing import (
    BY,
    agent_here,
    make_agent,
    make_agent_printer,
    make_job,
    make_printer,
    printing_shop,
    short_document,
)

pytestmark = pytest.mark.django_db
State = PrintJob.State
AWAY = "The print agent Counter PC at Wuse is away since 14 Mar, 12:00: is its PC on and online?"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What agents' lines and tills were told: stands where the socket server would."""
    heard: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(spool, "notify", lambda group, message: heard.append((group, message)))
    return heard


def story(job: PrintJob) -> tuple[str, str]:
    job.refresh_from_db()
    return job.state, job.error


def handed_over(shop: Any = None) -> tuple[Agent, agents.Line, PrintJob]:
    agent, line = agent_here("Counter", shop=shop)
    job = make_job(printer=make_agent_printer(agent), shop=shop)
    spool.serve_job(job.pk)
    job.refresh_from_db()
    return agent, line, job


def test_a_job_is_handed_to_the_agents_line_and_done_when_it_says_so(told: list[tuple[str, dict[str, Any]]]) -> None:
    agent, line, job = handed_over()
    assert (job.state, told) == (State.PRINTING, [(agents.group(agent.pk), {"type": "parcel", "job_id": job.pk})])

    parcel = parcels.fetch(line, job.pk)
    parcels.settle(agent, Answer(job.pk, job.sent_key))

    assert job.printer is not None
    content = escpos.render(short_document(), job.printer)
    assert parcel == parcels.Parcel(job.pk, job.sent_key, "Counter", "Slip", content)
    assert story(job) == (State.DONE, "")
    assert Printer.objects.get().seen_at == job.finished_at


def test_jobs_of_one_printer_go_out_one_after_the_other(told: list[tuple[str, dict[str, Any]]]) -> None:
    agent, _line, first = handed_over()
    second = make_job(printer=first.printer)
    spool.serve_job(second.pk)
    assert story(second) == (State.QUEUED, "")

    parcels.settle(agent, Answer(first.pk, first.sent_key))

    assert (story(first)[0], story(second)[0]) == (State.DONE, State.PRINTING)
    assert [message["job_id"] for _group, message in told] == [first.pk, second.pk]


def test_a_job_waits_for_an_agent_that_is_away_and_goes_out_when_it_comes(
    told: list[tuple[str, dict[str, Any]]],
) -> None:
    shop = printing_shop()
    with clock.at(NOON):
        agent, line = agent_here("Counter", shop=shop)
        agents.leave(agent, line)
        agent.refresh_from_db()
        job = make_job(printer=make_agent_printer(agent), shop=shop)
        spool.serve_job(job.pk)
    assert story(job) == (State.QUEUED, AWAY)
    assert Printer.objects.get().last_error == AWAY

    with clock.at(NOON + timedelta(seconds=3)):
        agents.arrive(agent, agents.Line("new"))
        parcels.resume(agent)
        job.refresh_from_db()
        parcels.settle(agent, Answer(job.pk, job.sent_key))

    assert story(job) == (State.DONE, "")
    tills = notify.shop_group(shop.pk)
    assert [(message["state"], message["sentence"]) for group, message in told if group == tills] == [
        ("off", AWAY),
        ("ready", "Counter printer prints again."),
    ]


def test_an_agent_that_comes_back_clears_what_its_absence_left_and_nothing_else() -> None:
    with clock.at(NOON):
        agent, line = agent_here("Counter", "Labels", shop=printing_shop())
        agents.leave(agent, line)
        agent.refresh_from_db()
    idle = make_agent_printer(agent, last_error=AWAY)
    broken = make_agent_printer(agent, "Labels", name="Labels", last_error="Labels takes nothing: no paper")

    agents.arrive(agent, agents.Line("new"))
    parcels.resume(agent)

    idle.refresh_from_db()
    broken.refresh_from_db()
    assert (idle.last_error, broken.last_error) == ("", "Labels takes nothing: no paper")


def test_what_was_under_way_when_the_line_was_cut_is_sent_again_under_its_key(
    told: list[tuple[str, dict[str, Any]]],
) -> None:
    agent, line, job = handed_over(printing_shop())
    agents.leave(agent, line)
    parcels.interrupt(agent)
    state, error = story(job)
    assert (state, "is away since" in error) == (State.QUEUED, True)

    agents.arrive(agent, agents.Line("new"))
    parcels.resume(agent)

    again = PrintJob.objects.get()
    assert (again.state, again.sent_key) == (State.PRINTING, job.sent_key)


def test_an_answer_that_comes_while_the_job_waits_again_still_counts() -> None:
    agent, line, job = handed_over()
    agents.leave(agent, line)
    parcels.interrupt(agent)

    parcels.settle(agent, Answer(job.pk, job.sent_key))

    assert story(job) == (State.DONE, "")


def test_a_server_that_stopped_in_the_middle_asks_the_agent_not_a_person() -> None:
    with clock.at(NOON):
        _agent, _line, job = handed_over(printing_shop())

    with clock.at(NOON + timedelta(minutes=3)):
        spool.serve_all()

    assert story(job) == (State.QUEUED, AWAY)
    assert job.sent_key


@pytest.mark.parametrize(
    ("fault", "state", "sentence"),
    [
        ("not_taken", State.QUEUED, "Counter printer takes nothing: no paper"),
        (
            "unknown_printer",
            State.QUEUED,
            "Counter printer is gone: its PC knows no printer “Counter” any more. Plug it in there.",
        ),
        (
            "broke_off",
            State.FAILED,
            "Counter printer stopped in the middle (no paper). Look what it printed, then print again or cancel.",
        ),
        (
            "interrupted",
            State.FAILED,
            "The print agent stopped while “Slip” was printing. Look whether it lies at the printer, "
            "then print it again or cancel it.",
        ),
    ],
)
def test_what_an_agent_could_not_print_waits_or_fails(fault: str, state: str, sentence: str) -> None:
    agent, _line, job = handed_over()

    parcels.settle(agent, Answer(job.pk, job.sent_key, fault, "no paper"))

    assert story(job) == (state, sentence)
    assert Printer.objects.get().last_error == sentence


def sent_key(job: PrintJob) -> str:
    return PrintJob.objects.get(pk=job.pk).sent_key


def test_a_person_who_looked_prints_it_anew_and_one_who_waits_does_not() -> None:
    agent, _line, job = handed_over()
    parcels.settle(agent, Answer(job.pk, sent_key(job), "not_taken", "no paper"))
    keys = [sent_key(job)]
    for fault in ("broke_off", ""):
        jobs.retry(PrintJob.objects.get(), by=BY)
        spool.serve_job(job.pk)
        keys.append(sent_key(job))
        parcels.settle(agent, Answer(job.pk, keys[-1], fault))

    assert keys[0] == keys[1] != keys[2]
    assert story(job) == (State.DONE, "")


def test_a_job_that_moved_to_another_printer_of_the_agent_has_another_key() -> None:
    agent, _line, job = handed_over()
    before = sent_key(job)
    parcels.settle(agent, Answer(job.pk, before, "not_taken", "no paper"))

    jobs.reassign(PrintJob.objects.get(), printer=make_agent_printer(agent, "Labels", name="Labels"), by=BY)
    spool.serve_job(job.pk)

    assert sent_key(job) not in ("", before)


@pytest.mark.parametrize(
    "answer",
    [
        lambda job: Answer(job.pk, "guessed"),
        lambda job: Answer(job.pk, ""),
        lambda job: Answer(job.pk + 1, job.sent_key),
    ],
)
def test_an_answer_about_no_job_of_its_changes_nothing(answer: Callable[[PrintJob], Answer]) -> None:
    agent, _line, job = handed_over()

    parcels.settle(agent, answer(job))

    assert story(job) == (State.PRINTING, "")


def test_an_agent_of_another_shop_gets_and_answers_nothing() -> None:
    _agent, _line, job = handed_over(printing_shop())
    other, line = agent_here("Counter", name="Ikeja PC", shop=printing_shop("ikeja", "LA"))

    parcel = parcels.fetch(line, job.pk)
    parcels.settle(other, Answer(job.pk, job.sent_key))
    parcels.interrupt(other)
    parcels.resume(other)

    assert (parcel, story(job)) == (None, (State.PRINTING, ""))


def test_an_earlier_line_of_the_same_agent_gets_nothing() -> None:
    agent, line, job = handed_over()

    agents.arrive(agent, agents.Line("second"))

    assert parcels.fetch(line, job.pk) is None


def test_a_document_that_cannot_be_drawn_fails_and_the_next_goes_out() -> None:
    agent, line = agent_here("Counter")
    printer = make_agent_printer(agent)
    broken = make_job(printer=printer, document=Document("Bad", [Picture.of(b"\x89PNG\r\n\x1a\nnothing")]))
    good = make_job(printer=printer)
    spool.serve(printer.pk)

    assert parcels.fetch(line, broken.pk) is None
    assert story(broken) == (State.FAILED, "A picture in this document cannot be read.")
    assert story(good)[0] == State.PRINTING


def test_a_job_that_was_cancelled_while_it_waited_is_not_sent() -> None:
    agent, _token = make_agent()
    job = make_job(printer=make_agent_printer(agent))
    spool.serve_job(job.pk)
    jobs.cancel(job, by=BY)

    agents.arrive(agent, agents.Line("new"))
    parcels.resume(agent)

    assert story(job)[0] == State.CANCELLED


def test_a_revoked_agents_jobs_wait() -> None:
    agent, _line, job = handed_over()
    agents.revoke(agent, by=BY)
    parcels.interrupt(agent)

    assert story(job) == (
        State.QUEUED,
        "The print agent Counter PC is revoked: renew its token under Print agents.",
    )


def test_a_printer_is_at_an_agent_or_at_none() -> None:
    printer = make_printer()

    with pytest.raises(Exception, match="printer_has_agent_when_at_one"):
        Printer.objects.filter(pk=printer.pk).update(connection=Printer.Connection.AGENT)
