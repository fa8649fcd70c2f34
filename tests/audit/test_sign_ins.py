"""Signing in, failing to and signing out leave entries, from whichever door."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory

from apps.audit.models import AuditEntry
from apps.users.models import User

pytestmark = pytest.mark.django_db


def written() -> list[tuple[str, str, str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", "subject_name", "user_name", "address"))


def test_coming_and_going_is_noted(md_user: User) -> None:
    client = Client(REMOTE_ADDR="10.1.1.1")

    client.force_login(md_user)
    client.post("/admin/logout/")

    assert [entry[:3] for entry in written()] == [
        ("users.sign_in", "ada", "Ada Obi"),
        ("users.sign_out", "ada", "Ada Obi"),
    ]
    assert written()[1][3] == "10.1.1.1"


def test_a_wrong_password_is_noted_without_the_password(md_user: User) -> None:
    request = RequestFactory(REMOTE_ADDR="10.1.1.2").post("/admin/login/")

    assert authenticate(request, username="ada", password="something-wrong") is None

    assert written() == [("users.sign_in_failed", "ada", "ada", "10.1.1.2")]
    assert "something-wrong" not in str(AuditEntry.objects.values().get())
