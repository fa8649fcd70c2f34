"""The file that makes a PC a print agent: the program for who may see agents, the settings for who has the token."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.printing import agents
from nexus import tls
from tests.factories.printing import BY, make_agent
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/print-agent/"


@pytest.fixture
def manager() -> Client:
    return signed_in(make_manager(make_shop()))


def unpacked(answer: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_program_is_one_file_that_python_runs(manager: Client) -> None:
    answer = manager.get(ADDRESS)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="nexus-agent.pyz"'
    assert answer.content.startswith(b"#!/usr/bin/env python3\n")
    files = unpacked(answer)
    assert {"__main__.py", "kiosk/agent/__main__.py", "kiosk/agent/printers/cups.py"} <= files.keys()
    assert {name.split("/")[0].split("-")[0] for name in files} == {"__main__.py", "kiosk", "websockets"}
    (licence,) = (files[name] for name in files if name.endswith("LICENSE"))
    assert b"Redistribution and use in source and binary forms" in licence


def test_with_its_token_comes_all_that_a_pc_needs(manager: Client) -> None:
    _agent, token = make_agent()

    answer = manager.post(ADDRESS, {"token": token})

    files = unpacked(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert [*files] == [
        *("install-service.sh", "nexus-agent.ini", "nexus-agent.pyz", "nexus-agent.service"),
        "start-with-windows.bat",
    ]
    written = files["nexus-agent.ini"].decode()
    assert f"address = http://testserver\ntoken = {token}\n\n" in written
    assert files["start-with-windows.bat"].count(b"\r\n") == files["start-with-windows.bat"].count(b"\n") > 5


def test_a_server_that_signs_for_itself_sends_its_authority_along(
    manager: Client, settings: Any, tmp_path: Path
) -> None:
    _agent, token = make_agent()
    settings.TLS_DIR, settings.HTTPS, settings.PUBLIC_URL = tmp_path, True, "https://shop.example"
    authority = tls.ensure(tmp_path, ["shop.example"]).authority

    files = unpacked(manager.post(ADDRESS, {"token": token}))

    assert files["nexus-ca.crt"] == authority.read_bytes()
    assert "address = https://shop.example\n" in files["nexus-agent.ini"].decode()
    assert "\nauthority = nexus-ca.crt\n" in files["nexus-agent.ini"].decode()


@pytest.mark.parametrize("token", ["", "guessed", "renewed"])
def test_without_a_valid_token_there_are_no_settings(manager: Client, token: str) -> None:
    agent, before = make_agent()
    agents.renew(agent, by=BY)

    answer = manager.post(ADDRESS, {"token": before if token == "renewed" else token})

    assert answer.status_code == 422
    assert "This token is not valid any more" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_see_agents_gets_nothing(client: Client, method: str) -> None:
    _agent, token = make_agent()
    cashier = signed_in(make_cashier(make_shop()))

    answers = [getattr(browser, method)(ADDRESS, {"token": token}).status_code for browser in (cashier, client)]

    assert answers == [403, 302]
