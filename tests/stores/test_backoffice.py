"""The pages of the company's configuration."""

import json

import pytest

from apps.audit.models import AuditEntry
from apps.core.models import Change
from apps.stores import company, enrolment
from apps.stores.models import Company, Location, PaymentMethod, Place, Register, Shop, TaxRate
from apps.users import presets, rights
from apps.users.actors import actor_for
from tests.factories.stores import make_company, make_location, make_method, make_register, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, signed_in

pytestmark = pytest.mark.django_db
NO_ACCOUNTS = {"bank_accounts-TOTAL_FORMS": "0", "bank_accounts-INITIAL_FORMS": "0"}
COMPANY = {
    "name": "Ada Fashion",
    "currency_code": "NGN",
    "currency_symbol": "₦",
    "timezone": "Africa/Lagos",
    "cash_rounding": "0.00",
    "price_rounding": "0.00",
    "credit_limit": "100000.00",
    "credit_days": "365",
    "return_days": "7",
    "low_stock": "10",
    "critical_stock": "3",
    "frequent_receipts": "0",
    "frequent_days": "90",
    "recount_pieces": "3",
    "recount_value": "20000.00",
    "write_off_limit": "20000.00",
}


def test_taxes_show_what_they_take() -> None:
    make_company()
    TaxRate.objects.create(name="VAT", rate="7.500")
    TaxRate.objects.create(name="Bag", kind=TaxRate.Kind.FIXED, amount="50.00")

    page = signed_in(make_md()).get("/admin/stores/taxrate/").content.decode()

    assert ("7.5 %" in page, "7.500" in page, "₦50.00" in page) == (True, False, True)


def test_a_code_with_a_space_is_refused_in_plain_words() -> None:
    make_company()
    shop = make_shop()

    answer = signed_in(make_md()).post(
        "/admin/stores/register/add/", {"shop": shop.pk, "name": "Back", "code": "back 1"}
    )

    assert "Only letters, digits, - and _ go into a code, no spaces." in answer.content.decode()
    assert not Register.objects.exists()


def test_a_code_that_differs_by_capitals_is_refused_in_plain_words() -> None:
    make_company()
    shop = make_shop(code="ABJ")
    register = make_register(shop, code="till1", name="Till 1")
    md = signed_in(make_md())

    answer = md.post("/admin/stores/register/add/", {"shop": shop.pk, "name": "Back", "code": "TILL1"})
    fields = {"location": shop.location_id, "name": "Another", "code": "abj", "address": "", "phone": ""}
    other = md.post("/admin/stores/shop/add/", fields)

    assert f"“{register}” has the code “till1”: choose another one." in answer.content.decode()
    assert f"“{shop}” has the code “ABJ”: choose another one." in other.content.decode()
    assert (Register.objects.count(), Shop.objects.count()) == (1, 1)


def test_the_company_is_one_page() -> None:
    browser = signed_in(make_md())

    before = browser.get("/admin/stores/company/")
    make_company()
    after = browser.get("/admin/stores/company/")

    assert (before.headers["Location"], after.headers["Location"]) == (
        "/admin/stores/company/add/",
        "/admin/stores/company/1/change/",
    )
    assert browser.get("/admin/stores/company/add/").status_code == 403


def test_a_changed_company_is_written_down_told_to_the_tills_and_read_anew() -> None:
    make_company()
    company.current()

    answer = signed_in(make_md()).post(
        "/admin/stores/company/1/change/", COMPANY | NO_ACCOUNTS | {"name": "Ada & Sons", "cash_rounding": "5"}
    )

    assert answer.status_code == 302
    assert company.current().name == "Ada & Sons"
    facts = json.loads(AuditEntry.objects.get(act="stores.company_changed").facts)
    assert facts == {"changes": {"cash_rounding": ["0.00", "5"], "name": ["Ada Fashion", "Ada & Sons"]}}
    assert Change.objects.filter(kind="settings", key="company").exists()


def test_a_bank_account_is_added_on_the_companys_page() -> None:
    make_company()
    account = {"bank": "GTBank", "number": "0123456789", "name": "Ada Fashion", "is_active": "on", "position": "0"}
    rows = {f"bank_accounts-0-{field}": value for field, value in account.items()}
    rows |= {"bank_accounts-TOTAL_FORMS": "1", "bank_accounts-INITIAL_FORMS": "0", "bank_accounts-0-company": "1"}

    signed_in(make_md()).post("/admin/stores/company/1/change/", COMPANY | rows)

    assert [str(row) for row in Company.objects.get().bank_accounts.all()] == ["GTBank 0123456789"]
    assert "GTBank 0123456789" in AuditEntry.objects.get(act="stores.company_changed").facts


def test_a_time_zone_that_is_none_is_refused() -> None:
    make_company()

    answer = signed_in(make_md()).post(
        "/admin/stores/company/1/change/", COMPANY | NO_ACCOUNTS | {"timezone": "Africa/Nowhere"}
    )

    assert "is no time zone" in answer.content.decode()
    assert Company.objects.get().timezone == "Africa/Lagos"


def test_addresses_for_what_runs_low_are_kept_one_a_line() -> None:
    make_company()
    changes = {"mails_low_stock": "on", "low_stock_addresses": "ada@example.com, musa@example.com\r\nada@example.com;"}

    answer = signed_in(make_md()).post("/admin/stores/company/1/change/", COMPANY | NO_ACCOUNTS | changes)

    assert answer.status_code == 302
    kept = Company.objects.get()
    assert (kept.mails_low_stock, kept.low_stock_addresses) == (True, "ada@example.com\nmusa@example.com")


@pytest.mark.parametrize(
    ("addresses", "sentence"),
    [
        ("", "Say who gets the mail: at least one address."),
        ("ada@example.com\nmusa", "“musa” is not an e-mail address."),
        (" ".join(f"ada{number}@example.com" for number in range(21)), "At most 20 addresses, please."),
    ],
)
def test_mail_of_what_runs_low_needs_addresses_that_are_some(addresses: str, sentence: str) -> None:
    make_company()
    changes = {"mails_low_stock": "on", "low_stock_addresses": addresses}

    answer = signed_in(make_md()).post("/admin/stores/company/1/change/", COMPANY | NO_ACCOUNTS | changes)

    assert answer.context["errors"] == [[sentence]]
    assert Company.objects.get().mails_low_stock is False


def test_a_city_and_a_shop_added_by_hand_have_their_places() -> None:
    browser = signed_in(make_md())

    browser.post("/admin/stores/location/add/", {"code": "KN", "name": "Kano"})
    kano = Location.objects.get()
    shop = {"location": kano.pk, "code": "kano", "name": "Kano Central", "with_warehouse": "on"}
    browser.post("/admin/stores/shop/add/", shop)

    assert sorted(Place.objects.values_list("kind", flat=True)) == [
        "customer", "floor", "loss", "supplier", "transit", "warehouse",
    ]  # fmt: skip


def test_a_warehouse_is_added_in_a_dialog() -> None:
    shop = make_shop(with_warehouse=False)
    browser = signed_in(make_md())

    browser.post(f"/admin/stores/shop/{shop.pk}/add-warehouse/", {"_form_submitted": "on"})
    again = browser.post(f"/admin/stores/shop/{shop.pk}/add-warehouse/", {"_form_submitted": "on"})

    assert shop.places.filter(kind="warehouse").count() == 1
    assert again.status_code == 403


def test_a_device_is_released_in_a_dialog() -> None:
    register, md = make_register(), make_md()
    token = enrolment.enrol(register, device="Chromium", by=actor_for(md))

    signed_in(md).post(f"/admin/stores/register/{register.pk}/release/", {"_form_submitted": "on"})

    assert enrolment.register_of(token) is None


def test_payment_methods_are_added_renamed_and_told_to_the_tills() -> None:
    make_method("Cash")
    browser = signed_in(make_md())

    browser.post("/admin/stores/paymentmethod/add/", {"name": "USSD", "kind": "mobile", "is_active": "on"})
    added = PaymentMethod.objects.get(key="ussd")
    browser.post(f"/admin/stores/paymentmethod/{added.pk}/change/", {"name": "USSD code", "is_active": "on"})

    assert PaymentMethod.objects.get(key="ussd").name == "USSD code"
    assert Change.objects.filter(kind="settings", key="methods").count() == 2


def test_payment_methods_are_put_in_order_in_their_list() -> None:
    cash, card = make_method("Cash", position=1), make_method("Card", position=2)
    rows = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "_save": "Save"}
    rows |= {"form-0-id": cash.pk, "form-0-position": "2", "form-1-id": card.pk, "form-1-position": "1"}

    answer = signed_in(make_md()).post("/admin/stores/paymentmethod/", rows)

    assert answer.status_code == 302
    assert list(PaymentMethod.objects.values_list("name", flat=True)) == ["Card", "Cash"]
    assert AuditEntry.objects.filter(act="stores.paymentmethod_changed").count() == 2


def test_a_tax_is_added() -> None:
    signed_in(make_md()).post(
        "/admin/stores/taxrate/add/",
        {"name": "VAT", "kind": "percentage", "rate": "7.5", "amount": "0", "is_inclusive": "on", "is_active": "on"},
    )

    assert TaxRate.objects.get().name == "VAT"
    assert AuditEntry.objects.filter(act="stores.taxrate_added", user_name="Ada Obi").exists()


def test_shops_and_registers_beyond_reach_are_hidden_and_refused() -> None:
    abuja, lagos = make_location("AB"), make_location("LA")
    own, other = make_register(make_shop(abuja)), make_register(make_shop(lagos))
    manager = make_manager(own.shop)
    presets.role_of("manager").permissions.add(*rights.permissions_named(rights.names_of("shops:edit")))
    browser = signed_in(manager)

    listed = browser.get("/admin/stores/register/").content.decode()
    answers = [browser.get(f"/admin/stores/{kind}/{row.pk}/change/").status_code for kind, row in (
        ("register", own), ("register", other), ("shop", own.shop), ("shop", other.shop),
    )]  # fmt: skip

    assert (own.name in listed, other.name in listed) == (True, False)
    assert answers == [200, 302, 200, 302]  # Django sends a stranger row back to the dashboard, with a message


def test_a_register_is_not_added_to_a_shop_beyond_reach() -> None:
    own, other = make_shop(), make_shop()
    manager = make_manager(own)
    presets.role_of("manager").permissions.add(*rights.permissions_named(rights.names_of("shops:create")))

    signed_in(manager).post("/admin/stores/register/add/", {"shop": other.pk, "code": "x1", "name": "X"})

    assert not Register.objects.exists()


def test_configuration_is_not_a_cashiers() -> None:
    make_company()
    browser = signed_in(make_cashier(make_shop()))
    doors = ["company/1/change/", "paymentmethod/", "taxrate/", "shop/add/", "register/add/", "location/add/"]

    assert [browser.get(f"/admin/stores/{door}").status_code for door in doors] == [403] * 6


def test_nothing_of_it_is_deleted() -> None:
    shop, method = make_shop(), make_method()
    browser = signed_in(make_md())

    answers = [
        browser.post(f"/admin/stores/{row}/delete/", {"post": "yes"}).status_code
        for row in (f"shop/{shop.pk}", f"paymentmethod/{method.pk}", f"location/{shop.location_id}")
    ]

    assert answers == [403] * 3
    assert (Shop.objects.count(), PaymentMethod.objects.count()) == (1, 1)


def test_a_table_without_versions_shows_its_story_in_the_audit_log() -> None:
    register = make_register()
    browser = signed_in(make_md())
    browser.post(f"/admin/stores/register/{register.pk}/change/", {"name": "Front", "is_active": "on"})

    story = browser.get(f"/admin/stores/register/{register.pk}/history/", follow=True)

    assert story.redirect_chain[0][0] == f"/admin/audit/auditentry/?subject__in=register&subject_key__in={register.pk}"
    assert "stores.register_changed" in story.content.decode()


def test_the_history_of_a_shop_tells_who_and_why() -> None:
    shop, md = make_shop(), make_md()
    browser = signed_in(md)
    filled = {"code": shop.code, "name": "Maitama", "is_active": "on", "change_reason": "Moved"}
    filled |= {f"{rows}-{count}_FORMS": "0" for rows in ("places", "registers") for count in ("TOTAL", "INITIAL")}

    browser.post(f"/admin/stores/shop/{shop.pk}/change/", filled)
    page = browser.get(f"/admin/stores/shop/{shop.pk}/history/").content.decode()

    assert ("Moved" in page, "Maitama" in page) == (True, True)
