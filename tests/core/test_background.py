from uuid import uuid4

import pytest

from apps.core import background
from apps.core.background import Progress, Stopped, Work


@pytest.fixture
def key() -> str:
    return f"import:{uuid4()}"


def test_work_tells_how_far_it_is(key: str) -> None:
    with Work(key) as work:
        work.tell(50, 50, "Reading")
        found = background.progress_of(key)

    assert found == Progress(50, 50, "Reading")
    assert found.percent == 100


def test_work_that_is_over_is_followed_no_more(key: str) -> None:
    with Work(key) as work:
        work.tell(1, 2)

    assert background.progress_of(key) is None


def test_work_that_fails_is_followed_no_more(key: str) -> None:
    with pytest.raises(RuntimeError), Work(key):
        raise RuntimeError

    assert background.progress_of(key) is None


def test_who_asks_work_to_stop_stops_it_at_its_next_word(key: str) -> None:
    with Work(key) as work:
        background.ask_to_stop(key)

        with pytest.raises(Stopped):
            work.tell(2, 2)


def test_a_wish_to_stop_does_not_outlive_the_work(key: str) -> None:
    background.ask_to_stop(key)

    with Work(key) as work:
        work.tell(2, 2)


def test_progress_without_a_known_total_is_nothing_yet() -> None:
    assert Progress(7, 0).percent == 0
