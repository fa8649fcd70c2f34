"""A finished sale that no receipt can hold is refused for good and kept whole, until an MD answers for it."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import reverse

from apps.audit.models import AuditEntry
from apps.catalog.models import Product
from apps.core.money import MOST
from apps.core.refusals import Conflict, InvalidInput
from apps.pricing.discounts import TooMuch
from apps.pricing.totals import MOST_PIECES
from apps.sales import badges, shifts, unbooked
from apps.sales.models import Receipt, SaleException, UnbookedSale
from apps.sales.refusals import NoOpenShift, UnknownProduct
from apps.stores.models import Register
from tests.factories.sales import Till, actor_at, make_till, message
from tests.factories.users import make_cashier, make_manager, make_md, signed_in
from tests.sales.conftest import everything

PRESSED = {"_form_submitted": "on"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def finished(till: Till, *lines: Any, **changes: Any) -> dict[str, Any]:
    return message(till, *lines, **{"is_offline": True, "provisional_number": "AB1-1-000017"} | changes)


def impossible(till: Till, jeans: Product) -> dict[str, Any]:
    """The goods alone come to more than a column of money holds."""
    return finished(till, (jeans, MOST_PIECES, {"unit_price": str(MOST)}), total=str(MOST))


def kept(till: Till, jeans: Product) -> UnbookedSale:
    with pytest.raises(TooMuch):
        unbooked.bring(impossible(till, jeans), by=till.actor)
    return UnbookedSale.objects.get()


def without_audit(rows: dict[str, object]) -> dict[str, object]:
    return {name: count for name, count in rows.items() if name != "AuditEntry"}


def test_a_sale_beyond_all_bounds_is_refused_with_a_sentence_and_kept_whole(till: Till, jeans: Product) -> None:
    body, before = impossible(till, jeans), everything()

    with pytest.raises(TooMuch, match="The goods come to more than a receipt can hold"):
        unbooked.bring(body, by=till.actor)

    assert without_audit(everything()) == without_audit(before)
    sale = UnbookedSale.objects.get()
    assert (sale.provisional_number, sale.total, sale.code) == ("AB1-1-000017", str(MOST), "too_much")
    assert (sale.shop, sale.register, sale.sent_by_name) == (till.shop, till.register, till.actor.name)
    assert json.loads(sale.body) == body
    assert AuditEntry.objects.get(act="sales.keep_unbooked").subject_name == "AB1-1-000017"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"quantity": MOST_PIECES + 1}, "Lines 1 quantity must be from 1 to 10000."),
        ({"unit_price": "1000000000000.00"}, "Lines 1 unit price must be ₦999,999,999,999.99 at most."),
        ({"unit_price": "9" * 30}, 'Lines 1 unit price must be an amount written as text, such as "24500.00".'),
        ({"discount": {"kind": "amount", "value": "999999999999.99"}}, None),
    ],
)
def test_the_door_bounds_amounts_and_pieces(
    till: Till, jeans: Product, line: dict[str, Any], sentence: str | None
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        unbooked.bring(finished(till, (jeans, 1, line), total="24500.00"), by=till.actor)

    assert sentence in (None, refusal.value.sentence)
    assert (Receipt.objects.count(), UnbookedSale.objects.count()) == (0, 1)


def test_the_dearest_sale_that_fits_is_booked(till: Till, jeans: Product) -> None:
    body = finished(till, (jeans, 1, {"unit_price": str(MOST)}), total=str(MOST))

    assert unbooked.bring(body, by=till.actor).total == MOST
    assert list(SaleException.objects.values_list("kind", flat=True)) == ["unknown_price"]


def test_sent_again_it_is_kept_once(till: Till, jeans: Product) -> None:
    body = impossible(till, jeans)
    for _ in range(3):
        with pytest.raises(TooMuch):
            unbooked.bring(body, by=till.actor)

    assert UnbookedSale.objects.count() == 1
    assert AuditEntry.objects.filter(act="sales.keep_unbooked").count() == 1


def test_a_product_that_never_was_is_kept_too(till: Till) -> None:
    with pytest.raises(UnknownProduct):
        unbooked.bring(finished(till, (Product(pk=4711, price=Decimal(1)), 1)), by=till.actor)

    assert UnbookedSale.objects.get().sentence == "This sale holds a product that never was."


def test_even_what_is_hardly_a_sale_is_kept(till: Till) -> None:
    with pytest.raises(InvalidInput):
        unbooked.bring({"key": "none", "total": 7, "is_offline": True}, by=till.actor)

    assert (UnbookedSale.objects.get().key, UnbookedSale.objects.get().total) == ("none", "7")


def test_what_can_be_booked_later_is_resolved_by_that(till: Till, jeans: Product) -> None:
    bare = Register.objects.create(shop=till.shop, code="AB1-9", name="Till 9", epoch=1)
    actor = actor_at(bare, till.cashier)
    body = finished(till, (jeans, 1), shift_key="0198c5f0-0000-7000-8000-000000000001")
    with pytest.raises(NoOpenShift):
        unbooked.bring(body, by=actor)
    shifts.open_shift(bare, key=uuid4(), opening_float=Decimal(0), by=actor)

    receipt = unbooked.bring(body, by=actor)

    assert UnbookedSale.objects.get().resolution == f"Booked as {receipt.number}."


def test_resolving_takes_an_answer_once_and_is_on_record(till: Till, jeans: Product) -> None:
    sale = kept(till, jeans)

    with pytest.raises(InvalidInput):
        unbooked.resolve(sale, by=till.actor, resolution=" ")
    unbooked.resolve(sale, by=till.actor, resolution="Sold again as RCP-1")
    with pytest.raises(Conflict):
        unbooked.resolve(sale, by=till.actor, resolution="Again")

    assert UnbookedSale.objects.get().resolution == "Sold again as RCP-1"
    assert AuditEntry.objects.filter(act="sales.resolve_unbooked").count() == 1


def page_of(sale: UnbookedSale, action: str = "") -> str:
    if action:
        return reverse(f"admin:sales_unbookedsale_{action}", args=[sale.pk])
    return reverse("admin:sales_unbookedsale_change", args=[sale.pk])


def test_the_md_sees_the_whole_sale_and_resolves_it(till: Till, jeans: Product) -> None:
    sale, boss = kept(till, jeans), signed_in(make_md())

    listed = boss.get(reverse("admin:sales_unbookedsale_changelist") + "?state=open").content.decode()
    shown = boss.get(page_of(sale)).content.decode()
    boss.post(page_of(sale, "resolve"), PRESSED | {"resolution": "The scanner read a barcode into the price"})

    assert "AB1-1-000017" in listed
    assert "999999999999.99" in shown
    sale.refresh_from_db()
    assert (sale.resolved_by_name, sale.resolution) == ("Ada Obi", "The scanner read a barcode into the price")


def test_a_cashier_and_a_manager_of_another_shop_do_not_resolve_it(till: Till, jeans: Product) -> None:
    sale = kept(till, jeans)
    other = make_till(code="LA1", city="Lagos", name="Ikeja")

    for user in (make_cashier(till.shop), make_manager(other.shop)):
        answer = signed_in(user).post(page_of(sale, "resolve"), PRESSED | {"resolution": "x"})
        assert answer.status_code in (302, 403, 404)

    assert UnbookedSale.objects.get().resolved_at is None


def test_the_sidebar_and_the_first_page_count_what_is_open_within_reach(till: Till, jeans: Product) -> None:
    kept(till, jeans)
    unbooked.bring(finished(till, (jeans, 12)), by=till.actor)
    other = make_till(code="LA1", city="Lagos", name="Ikeja")
    request = RequestFactory().get("/admin/")

    request.user = make_manager(till.shop)
    assert (badges.open_exceptions(request), badges.open_unbooked(request)) == (1, 1)
    request.user = make_manager(other.shop)
    assert (badges.open_exceptions(request), badges.open_unbooked(request)) == (0, 0)

    page = signed_in(make_md()).get("/admin/")
    links = {link["title"]: link for group in page.context["sidebar_navigation"] for link in group["items"]}
    assert [links[title]["badge"] for title in ("Exceptions", "Sales not booked")] == [1, 1]
    shown = page.content.decode()
    assert "1 sale was booked although something was wrong" in shown
    assert "1 sale was finished at a till and could not be booked" in shown
