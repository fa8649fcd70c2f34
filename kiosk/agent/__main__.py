"""The agent's command line: ``python nexus-agent.pyz``, or ``python -m kiosk.agent`` in the project's folder."""

import argparse
import asyncio
import logging
import signal
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from kiosk.agent import VERSION
from kiosk.agent import settings as settings_file
from kiosk.agent.journal import Journal, Unwritable
from kiosk.agent.printers import at_this_pc
from kiosk.agent.printers.windows import lacks_pywin32
from kiosk.agent.service import Service
from kiosk.agent.settings import Settings, Unusable

NAME = "nexus-agent"
LOG_BYTES, LOGS_KEPT = 1_000_000, 2
log = logging.getLogger(NAME)


def main(words: list[str] | None = None) -> int:
    told = _parser().parse_args(words)

    def read() -> Settings:
        return settings_file.read(told.settings, address=told.address, token=told.token)

    try:
        settings = read()
        if told.list:
            return _list(settings)
        state = told.state or settings.folder
        _log_into(state)
        log.info("Nexus print agent %s, settings in %s.", VERSION, settings.file.absolute())
        if lacks_pywin32():
            log.warning("The printers of Windows stay hidden until pywin32 is installed: py -m pip install pywin32")
        journal = Journal(state / f"{NAME}.journal")
    except (Unusable, Unwritable) as wrong:
        return _give_up(str(wrong))
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_run(Service(read, journal)))
    journal.close()
    log.info("The agent is closed.")
    return 0


async def _run(service: Service) -> None:
    """Ctrl-C cancels what runs by itself; where a system sends SIGTERM, that does the same."""
    running = asyncio.current_task()
    with suppress(NotImplementedError):  # Windows knows no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)  # type: ignore[union-attr]
    await service.run()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=NAME,
        description="Prints on this PC's printers what Nexus sends. It needs Python 3.11 or later, and on "
        "Windows pywin32 (py -m pip install pywin32); for serial ports pyserial.",
    )
    parser.add_argument("--settings", type=Path, default=_beside() / f"{NAME}.ini", help="default: %(default)s")
    parser.add_argument("--state", type=Path, help="folder of journal and log; default: where the settings lie")
    parser.add_argument("--address", default="", help="the shop's address, instead of the settings' own")
    parser.add_argument("--token", default="", help="instead of the settings' own; others on this PC may see it here")
    parser.add_argument("--list", action="store_true", help="list the printers of this PC and end")
    parser.add_argument("--version", action="version", version=f"Nexus print agent {VERSION}")
    return parser


def _beside() -> Path:
    """Where the program lies, when it is one file; else where one stands."""
    program = Path(sys.argv[0])
    return program.absolute().parent if program.suffix == ".pyz" else Path()


def _list(settings: Settings) -> int:
    for name, printer in sorted(at_this_pc(settings.printers, settings.folder).items()):
        print(f"{name}  ({printer.kind})")  # noqa: T201
    return 0


def _log_into(folder: Path) -> None:
    """On the screen and in a file; started without a window there is no screen."""
    folder.mkdir(parents=True, exist_ok=True)
    ways: list[logging.Handler] = [
        RotatingFileHandler(folder / f"{NAME}.log", maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8")
    ]
    if sys.stderr is not None:
        ways.append(logging.StreamHandler())
    logging.getLogger("websockets").setLevel(logging.WARNING)  # the service itself tells when a line opens or ends
    logging.basicConfig(level=logging.INFO, format="{asctime} {levelname} {message}", style="{", handlers=ways)


def _give_up(sentence: str) -> int:
    """A window that was opened by a double click stays open until the sentence is read."""
    print(sentence, file=sys.stderr)  # noqa: T201
    if sys.platform == "win32" and sys.stdin and sys.stdin.isatty():
        input("Press Enter to close. ")
    return 1


if __name__ == "__main__":
    sys.exit(main())
