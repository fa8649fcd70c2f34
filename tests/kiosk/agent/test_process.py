"""The agent as a process without a Nexus: it needs no package, says why it cannot work, ends when it is told to."""

import json
import signal
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from websockets.sync.server import ServerConnection, serve

from nexus.agent_file import program
from tests.journeys.agents import Agent, until
from tests.printing.tcp import unused_port

IMPORTED = """
import sys

program = sys.argv[1] + "/"
sys.path.insert(0, sys.argv[1])
import kiosk.agent.__main__

origins = [getattr(module, "__file__", None) or "" for module in sys.modules.values()]
print(*(origin.removeprefix(program) for origin in origins if origin.startswith(program)))
"""


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Agent]:
    at_work = Agent(tmp_path / "pc", f"http://127.0.0.1:{unused_port()}", "1.secret:token")
    yield at_work
    at_work.close()


def run(agent: Agent, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(agent.program), *words], capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout + done.stderr


def test_an_agent_without_a_server_dials_again_until_it_is_stopped(agent: Agent) -> None:
    agent.start()
    until(lambda: agent.log.count("cannot be reached") >= 2, lambda: agent.log)

    code = agent.stop(signal.SIGINT)

    assert (code, "The agent is closed." in agent.log, "Traceback" in agent.log) == (0, True, False)
    assert "secret" not in agent.log + (agent.folder / "nexus-agent.log").read_text()


def test_a_second_agent_in_the_same_folder_is_refused(agent: Agent) -> None:
    agent.start()
    until(lambda: "Nexus print agent" in agent.log and (agent.folder / "nexus-agent.journal").exists())
    until(lambda: "cannot be reached" in agent.log)

    code, said = run(agent)

    assert (code, "Does the agent run here already" in said) == (1, True)


def test_an_agent_without_settings_says_what_to_write_where(agent: Agent) -> None:
    (agent.folder / "nexus-agent.ini").unlink()

    code, said = run(agent)

    assert (code, said) == (
        1,
        "Say where the shop is and what the token is: "
        f"write address and token under [agent] in {agent.folder}/nexus-agent.ini.\n",
    )
    assert [path.name for path in agent.folder.iterdir()] == ["nexus-agent.pyz"]


def test_an_agent_lists_the_printers_of_its_pc(agent: Agent) -> None:
    code, said = run(agent, "--list")

    assert (code, "Try out  (folder)\n" in said) == (0, True)


def test_the_program_is_the_same_file_from_the_same_sources() -> None:
    assert program() == program()


def test_the_program_brings_all_that_it_imports_and_nothing_else(agent: Agent) -> None:
    with zipfile.ZipFile(agent.program) as packed:
        brought = {name for name in packed.namelist() if name.endswith(".py")}

    done = subprocess.run([sys.executable, "-I", "-S", "-c", IMPORTED, agent.program], capture_output=True, timeout=60)

    assert (brought - {"__main__.py"}, done.stderr) == (set(done.stdout.decode().split()), b"")


@contextmanager
def shop(serve_agent: Callable[[ServerConnection], None]) -> Iterator[str]:
    """The address of a server that is no Nexus, but speaks as one."""
    with serve(serve_agent, "127.0.0.1", 0) as listening:
        Thread(target=listening.serve_forever).start()
        yield f"http://127.0.0.1:{listening.socket.getsockname()[1]}"


def test_the_program_prints_in_a_python_without_any_package(agent: Agent, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty")
    plain = f"{tmp_path}/empty/bin/python"
    order = {"type": "print", "job": 7, "key": "k", "printer": "Try out", "title": "Slip", "content": "U2xpcA=="}
    heard: list[Any] = []

    def order_a_slip(line: ServerConnection) -> None:
        heard.append(json.loads(line.recv())["printers"])
        line.send(json.dumps(order))
        heard.append(json.loads(line.recv()))

    with shop(order_a_slip) as address:
        agent.told(address, "1.secret:token")
        agent.start(plain)
        until(lambda: len(heard) == 2, lambda: agent.log)
        agent.stop()

    assert subprocess.run([plain, "-I", "-c", "import websockets"], capture_output=True).returncode == 1
    assert heard == [[{"name": "Try out", "kind": "folder"}], {"type": "printed", "job": 7, "key": "k"}]
    assert agent.printed() == ["Slip"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (4401, "The token is no longer valid: it was revoked or renewed in the back office."),
        (4409, "Another agent connected with the same token: each PC needs an agent of its own."),
        (1011, "/ws/agent/ is cut."),
    ],
)
def test_an_agent_that_is_sent_away_says_why(agent: Agent, code: int, sentence: str) -> None:
    with shop(lambda line: line.close(code)) as address:
        agent.told(address, "1.secret:token")
        agent.start()
        until(lambda: sentence in agent.log, lambda: agent.log)
        agent.stop()

    assert "Traceback" not in agent.log
