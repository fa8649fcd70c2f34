"""The line to the server: whom the agent dials, how it proves who it is, and what it says when nobody lets it in."""

import ssl

from websockets.asyncio import client
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from kiosk.agent import VERSION

LONGEST_MESSAGE = 128 * 1024 * 1024
HANDSHAKE_SECONDS = 15.0
PING_SECONDS = 20.0
PONG_SECONDS = 50.0  # an answer waits behind a long job on a slow line
FAREWELL_SECONDS = 2.0


class Unreachable(Exception):
    """Nobody answered, or something that is no Nexus."""


class Refused(Exception):
    """The server answered, and does not let this agent in: an HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server refused with status {status}")
        self.status = status


async def connect(address: str, *, token: str, authority: str = "") -> ClientConnection:
    """Open a line to ``wss://…`` (or ``ws://…``); raises Unreachable or Refused.

    ``authority`` is the file of the authority that signed the server's certificate, when it is the shop's own.
    """
    try:
        return await client.connect(
            address,
            ssl=ssl.create_default_context(cafile=authority or None) if address.startswith("wss:") else None,
            additional_headers={"Authorization": f"Bearer {token}"},
            user_agent_header=f"nexus-agent/{VERSION}",
            compression=None,
            proxy=None,
            open_timeout=HANDSHAKE_SECONDS,
            ping_interval=PING_SECONDS,
            ping_timeout=PONG_SECONDS,
            close_timeout=FAREWELL_SECONDS,
            max_size=LONGEST_MESSAGE,
        )
    except InvalidStatus as refused:
        raise Refused(refused.response.status_code) from refused
    except InvalidURI as other:  # the settings' own address is one, so this is where the server sends the agent
        raise Unreachable(f"it points to {other.uri}: write that into the settings, if it is the shop's") from other
    except (InvalidHandshake, ConnectionClosed) as error:
        raise Unreachable("what answers there hung up, or does not speak WebSocket") from error
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(f"its certificate is not trusted here ({error.verify_message})") from error
    except TimeoutError as error:
        raise Unreachable("it did not answer in time") from error
    except OSError as error:
        raise Unreachable(error.strerror or str(error)) from error
