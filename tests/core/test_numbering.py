"""Numbers of documents: their forms, and no gap after a rollback."""

from datetime import date

import pytest
from django.db import transaction

from apps.core import numbering
from apps.core.models import Counter

pytestmark = pytest.mark.django_db


class Interrupted(Exception):
    pass


@transaction.atomic
def draw_in_vain(series: str) -> None:
    numbering.draw(series)
    raise Interrupted


def test_monthly_numbers_begin_anew_each_month() -> None:
    drawn = [numbering.monthly("RCP", day) for day in (date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1))]

    assert drawn == ["RCP-202603-001", "RCP-202603-002", "RCP-202604-001"]


def test_yearly_numbers_begin_anew_each_year() -> None:
    drawn = [numbering.yearly("INV", day) for day in (date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1))]

    assert drawn == ["INV001/2026", "INV002/2026", "INV001/2027"]


def test_numbers_grow_past_three_digits() -> None:
    Counter.objects.create(series="RCP-202603", value=999)

    assert numbering.monthly("RCP", date(2026, 3, 1)) == "RCP-202603-1000"


def test_a_number_drawn_in_vain_is_drawn_again() -> None:
    numbering.draw("T")

    with pytest.raises(Interrupted):
        draw_in_vain("T")

    assert numbering.draw("T") == 2


def test_series_do_not_disturb_each_other() -> None:
    assert [numbering.draw("A"), numbering.draw("B"), numbering.draw("A")] == [1, 1, 2]
