"""Rights reach the own shop, the own city or all: every list and page of rows that belong to a shop is walked."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from apps.printing.models import Route
from apps.stores.models import Shop
from apps.users.models import User
from tests.factories.users import make_user, signed_in
from tests.house.doors import Door, of_the_back_office
from tests.house.shops import bound_to_a_shop, elsewhere
from tests.house.test_doors import ask, is_refused
from tests.house.world import make_world

pytestmark = pytest.mark.django_db
ALL_STOCK = "view_all_stock"  # the one right that looks beyond the reach, by its name


@pytest.fixture
def home(db: None) -> Shop:
    make_world()
    make_world()
    return Shop.objects.order_by("pk")[0]


@pytest.fixture
def mighty(home: Shop) -> Client:
    """Somebody who may do everything, in one shop."""
    user = make_user(home)
    user.user_permissions.set(Permission.objects.exclude(codename=ALL_STOCK))
    return signed_in(user)


def shop_bound() -> list[type[Model]]:
    return [model for model in admin.site._registry if bound_to_a_shop(model)]


def listed(browser: Client, model: type[Model]) -> set[Any]:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return set(browser.get(address).context["cl"].queryset.values_list("pk", flat=True))


def test_no_list_shows_rows_of_a_shop_beyond_reach(home: Shop, mighty: Client, md_user: User) -> None:
    md = signed_in(md_user)

    shown = {
        model._meta.label: (bool(beyond & listed(mighty, model)), bool(beyond & listed(md, model)))
        for model in shop_bound()
        if model is not Route
        for beyond in [set(elsewhere(model, home).values_list("pk", flat=True))]
    }

    assert {label: seen for label, seen in shown.items() if seen != (False, True)} == {}
    assert len(shown) > 15


def test_the_table_of_routes_has_the_columns_of_shops_within_reach_only(
    home: Shop, mighty: Client, md_user: User
) -> None:
    address = reverse("admin:printing_route_changelist")

    assert mighty.get(address).context["form"].shops == [home]
    assert len(signed_in(md_user).get(address).context["form"].shops) == 1 + Shop.objects.count()


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_or_act_opens_for_a_row_of_a_shop_beyond_reach(home: Shop, mighty: Client, method: str) -> None:
    let_in = {}
    for door in of_the_back_office():
        row = foreign_row(door, home)
        if row is not None and "object_id" in door.route:
            answer = ask(mighty, method, door, row.pk)
            if not is_refused(answer):
                let_in[door.route] = answer.status_code

    assert let_in == {}


def foreign_row(door: Door, home: Shop) -> Any:
    if door.model is None or not bound_to_a_shop(door.model):
        return None
    return elsewhere(door.model, home).last()
