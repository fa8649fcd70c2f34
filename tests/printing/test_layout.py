"""Lines hold what fits; figures stay whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.printing.document import Columns, Size, Text
from apps.printing.layout import characters, lines_of, shorten, width_of, wrap


def rows(block: Text | Columns, columns: int) -> list[str]:
    return [line.text for line in lines_of(block, columns)]


def test_columns_stand_at_the_edges() -> None:
    assert rows(Columns([("Cash", 1, "left"), ("₦1,000.00", 0, "right")]), 20) == ["Cash       ₦1,000.00"]


def test_columns_divide_the_paper_by_their_shares() -> None:
    block = Columns([("Item", 2, "left"), ("Qty", 1, "right"), ("Amount", 1, "right")])

    assert rows(block, 34) == ["Item                  Qty   Amount"]


def test_long_name_wraps_beside_its_figure() -> None:
    block = Columns([("Ankara maxi dress, emerald", 1, "left"), ("₦1,185,000.00", 0, "right")])

    assert rows(block, 32) == ["Ankara maxi dress, ₦1,185,000.00", "emerald"]


def test_very_long_name_ends_in_an_ellipsis() -> None:
    block = Columns([("one two three four five six seven eight nine ten", 1, "left"), ("₦1.00", 0, "right")])

    assert rows(block, 18) == ["one two      ₦1.00", "three four", "five six se…"]


def test_figure_that_leaves_no_room_stands_below_the_name() -> None:
    block = Columns([("Outstanding", 1, "left"), ("₦123,456,789,012.00", 0, "right")])

    assert rows(block, 24) == ["Outstanding", "     ₦123,456,789,012.00"]


def test_no_break_spaces_keep_an_amount_together() -> None:
    block = Columns([("  2\u00a0×\u00a0NGN\u00a01,185,000.00", 1, "left"), ("NGN\u00a02,370,000.00", 0, "right")])

    assert rows(block, 32) == ["  2 × NGN 1,185,000.00", "                NGN 2,370,000.00"]


def test_large_row_that_is_too_wide_is_set_tall() -> None:
    block = Columns([("TOTAL", 1, "left"), ("₦1,230,000.00", 0, "right")], size="large")

    assert [(line.size, line.text) for columns in (48, 32) for line in lines_of(block, columns)] == [
        (Size.LARGE, "TOTAL      ₦1,230,000.00"),
        (Size.TALL, "TOTAL              ₦1,230,000.00"),
    ]


def test_centered_text_leaves_no_single_word_over() -> None:
    assert rows(Text("12 Aminu Kano Crescent, Wuse II, Abuja", align="center"), 34) == [
        "12 Aminu Kano Crescent,",
        "Wuse II, Abuja",
    ]


def test_accents_take_no_room() -> None:
    assert (width_of("Bọ́lá"), shorten("Bọ́lá Adéṣínà", 6)) == (4, "Bọ́lá…")


@given(st.text(alphabet="ab₦1, \u00a0ọ漢", max_size=80), st.integers(8, 48))
def test_wrapped_lines_never_pass_the_edge_and_lose_no_character(text: str, width: int) -> None:
    lines = wrap(text, width)

    assert max(map(width_of, lines)) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


FIGURES = st.decimals(0, 10**9, places=2).map(lambda value: f"₦{value:,.2f}")


@given(
    st.text(alphabet="abc de", min_size=1, max_size=90), FIGURES, st.sampled_from([32, 42, 48]), st.sampled_from(Size)
)
def test_figures_are_printed_whole_beside_any_name(name: str, figure: str, columns: int, size: Size) -> None:
    lines = list(lines_of(Columns([(name, 1, "left"), (figure, 0, "right")], size=size), columns))

    assert all(width_of(line.text) <= characters(columns, line.size) for line in lines)
    assert sum(line.text.endswith(figure) for line in lines) == 1


@pytest.mark.parametrize(("size", "expected"), [("small", 64), ("normal", 48), ("tall", 48), ("large", 24)])
def test_size_says_how_many_characters_fit(size: str, expected: int) -> None:
    assert characters(48, Size(size)) == expected
