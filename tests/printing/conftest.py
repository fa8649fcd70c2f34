from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.printing.tcp import TcpPrinter, switched_on


@pytest.fixture
def tcp_printer(settings: Any) -> Iterator[TcpPrinter]:
    with switched_on() as printer:
        settings.PRINTER_PORTS = [9100, printer.port]
        yield printer


@pytest.fixture
def data_dir(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path
