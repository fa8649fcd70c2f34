import pytest
from django.core.management import CommandError, call_command

from apps.inventory.models import StockLevel
from tests.factories.inventory import make_goods, make_place, stock

pytestmark = pytest.mark.django_db


def test_command_says_that_the_books_are_in_order(capsys):
    stock(make_goods(), make_place(), 3)

    call_command("check_integrity")

    assert capsys.readouterr().out.startswith("The books are in order")


def test_command_fails_and_names_what_is_not(capsys):
    stock(make_goods("Jeans"), make_place("Wuse II"), 3)
    StockLevel.objects.update(quantity=4)

    with pytest.raises(CommandError):
        call_command("check_integrity")

    assert "Jeans, Wuse II: the level says 4 pieces" in capsys.readouterr().out
