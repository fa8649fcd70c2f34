"""No page of the back office breaches the strict policy or throws an error."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser import Site
from tests.factories.stores import make_company, make_register, make_shop
from tests.factories.users import make_md

pytestmark = pytest.mark.browser


def addresses() -> Iterator[str]:
    """Every list and every form for a new row that is open to an MD."""
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"admin:{name}_changelist")
        yield reverse(f"admin:{name}_add")


def small_shop() -> None:
    make_company()
    make_register(make_shop())


def test_the_sign_in_page_keeps_the_policy(site: Site, page: Page) -> None:
    user = site.do(make_md)
    page.goto(f"{site.url}/admin/login/?next=/admin/users/user/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", "only-for-tests")
    page.click("button[type=submit]")

    page.wait_for_url(f"{site.url}/admin/users/user/")


def test_every_list_and_form_keeps_the_policy(site: Site, page: Page) -> None:
    site.do(small_shop)
    site.sign_in(page, site.do(make_md))

    answers = {}
    for address in ["/admin/", *addresses()]:
        answer = page.goto(site.url + address)
        assert answer is not None
        answers[address] = answer.status
        page.wait_for_load_state("networkidle")

    assert {address: status for address, status in answers.items() if status not in (200, 403)} == {}
