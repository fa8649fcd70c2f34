import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from kiosk import shell
from tests.factories.kiosk import browser_at, cookie_header
from tests.factories.stores import make_register
from tests.factories.users import make_cashier
from tests.factories.words import write_catalogue
from tests.kiosk.test_sockets import asked, line

FRENCH = {"accept-language": "fr"}


@pytest.fixture
def locale(settings: Any, tmp_path: Path) -> Path:
    """A folder of catalogues; the house speaks French too."""
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    settings.LOCALE_PATHS = [tmp_path]
    return tmp_path


def words_of(browser: Client, address: str, **headers: str) -> dict[str, Any] | None:
    page = browser.get(address, headers=headers).content.decode()
    found = re.search(r'<meta name="words" content="([^"]*)">', page)
    return json.loads(html.unescape(found[1])) if found else None


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sell/", "/customer-display/"])
def test_a_page_carries_the_catalogue_of_its_language(client: Client, locale: Path, address: str) -> None:
    pieces = {"%(count)s piece\0%(count)s pieces": "%(count)s pièce\0%(count)s pièces"}
    write_catalogue(locale, "djangojs", {"Pay": "Payer", "“Gift”": "« Cadeau »", **pieces})

    told = words_of(client, address, **FRENCH)

    assert told is not None
    assert told["catalog"] == {
        "Pay": "Payer",
        "“Gift”": "« Cadeau »",
        "%(count)s piece": ["%(count)s pièce", "%(count)s pièces"],
    }
    assert told["forms"][:3] == [0, 0, 1]
    assert len(told["forms"]) == 200


@pytest.mark.django_db
def test_english_is_what_the_till_says_by_itself(client: Client, locale: Path) -> None:
    write_catalogue(locale, "djangojs", {"Pay": "Payer"})

    assert words_of(client, "/sell/") is None


def test_a_new_catalogue_is_a_new_shell(locale: Path) -> None:
    shell.fingerprint.cache_clear()
    before = shell.version()

    write_catalogue(locale, "djangojs", {"Pay": "Payer"})
    shell.fingerprint.cache_clear()

    assert shell.version() != before
    shell.fingerprint.cache_clear()


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_a_refusal_over_the_socket_is_said_in_the_language_of_the_page(locale: Path) -> None:
    write_catalogue(locale, "django", {"There is no receipt “%(number)s”.": "Aucun reçu « %(number)s »."})
    browser = await sync_to_async(lambda: browser_at((at := make_register()), make_cashier(at.shop)))()
    headers = [*cookie_header(browser), (b"accept-language", b"fr")]

    async with line(browser, headers=headers) as socket:
        told = await asked(socket, "receipt", number="RCP-1")

    assert told["refusal"]["sentence"] == "Aucun reçu « RCP-1 »."
