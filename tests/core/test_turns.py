"""The fair queue of writers on SQLite: first come, first served, and nobody waits for ever."""

import threading
import time

import pytest

from nexus.databases.sqlite import base
from nexus.databases.sqlite.base import Turns


def queue_up(turns: Turns, name: str, served: list[str]) -> threading.Thread:
    """A writer that asks for its turn now and is surely waiting when this returns."""
    before = len(turns._waiting)

    def write() -> None:
        assert turns.take()
        served.append(name)
        turns.give()

    writer = threading.Thread(target=write)
    writer.start()
    while len(turns._waiting) == before:
        time.sleep(0.001)
    return writer


def test_writers_are_served_in_the_order_of_asking() -> None:
    turns, served = Turns(), list[str]()
    turns.take()
    writers = [queue_up(turns, name, served) for name in "abcdefgh"]

    turns.give()
    for writer in writers:
        writer.join(5)

    assert served == list("abcdefgh")


def test_who_waits_too_long_gives_up_and_leaves_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.01)
    turns = Turns()
    turns.take()

    assert turns.take() is False

    turns.give()
    assert turns.take() is True


def test_another_thread_may_give_the_turn_back() -> None:
    turns = Turns()
    turns.take()
    giver = threading.Thread(target=turns.give)
    giver.start()
    giver.join(5)

    assert turns.take() is True
