"""A job is printed once, whatever is sent again; the journal outlives the program."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kiosk.agent.journal import Journal, Stage, Unwritable
from kiosk.agent.press import Order, Press
from kiosk.agent.printers.faults import BrokeOff, NotTaken

ORDER = Order(7, "k1", "Counter", "RCP-202611-001", b"\x1b@")
PRINTED = {"type": "printed", "job": 7, "key": "k1"}


@dataclass
class Paper:
    """A printer that keeps what it gets, or stops as told."""

    kind: str = "paper"
    fault: Exception | None = None
    printed: list[bytes] = field(default_factory=list)

    def send(self, content: bytes, title: str) -> None:
        if self.fault:
            raise self.fault
        self.printed.append(content)


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    kept = Journal(tmp_path / "journal")
    yield kept
    kept.close()


@pytest.fixture
def press(journal: Journal, paper: Paper) -> Press:
    made = Press(journal)
    made.printers = {"Counter": paper}
    return made


def failed(fault: str, said: str = "") -> dict[str, Any]:
    return {"type": "failed", "job": 7, "key": "k1", "fault": fault, "said": said}


def test_an_order_sent_again_is_answered_and_not_printed_again(press: Press, paper: Paper) -> None:
    answers = [press.print(ORDER), press.print(ORDER)]

    assert answers == [PRINTED, PRINTED]
    assert paper.printed == [b"\x1b@"]


def test_what_was_printed_is_known_after_a_new_start(tmp_path: Path, paper: Paper) -> None:
    before = Journal(tmp_path / "journal")
    before.begin("k1")
    before.finish("k1")
    before.close()

    after = Journal(tmp_path / "journal")
    press = Press(after)
    press.printers = {"Counter": paper}
    answer = press.print(ORDER)
    after.close()

    assert (answer, paper.printed) == (PRINTED, [])


def test_what_broke_off_with_the_program_asks_a_person(press: Press, journal: Journal, paper: Paper) -> None:
    journal.begin("k1")

    answer = press.print(ORDER)

    assert (answer, paper.printed) == (failed("interrupted"), [])


def test_what_was_not_taken_may_be_tried_again(press: Press, paper: Paper) -> None:
    paper.fault = NotTaken("no paper")
    refused = press.print(ORDER)
    paper.fault = None

    assert refused == failed("not_taken", "no paper")
    assert press.print(ORDER) == PRINTED
    assert paper.printed == [b"\x1b@"]


@pytest.mark.parametrize("fault", [BrokeOff("unplugged"), RuntimeError("unplugged")])
def test_what_broke_off_is_not_tried_again(press: Press, journal: Journal, paper: Paper, fault: Exception) -> None:
    paper.fault = fault
    answer = press.print(ORDER)
    paper.fault = None

    assert answer == failed("broke_off", "unplugged")
    assert press.print(ORDER) == failed("interrupted")
    assert (paper.printed, journal.stage("k1")) == ([], Stage.BEGUN)


def test_a_printer_that_is_gone_is_told_and_nothing_is_noted(press: Press, journal: Journal) -> None:
    press.printers = {}

    assert press.print(ORDER) == failed("unknown_printer")
    assert journal.stage("k1") is Stage.NEW


def test_a_second_agent_does_not_share_the_journal(journal: Journal, tmp_path: Path) -> None:
    with pytest.raises(Unwritable, match="Does the agent run here already"):
        Journal(tmp_path / "journal")


def test_an_order_is_read_from_its_message() -> None:
    message = {"type": "print", "job": 7, "key": "k1", "printer": "Counter", "title": "RCP-202611-001"}

    assert Order.of(message | {"content": base64.b64encode(b"\x1b@").decode()}) == ORDER
    with pytest.raises(ValueError, match="base64"):
        Order.of(message | {"content": "?"})


def test_a_journal_that_fails_after_the_print_asks_a_person_and_prints_nothing_twice(
    press: Press, paper: Paper, tmp_path: Path
) -> None:
    class Full(Paper):
        def send(self, content: bytes, title: str) -> None:
            super().send(content, title)
            press.journal._file.execute("PRAGMA query_only=ON")

    full = Full()
    press.printers = {"Counter": full}

    answers = [press.print(ORDER), press.print(ORDER)]

    assert answers == [PRINTED, failed("interrupted")]
    assert full.printed == [b"\x1b@"]


def test_a_journal_that_cannot_be_written_prints_nothing(press: Press, paper: Paper) -> None:
    press.journal._file.execute("PRAGMA query_only=ON")

    answer = press.print(ORDER)

    assert (answer["fault"], "journal cannot be written" in answer["said"], paper.printed) == ("not_taken", True, [])
