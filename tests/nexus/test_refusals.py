"""A refusal that no page caught is a page with its sentence, or JSON for a program."""

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from apps.core.refusals import Conflict, InvalidInput, NexusError, NotAllowed, NotFound
from nexus.middleware import RefusalsAsPages


def answer(refusal: Exception, accept: str = "text/html") -> HttpResponse | None:
    def never(request: HttpRequest) -> HttpResponse:
        raise refusal

    return RefusalsAsPages(never).process_exception(RequestFactory(headers={"Accept": accept}).get("/"), refusal)


@pytest.mark.parametrize(
    ("kind", "status"), [(NotAllowed, 403), (NotFound, 404), (Conflict, 409), (InvalidInput, 422), (NexusError, 422)]
)
def test_a_refusal_becomes_a_page_with_its_sentence(kind: type[NexusError], status: int) -> None:
    page = answer(kind("Only 3 are left of “Agbada <M>”."))

    assert page.status_code == status
    assert "Only 3 are left of “Agbada &lt;M&gt;”." in page.content.decode()


def test_a_program_gets_code_and_details() -> None:
    told = answer(Conflict("Sold already.", left=0), "application/json")

    refusal = {"code": "conflict", "sentence": "Sold already.", "details": {"left": 0}}
    assert json.loads(told.content) == {"ok": False, "refusal": refusal}


def test_a_fault_stays_a_fault() -> None:
    assert answer(ZeroDivisionError()) is None
