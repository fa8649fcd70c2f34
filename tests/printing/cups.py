"""A CUPS of the tests' own: its queues print into files and to ports of this machine; gone afterwards.

Its ``file:`` device takes nothing without a filter, by design, so a raw queue stands on a socket instead.
"""

import grp
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 30
SEARCHED = f"{os.environ.get('PATH', '')}:/usr/sbin"
DAEMON = shutil.which("cupsd", path=SEARCHED)
IS_THERE = bool(
    DAEMON and shutil.which("lpadmin", path=f"{os.environ.get('PATH', '')}:/usr/sbin") and shutil.which("lp")
)
FILES = """\
ServerRoot {folder}
ServerBin {prefix}/lib/cups
DataDir {prefix}/share/cups
RequestRoot {folder}/spool
TempDir {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
FileDevice Yes
SystemGroup {group}
"""
RULES = """\
Listen {socket}
Browsing Off
MultipleOperationTimeout 30
<Location />
  Allow all
</Location>
<Policy default>
  <Limit All>
    Allow all
  </Limit>
</Policy>
"""
PASSES_PDF_ON = """\
*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "OFFICE.PPD"
*Manufacturer: "Office"
*Product: "(Office)"
*ModelName: "Office"
*ShortNickName: "Office"
*NickName: "Office"
*PSVersion: "(3010.000) 0"
*cupsVersion: 2.2
*cupsFilter: "application/pdf 0 gziptoany"
*OpenUI *PageSize/Page: PickOne
*DefaultPageSize: A4
*PageSize A4: ""
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4: "0 0 595 842"
*DefaultPaperDimension: A4
*PaperDimension A4: "595 842"
"""


@dataclass(frozen=True)
class Cups:
    """``socket`` is what ``CUPS_SERVER`` says to those who print."""

    folder: Path

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    def add(self, queue: str, device: str, *model: str) -> None:
        command = shutil.which("lpadmin", path=SEARCHED)
        words = [str(command), "-p", queue, "-E", "-v", device, *model]
        subprocess.run(words, env=os.environ | {"CUPS_SERVER": str(self.socket)}, check=True, capture_output=True)

    def add_file(self, queue: str) -> Path:
        """A queue on CUPS's file device, whose filter passes PDF on; answers where its paper lies."""
        model, paper = self.folder / "office.ppd", self.folder / f"{queue}.paper"
        model.write_text(PASSES_PDF_ON)
        paper.touch()
        self.add(queue, f"file:{paper}", "-P", str(model))
        return paper

    def add_raw(self, queue: str, port: int) -> None:
        """A queue that hands on what it gets to a port of this machine."""
        self.add(queue, f"socket://127.0.0.1:{port}", "-m", "raw")

    @property
    def log(self) -> str:
        return (self.folder / "error.log").read_text()


@contextmanager
def server() -> Iterator[Cups]:
    assert DAEMON
    with tempfile.TemporaryDirectory(prefix="nexus-cups-") as name:  # short, as the path of a socket must be
        cups = Cups(Path(name))
        cups.folder.chmod(0o755)
        prefix = Path(DAEMON).parent.parent
        for needed in ("spool", "cache", "state"):
            (cups.folder / needed).mkdir()
        group = grp.getgrgid(os.getgid()).gr_name
        (cups.folder / "files.conf").write_text(FILES.format(folder=name, prefix=prefix, group=group))
        (cups.folder / "cupsd.conf").write_text(RULES.format(socket=cups.socket))
        command = [DAEMON, "-f", "-c", f"{name}/cupsd.conf", "-s", f"{name}/files.conf"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(cups, process)
            yield cups
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _wait_for(cups: Cups, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not cups.socket.exists():
        assert process.poll() is None, "CUPS ended at once"
        assert time.monotonic() < ends, "CUPS did not come up"
        time.sleep(0.05)
