"""By which names and addresses this machine is reached."""

import fcntl
import socket
import struct
from ipaddress import ip_address

LOOPBACK = ("localhost", "127.0.0.1", "::1")
READ_INTERFACE_ADDRESS = 0x8915  # SIOCGIFADDR of Linux


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def names() -> list[str]:
    """The machine's name, with and without the ending that local networks use."""
    name = socket.gethostname().lower()
    return [name] if "." in name or name == "localhost" else [name, f"{name}.local"]


def addresses() -> list[str]:
    """The machine's IPv4 addresses on its networks, without the loopback."""
    found = (_address_of(interface) for _index, interface in socket.if_nameindex())
    return sorted({address for address in found if address and not is_loopback(address)})


def _address_of(interface: str) -> str:
    request = struct.pack("256s", interface.encode()[:15])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            answer = fcntl.ioctl(asking, READ_INTERFACE_ADDRESS, request)
        except OSError:  # an interface without an address
            return ""
    return socket.inet_ntoa(answer[20:24])
