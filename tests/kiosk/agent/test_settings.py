"""The agent's settings: what is missing or wrong is said with the file's name."""

from pathlib import Path

import pytest

from kiosk.agent import settings
from kiosk.agent.settings import Settings, Unusable

WHOLE = """
[agent]
address = https://shop.example
token = 1.abc:def%20

[printers]
Counter = usb:/dev/usb/lp0
Labels = folder:printed
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "nexus-agent.ini"


def test_settings_are_read_as_they_are_written(file: Path) -> None:
    file.write_text(WHOLE, encoding="utf-8-sig")

    assert settings.read(file) == Settings(
        file,
        "wss://shop.example/ws/agent/",
        "1.abc:def%20",
        printers={"Counter": "usb:/dev/usb/lp0", "Labels": "folder:printed"},
    )


def test_the_command_line_wins_and_needs_no_file(file: Path) -> None:
    told = settings.read(file, address="http://127.0.0.1:8000/", token="2.x")

    assert (told.address, told.token) == ("ws://127.0.0.1:8000/ws/agent/", "2.x")


def test_the_token_is_not_shown_with_the_settings(file: Path) -> None:
    assert "2.secret" not in repr(settings.read(file, address="http://shop", token="2.secret"))


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "write address and token under [agent] in "),
        ("[agent]\naddress = https://shop.example", "write address and token"),
        ("[agent]\naddress = shop.example\ntoken = 1.x", "“shop.example” is no address of a shop."),
        ("[agent]\naddress = https://shop:port\ntoken = 1.x", "“https://shop:port” is no address of a shop."),
        ("[agent]\naddress = https://me@shop\ntoken = 1.x", "“https://me@shop” is no address of a shop."),
        ("[agent]\naddress = https://s\ntoken = 1.x\nauthority = ca.crt", "ca.crt is missing: get it from"),
        ("[agent]\naddress = https://s\ntoken = 1.x\n[printers]\nA = lpt:1", "A: “lpt:1” is no printer."),
        ("address = https://s", "nexus-agent.ini cannot be read"),
    ],
)
def test_settings_that_cannot_work_are_refused(file: Path, written: str, sentence: str) -> None:
    file.write_text(written)

    with pytest.raises(Unusable) as refused:
        settings.read(file)

    assert sentence in str(refused.value)


def test_the_authority_lies_beside_the_settings(file: Path) -> None:
    (file.parent / "nexus-ca.crt").write_text("certificate")
    file.write_text("[agent]\naddress = https://s\ntoken = 1.x\nauthority = nexus-ca.crt")

    assert settings.read(file).authority == str(file.parent / "nexus-ca.crt")
