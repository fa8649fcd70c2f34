"""Every label is read back by a reader, at every size and fineness that printers have."""

from itertools import pairwise

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from apps.printing import labels
from apps.printing.document import Label
from apps.printing.labels import UnfitLabel

LONG = Label(
    "2000000000022",
    "Christian Louboutin Haute Couture Nigeria Limited Edition",
    "46 1/2 extra wide",
    "Emerald green with golden stripes and pearls",
    "₦99,999,999.99",
)


def codes_on(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def white_columns(picture: Image.Image, top: int, bottom: int) -> tuple[int, int]:
    """How many columns of dots stay white left and right between two heights."""
    ink = Image.eval(picture.convert("L"), lambda grey: 255 - grey).crop((0, top, picture.width, bottom)).getbbox()
    assert ink is not None
    return ink[0], picture.width - ink[2]


def test_label_of_55_by_25_mm_has_650_by_295_dots_at_300_dpi() -> None:
    assert labels.draw(Label("2000000000015"), 300).size == (650, 295)


def test_bars_are_whole_dots_wide_and_keep_their_quiet_zones() -> None:
    drawn = labels.draw(Label("2000000000015"), 300)
    row = [drawn.getpixel((x, 120)) for x in range(drawn.width)]

    edges = [x for x in range(1, len(row)) if row[x] != row[x - 1]]

    assert {(after - before) % 4 for before, after in pairwise(edges)} == {0}
    assert edges[-1] - edges[0] == 95 * 4
    assert edges[0] >= 11 * 4
    assert len(row) - edges[-1] >= 7 * 4


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("size", [(550, 250), (400, 300), (381, 212), (700, 370), (1000, 500)])
def test_longest_names_and_highest_price_never_reach_the_bars(size: tuple[int, int], dpi: int) -> None:
    long = Label(LONG.code, LONG.heading, LONG.mark, LONG.note, LONG.figure, width=size[0], height=size[1])

    drawn = labels.draw(long, dpi)

    assert codes_on(drawn) == [LONG.code]
    middle = white_columns(drawn, drawn.height * 35 // 100, drawn.height * 50 // 100)
    assert min(middle) >= drawn.width // 60
    assert min(white_columns(drawn, 0, drawn.height)) >= 1


@pytest.mark.parametrize(
    "name", ["Ṣọlá Ẹniọlá", "Пурпурный", "أخضر داكن", "深绿色", "Ελλάδα", "🧵 Thread", "\u200bZara"]
)
def test_letters_of_any_script_leave_the_code_readable(name: str) -> None:
    drawn = labels.draw(Label("2000000000039", name, name, name, "₦1,500.00"), 300)

    assert codes_on(drawn) == ["2000000000039"]


@settings(max_examples=60, deadline=None)
@given(
    number=st.integers(0, 999_999_999),
    texts=st.tuples(*[st.text(max_size=80)] * 3),
    dpi=st.sampled_from([203, 300]),
)
def test_every_own_code_decodes_whatever_stands_around_it(number: int, texts: tuple[str, ...], dpi: int) -> None:
    code = f"200{number:09d}"
    weighted = sum(int(digit) * weight for digit, weight in zip(code, (1, 3) * 6, strict=True))
    code += str(-weighted % 10)

    assert codes_on(labels.draw(Label(code, *texts, "₦99,999,999.99"), dpi)) == [code]


def test_other_codes_are_drawn_as_code_128() -> None:
    drawn = labels.draw(Label("ABC-123456"), 300)

    assert [found.format.name for found in zxingcpp.read_barcodes(drawn.convert("L"))] == ["Code128"]


def test_a_label_too_narrow_for_its_bars_is_refused() -> None:
    with pytest.raises(UnfitLabel, match="do not fit a label of 10 mm: choose a larger label"):
        labels.draw(Label("2000000000015", width=100, height=100), 203)


def test_what_is_too_long_ends_in_an_ellipsis_and_a_price_never_does() -> None:
    assert labels._cut(LONG.heading, 300, 28, True).endswith("…")
    assert labels.draw(Label("2000000000015", figure="₦99,999,999.99"), 300).tobytes() != (
        labels.draw(Label("2000000000015", figure="₦99,999,999.98"), 300).tobytes()
    )
