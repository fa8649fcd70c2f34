import json

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from kiosk import shell

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/sell/", "/customer-display/"])
def test_a_shell_opens_for_anyone_under_the_strict_policy(client: Client, address: str) -> None:
    answer = client.get(address)

    policy = answer["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types nexus-worker" in policy
    assert "unsafe" not in policy


def test_the_worker_is_headed_by_what_it_keeps(client: Client) -> None:
    answer = client.get("/sell/worker.js")

    head = answer.content.decode().splitlines()[0]
    kept = json.loads(head.removeprefix("self.SHELL = ").removesuffix(";"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert kept["pages"] == ["/sell/", "/customer-display/"]
    assert all(path.startswith("/static/kiosk/") for path in kept["files"])
    assert "/static/kiosk/worker.js" not in kept["files"]
    assert all(is_served(path) for path in kept["files"])


def test_the_worker_keeps_every_module_also_those_that_are_fetched_later(client: Client) -> None:
    kept = client.get("/sell/worker.js").content.decode().splitlines()[0]

    modules = [path for folder in ("ui", "models") for path in (shell.STATIC / folder).glob("*.js")]
    assert [path.name for path in modules if f"/{path.parent.name}/{path.name}" not in kept] == []


def test_the_manifest_makes_the_till_installable(client: Client) -> None:
    told = client.get("/sell/manifest.webmanifest").json()

    assert (told["start_url"], told["scope"], told["display"]) == ("/sell/", "/sell/", "standalone")
    assert all(is_served(icon["src"]) for icon in told["icons"])


def is_served(address: str) -> bool:
    return finders.find(address.removeprefix("/static/")) is not None
