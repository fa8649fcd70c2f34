"""The cable between a till (or print agent) and its server, which a test can cut, or let swallow the answers."""

import selectors
import socket
import threading
from contextlib import suppress
from enum import Enum

MOST_BYTES = 65_536


class Wire(Enum):
    WHOLE = "whole"
    DEAF = "deaf"  # what the till says arrives, the answers do not
    MUTE = "mute"  # what the server says arrives, the answers do not
    CUT = "cut"


class Cable:
    """Listens on a port of its own and carries every connection to the server's."""

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.state = Wire.WHOLE
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def swallow(self) -> None:
        self.state = Wire.DEAF

    def gag(self) -> None:
        self.state = Wire.MUTE

    def cut(self) -> None:
        self.state = Wire.CUT
        self._hang_up()

    def mend(self) -> None:
        """Connections that lost something do not come back: nobody could tell what they lost."""
        if self.state is not Wire.WHOLE:
            self._hang_up()
        self.state = Wire.WHOLE

    def close(self) -> None:
        self._listening.close()
        self._hang_up()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listening.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, suppress(OSError):
            if self.state is Wire.CUT:
                return
            with socket.create_connection(("127.0.0.1", self.server_port)) as far:
                self._open |= {near, far}
                self._copy(near, far)
                self._open -= {near, far}

    def _copy(self, near: socket.socket, far: socket.socket) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _events in ready.select():
                    source: socket.socket = key.fileobj  # type: ignore[assignment]
                    part = source.recv(MOST_BYTES)
                    if not part:
                        return
                    if self.state is not (Wire.DEAF if source is far else Wire.MUTE):
                        key.data.sendall(part)

    def _hang_up(self) -> None:
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
