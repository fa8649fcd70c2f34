"""The pages of people and roles: what they save, what they refuse, what they write down."""

import json
from typing import Any

import pytest
from django.apps import apps

from apps.audit.models import AuditEntry
from apps.core.actor import Actor
from apps.users import approvals, pins, presets, rights
from apps.users.models import Role, User
from tests.factories.stores import make_register, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, signed_in

pytestmark = pytest.mark.django_db
DIALOG = {"_form_submitted": "on"}


def person(**changes: Any) -> dict[str, Any]:
    """The form of a person, filled."""
    return {
        "username": "ngozi",
        "first_name": "Ngozi",
        "last_name": "Ade",
        "is_active": "on",
        "is_staff": "on",
    } | changes


def role_form(role: Role, **changes: Any) -> dict[str, Any]:
    filled = {"name": role.name, "reach": role.reach, "discount_limit": str(role.discount_limit)}
    filled["store_credit_limit"] = str(role.store_credit_limit)
    special = rights.special_rights().filter(group=role).values_list("pk", flat=True)
    return filled | {"ticked": sorted(rights.ticked(role)), "special": list(special)} | changes


def test_an_md_adds_a_cashier() -> None:
    md, shop = make_md(), make_shop()
    passwords = {"usable_password": "true", "password1": "a-long-secret-9", "password2": "a-long-secret-9"}
    cashier = presets.role_of("cashier")

    answer = signed_in(md).post("/admin/users/user/add/", person(shop=shop.pk, groups=[cashier.pk]) | passwords)

    assert answer.status_code == 302
    added = User.objects.get(username="ngozi")
    assert (str(added), added.shop, added.has_perm("sales.sell")) == ("Ngozi Ade", shop, True)
    entry = AuditEntry.objects.get(act="users.user_added")
    assert (entry.user_name, entry.subject_name, entry.chain) == ("Ada Obi", "Ngozi Ade", f"shop:{shop.pk}")


def test_a_change_is_written_down_with_before_and_after() -> None:
    md, shop = make_md(), make_shop()
    cashier = make_cashier(shop, username="ngozi")
    role = presets.role_of("cashier")
    changed = person(shop=shop.pk, groups=[role.pk], change_reason="Married")

    signed_in(md).post(f"/admin/users/user/{cashier.pk}/change/", changed)

    facts = json.loads(AuditEntry.objects.get(act="users.user_changed").facts)
    assert facts == {
        "changes": {"first_name": ["Chidi", "Ngozi"], "last_name": ["Eze", "Ade"]},
        "reason": "Married",
    }
    version = cashier.history.first()
    assert (version.history_user, version.history_change_reason) == (md, "Married")


def test_the_last_md_stays_one() -> None:
    md = make_md(username="ngozi")

    answer = signed_in(md).post(f"/admin/users/user/{md.pk}/change/", person(groups=[presets.role_of("user").pk]))

    assert "Ada Obi is the only MD" in answer.content.decode()
    assert md.groups.get().name == "MD"


def test_nobody_gives_a_role_above_their_own() -> None:
    make_md()
    shop = make_shop()
    manager, cashier = make_manager(shop), make_cashier(shop, username="ngozi")
    presets.role_of("manager").permissions.add(*rights.permissions_named(rights.names_of("people:edit")))
    presets.role_of("manager").permissions.add(*rights.permissions_named(rights.names_of("people:look")))

    answer = signed_in(manager).post(
        f"/admin/users/user/{cashier.pk}/change/", person(shop=shop.pk, groups=[presets.role_of("md").pk])
    )

    assert "MD may do more than you" in answer.content.decode()
    assert cashier.groups.get().name == "Cashier"


def test_an_md_sets_a_pin_in_a_dialog() -> None:
    md, cashier = make_md(), make_cashier()

    answer = signed_in(md).post(
        f"/admin/users/user/{cashier.pk}/set-pin/", DIALOG | {"pin": "4827", "again": "4827"}, follow=False
    )

    assert answer.headers["HX-Redirect"] == "/admin/"
    pins.check_pin(User.objects.get(pk=cashier.pk), "4827")


def test_a_persons_page_shows_no_digest_and_leads_to_a_new_password() -> None:
    md, cashier = make_md(), make_cashier()
    browser = signed_in(md)

    page = browser.get(f"/admin/users/user/{cashier.pk}/change/").content.decode()
    answer = browser.get(f"/admin/users/user/{cashier.pk}/set-password/")
    browser.post(answer.headers["Location"], {"password1": "a-long-secret-9", "password2": "a-long-secret-9"})

    cashier.refresh_from_db()
    assert "argon2" not in page
    assert cashier.check_password("a-long-secret-9")


def test_a_new_password_ends_every_session_of_the_person_and_says_so() -> None:
    md, cashier = make_md(), make_cashier(make_shop())
    elsewhere, browser = signed_in(cashier), signed_in(md)
    page = f"/admin/users/user/{cashier.pk}/password/"

    told = browser.get(page).content.decode()
    browser.post(page, {"password1": "a-long-secret-9", "password2": "a-long-secret-9"})

    assert "Wherever the person is signed in, the new one ends it." in told
    assert "/login/" in elsewhere.get("/admin/").headers["Location"]


def test_a_password_is_not_set_by_whoever_may_not_change_the_person() -> None:
    make_md()
    shop = make_shop()
    browser = signed_in(make_manager(shop))

    assert browser.get(f"/admin/users/user/{make_cashier(shop).pk}/set-password/").status_code == 403


def test_each_role_to_choose_says_what_it_is_for() -> None:
    page = signed_in(make_md()).get("/admin/users/user/add/").content.decode()

    assert "Cashier: Sells; what is above the limits asks for an approval." in page
    assert "Password-based authentication" not in page


def test_approvals_are_listed_by_what_was_allowed() -> None:
    md, cashier = make_md(), make_cashier()
    pins.set_pin(md, "4827", by=Actor.system())
    for action in ("void", "open_drawer"):
        approvals.grant(
            md, "4827", action=action, subject="RCP-1", limit=None, asked_by=cashier, register=make_register()
        )

    browser = signed_in(md)
    rows = browser.get("/admin/users/approval/", {"action": "void"}).context_data["cl"].result_list

    assert [row.action for row in rows] == ["void"]
    assert "drawer without a sale" in browser.get("/admin/users/approval/").content.decode().lower()


@pytest.mark.parametrize(
    ("pin", "again", "sentence"),
    [("4827", "4828", "The two differ"), ("1234", "1234", "first that anybody would try"), ("12", "12", "at least 4")],
)
def test_a_refused_pin_is_said_in_the_dialog(pin: str, again: str, sentence: str) -> None:
    md, cashier = make_md(), make_cashier()

    answer = signed_in(md).post(f"/admin/users/user/{cashier.pk}/set-pin/", DIALOG | {"pin": pin, "again": again})

    assert sentence in answer.content.decode()
    assert not User.objects.get(pk=cashier.pk).has_pin


def test_looking_at_a_dialog_sets_nothing() -> None:
    md, cashier = make_md(), make_cashier()

    answer = signed_in(md).get(f"/admin/users/user/{cashier.pk}/set-pin/?pin=4827&again=4827")

    assert answer.status_code == 200
    assert not User.objects.get(pk=cashier.pk).has_pin


def test_a_cashier_opens_no_page_of_people() -> None:
    make_md()
    cashier = make_cashier(make_shop())
    browser = signed_in(cashier)

    doors = ["user/", "user/add/", f"user/{cashier.pk}/change/", f"user/{cashier.pk}/set-pin/", "role/"]

    assert [browser.get(f"/admin/users/{door}").status_code for door in doors] == [403] * 5


def test_ticks_and_special_rights_are_saved_and_written_down() -> None:
    md = make_md()
    cashier = presets.role_of("cashier")
    gift = rights.permissions_named(["sales.give_gift"])[0]
    filled = role_form(cashier)
    filled["ticked"] = [*(tick for tick in filled["ticked"] if tick != "customers:edit"), "mail:look"]
    filled["special"] = [*filled["special"], gift.pk]

    answer = signed_in(md).post(f"/admin/users/role/{cashier.pk}/change/", filled)

    assert answer.status_code == 302
    assert rights.ticked(cashier) == set(filled["ticked"])
    facts = json.loads(AuditEntry.objects.get(act="users.rights_changed").facts)
    assert facts == {
        "given": ["give_gift", "view_mailattachment", "view_outgoingmail"],
        "taken": ["change_customer"],
    }


def test_saving_a_role_untouched_changes_no_right() -> None:
    md = make_md()
    cashier = presets.role_of("cashier")
    before = set(cashier.permissions.values_list("pk", flat=True))

    signed_in(md).post(f"/admin/users/role/{cashier.pk}/change/", role_form(cashier))

    assert set(cashier.permissions.values_list("pk", flat=True)) == before
    assert not AuditEntry.objects.filter(act="users.rights_changed").exists()


def test_a_preset_is_not_deleted_and_a_free_role_is() -> None:
    md = make_md()
    free = Role.objects.create(name="Weekend")
    browser = signed_in(md)

    refused = browser.post(f"/admin/users/role/{presets.role_of('cashier').pk}/delete/", {"post": "yes"})
    done = browser.post(f"/admin/users/role/{free.pk}/delete/", {"post": "yes"})

    assert (refused.status_code, done.status_code) == (403, 302)
    assert sorted(Role.objects.values_list("key", flat=True)) == [
        "accountant", "cashier", "manager", "md", "oem", "user",
    ]  # fmt: skip


def test_every_table_of_the_house_stands_in_an_area() -> None:
    ours = {
        f"{model._meta.app_label}.{model._meta.model_name}"
        for model in apps.get_models()
        if model.__module__.startswith("apps.") and not model._meta.model_name.startswith("historical")
    }
    behind_the_scenes = {
        "core.counter",
        "core.change",
        "core.hold",
        "inventory.lowstocknotice",
        "audit.auditchain",
        "printing.printersearch",
    }

    assert ours - behind_the_scenes - {model for area in rights.AREAS for model in area.models} == set()


def head_of_people(**changes: Any) -> User:
    """A shop manager who may also edit users and roles."""
    manager = make_manager(make_shop(), **changes)
    names = [name for tick in ("people:look", "people:create", "people:edit") for name in rights.names_of(tick)]
    manager.user_permissions.add(*rights.permissions_named(names))
    return manager


@pytest.mark.parametrize("is_active", [True, False])
def test_password_pin_and_account_of_somebody_mightier_are_out_of_hand(is_active: bool) -> None:
    manager = head_of_people()
    md = make_md(manager.shop, is_active=is_active)
    browser = signed_in(manager)
    before = AuditEntry.objects.count(), md.password, md.pin
    page = f"/admin/users/user/{md.pk}"
    new = {"usable_password": "true", "password1": "a-long-secret-9", "password2": "a-long-secret-9"}

    answers = [
        browser.post(f"{page}/change/", person(shop=manager.shop_id)).status_code,
        browser.post(f"{page}/password/", new).status_code,
        browser.post(f"{page}/set-pin/", DIALOG | {"pin": "4719", "again": "4719"}).status_code,
        browser.post(f"{page}/unlock/", DIALOG).status_code,
    ]

    md.refresh_from_db()
    assert answers == [403, 403, 403, 403]
    assert (AuditEntry.objects.count(), md.password, md.pin) == before


def test_a_manager_with_the_right_sets_a_cashiers_pin() -> None:
    manager = head_of_people()
    cashier = make_cashier(manager.shop)

    signed_in(manager).post(f"/admin/users/user/{cashier.pk}/set-pin/", DIALOG | {"pin": "4719", "again": "4719"})

    cashier.refresh_from_db()
    pins.check_pin(cashier, "4719")


def test_a_role_that_reaches_farther_is_not_given_though_it_may_little() -> None:
    manager = head_of_people()
    oem = presets.role_of("oem")  # no rights at all, but all shops: with the own rights that is much
    groups = [presets.role_of("manager").pk, oem.pk]

    signed_in(manager).post(
        f"/admin/users/user/{manager.pk}/change/",
        person(username=manager.username, shop=manager.shop_id, groups=groups),
    )

    assert not manager.groups.filter(pk=oem.pk).exists()


@pytest.mark.parametrize("changed", [{"reach": "all"}, {"discount_limit": "100"}, {"store_credit_limit": "20000.01"}])
def test_nobody_widens_a_role_beyond_themselves(changed: dict[str, str]) -> None:
    manager = head_of_people()
    role = presets.role_of("manager")
    filled = role_form(role, **changed)

    answer = signed_in(manager).post(f"/admin/users/role/{role.pk}/change/", filled)

    role.refresh_from_db()
    assert (answer.status_code, role.reach, role.discount_limit) == (200, Role.Reach.SHOP, 20)
    assert role.store_credit_limit == 20_000
    assert not AuditEntry.objects.filter(act__startswith="users.role_changed").exists()


def test_the_mds_role_is_not_changed_by_a_manager() -> None:
    manager = head_of_people()
    role = presets.role_of("md")
    before = role.permissions.count()

    answer = signed_in(manager).post(f"/admin/users/role/{role.pk}/change/", role_form(role, ticked=[], special=[]))

    assert (answer.status_code, role.permissions.count()) == (403, before)


def test_a_users_versions_hold_no_secret() -> None:
    columns = {field.name for field in User.history.model._meta.get_fields()}

    assert columns.isdisjoint({"password", "pin", "pin_failures", "token_version", "last_login"})
