"""How large a process ever was. The kernel's own figure, for ``getrusage`` also counts what the parent held."""

import re
from pathlib import Path

PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def largest_mb() -> float:
    found = PEAK.search(Path("/proc/self/status").read_text())
    assert found, "this kernel tells no VmHWM"
    return int(found[1]) / 1024
