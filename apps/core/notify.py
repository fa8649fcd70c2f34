"""Messages to open sockets, from any thread. The only module of the trades that knows channels."""

import asyncio
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

EVERY_SHOP = "tills"
_server_loop: asyncio.AbstractEventLoop | None = None


def shop_group(shop_id: int) -> str:
    """Every open till of a shop."""
    return f"tills.{shop_id}"


def serve_from(loop: asyncio.AbstractEventLoop) -> None:
    """Name the server's loop, so that other threads of its process hand their messages to it.

    Without this the in-memory layer, which belongs to that loop, answers other threads only after most of a second.
    """
    global _server_loop
    _server_loop = loop


def notify(group: str, message: dict[str, Any]) -> None:
    """Send ``message`` (JSON-ready, with its ``type``) to the sockets of ``group``; lost when none listens."""
    layer = get_channel_layer()
    if layer is None:
        return
    if _server_loop is not None and _server_loop.is_running():
        asyncio.run_coroutine_threadsafe(layer.group_send(group, message), _server_loop)
    else:
        async_to_sync(layer.group_send)(group, message)


def after_commit(group: str, message: dict[str, Any]) -> None:
    """Send once the transaction stands. What must not be lost has a row of its own besides."""
    transaction.on_commit(lambda: notify(group, message), robust=True)
