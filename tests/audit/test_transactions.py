"""The log in real transactions, where nothing is rolled back behind a test."""

import pytest

from apps.audit import log
from apps.audit.models import AuditEntry
from apps.audit.verification import verify
from apps.core.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("run", [1, 2])
def test_each_test_begins_with_an_empty_log(run: int) -> None:
    log.write("a.b", by=Actor.system(), subject="s", key=run)

    assert AuditEntry.objects.count() == 1
    assert verify() == []
