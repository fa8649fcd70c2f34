"""A network printer: a real TCP server on this machine that keeps what it is sent, or misbehaves as told."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TcpPrinter(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.printed: list[bytes] = []
        self.breaks_off = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Connection(socketserver.BaseRequestHandler):
    server: TcpPrinter

    def handle(self) -> None:
        if self.server.breaks_off:
            self.request.recv(64)
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.close()  # by reset
            return
        received = b""
        while part := self.request.recv(65536):
            received += part
        self.server.printed.append(received)


@contextmanager
def switched_on() -> Iterator[TcpPrinter]:
    with TcpPrinter() as printer:
        thread = threading.Thread(target=printer.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield printer
        finally:
            printer.shutdown()
            thread.join()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
