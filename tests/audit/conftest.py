"""A small log with two chains, and a way past the triggers for whoever tampers with it."""

from collections.abc import Callable

import pytest
from django.db import connection

from apps.audit import log, triggers
from apps.core.actor import Actor

Tamper = Callable[[str], None]


@pytest.fixture
def three_entries(md: Actor) -> None:
    """Three entries of shop 7 and one of the company."""
    for number in (1, 2, 3):
        log.write("sales.checkout", by=md, subject="receipt", key=number, name=f"RCP-{number}", shop_id=7, total="5.00")
    log.write("stores.change", by=md, subject="company", key=1, name="Nexus")


@pytest.fixture
def tamper(db: None) -> Tamper:
    """Run SQL on the log as somebody would who may drop its triggers."""

    def run(statement: str) -> None:
        triggers.run(connection, triggers.REMOVE)
        with connection.cursor() as cursor:
            cursor.execute(statement)
        triggers.run(connection, triggers.INSTALL)

    return run
