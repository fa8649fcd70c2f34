"""What is held for long work is refused to everybody else, and let go by nobody else."""

import pytest

from apps.core import holds
from apps.core.holds import GOODS, Held
from apps.core.models import Hold

pytestmark = pytest.mark.django_db
SAYS = "The list summer.xlsx is being written."


def held() -> list[tuple[str, str]]:
    return list(Hold.objects.values_list("holder", "says"))


def test_whoever_has_a_hold_takes_it_again_and_others_are_refused_with_its_sentence() -> None:
    holds.take(GOODS, "import:1", SAYS)
    holds.take(GOODS, "import:1", SAYS)

    with pytest.raises(Held, match=r"summer\.xlsx"):
        holds.take(GOODS, "import:2", "Another list is being written.")
    with pytest.raises(Held, match=r"summer\.xlsx"):
        holds.refuse_while_held(GOODS)

    holds.refuse_while_held(GOODS, but="import:1")
    assert held() == [("import:1", SAYS)]


def test_only_its_holder_lets_go() -> None:
    holds.take(GOODS, "import:1", SAYS)

    holds.release(GOODS, "import:2")
    assert held() == [("import:1", SAYS)]

    holds.release(GOODS, "import:1")
    holds.refuse_while_held(GOODS)
    assert held() == [("", "")]
