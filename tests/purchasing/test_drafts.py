"""Drafts of new goods: kept, read, used once, one's own."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from apps.catalog.models import Product
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput, NotAllowed
from apps.purchasing import drafts
from apps.purchasing.models import GoodsDraft, PurchaseInvoice
from apps.stores.models import Shop
from apps.users.models import User
from tests.factories.catalog import make_category
from tests.factories.purchasing import make_invoice
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_md, make_user, signed_in

pytestmark = pytest.mark.django_db
GOODS = "/admin/purchasing/purchaseinvoice/new-goods/"
KEEP, LIST = f"{GOODS}keep/", "/admin/purchasing/goodsdraft/"
OXFORD = {"brand": ["Zara"], "style": ["Oxford"], "pieces-0-0": ["3"], "pieces-0-1": ["4"]}
PRESSED = {"_form_submitted": "True", "pressed": "1"}


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def md(shop: Shop) -> User:
    return make_md(shop)


@pytest.fixture
def buyer(shop: Shop) -> User:
    """Somebody who takes goods in, and sees nobody's drafts but their own."""
    return make_user(shop, role="accountant")


def actor(user: User) -> Actor:
    return Actor(user_id=user.pk, name=str(user))


def whole(shop: Shop, key: UUID, **changes: object) -> dict[str, Any]:
    """The form of new goods as the browser sends it."""
    filled = {"draft": str(key), "style": "Oxford", "brand": "Zara", "category": make_category("Shirts").pk}
    filled |= {"cost": "5000", "markup_type": "percentage", "markup": "100", "shop": shop.pk, "place": "floor"}
    return filled | {"more_colours": "Sage", "more_sizes": "S,M", "pieces-0-0": "3", "pieces-0-1": "4"} | changes


def test_a_draft_keeps_what_was_typed_over_what_was_kept_before(buyer: User) -> None:
    key = uuid4()

    drafts.keep(key, {"brand": ["Zara"]}, by=actor(buyer))
    kept = drafts.keep(key, OXFORD | {"cost": [""], "csrfmiddlewaretoken": ["x"]}, by=actor(buyer))

    assert GoodsDraft.objects.get() == kept
    assert drafts.typed_in(kept) == OXFORD
    assert (kept.summary, kept.owner) == ("Zara Oxford, 7 pieces", buyer)


def test_a_draft_names_its_brand_once(buyer: User) -> None:
    kept = drafts.keep(uuid4(), {"brand": ["Zara"], "style": ["Zara Home"]}, by=actor(buyer))

    assert kept.summary == "Zara Home"


@pytest.mark.parametrize(
    "typed", [{}, {"markup": ["0"], "shop": ["1"]}, {"brand": [" "]}, {"unknown": ["x"]}, {"brand": ["x" * 70_000]}]
)
def test_nothing_and_too_much_are_not_kept(buyer: User, typed: dict[str, list[str]]) -> None:
    with pytest.raises(InvalidInput):
        drafts.keep(uuid4(), typed, by=actor(buyer))

    assert not GoodsDraft.objects.exists()


def test_nobody_writes_into_the_draft_of_another(buyer: User, md: User) -> None:
    draft = drafts.keep(uuid4(), OXFORD, by=actor(buyer))

    with pytest.raises(NotAllowed):
        drafts.keep(draft.key, {"brand": ["Gap"]}, by=actor(md))
    assert drafts.typed_in(GoodsDraft.objects.get()) == OXFORD

    kept = drafts.keep(draft.key, {"brand": ["Gap"]}, by=actor(md), may_all=True)
    assert (kept.owner, kept.summary) == (buyer, "Gap")


@pytest.mark.parametrize("payload", ["", "[]", "{", '{"brand": "Zara"}', '{"brand": [1]}', "null"])
def test_a_draft_that_cannot_be_read_says_so(buyer: User, payload: str) -> None:
    draft = drafts.keep(uuid4(), OXFORD, by=actor(buyer))
    draft.payload = payload

    with pytest.raises(InvalidInput):
        drafts.typed_in(draft)


def test_what_became_products_takes_no_more_words(buyer: User) -> None:
    key = uuid4()
    drafts.keep(key, OXFORD, by=actor(buyer))
    invoice = make_invoice(1)

    drafts.use_up(key, invoice, by=actor(buyer))

    with pytest.raises(Conflict, match=invoice.number):
        drafts.keep(key, OXFORD, by=actor(buyer))
    with pytest.raises(Conflict, match=invoice.number):
        drafts.use_up(key, invoice, by=actor(buyer))
    assert GoodsDraft.objects.get().payload == "{}"


def test_a_draft_is_thrown_away_once(buyer: User) -> None:
    draft = drafts.keep(uuid4(), OXFORD, by=actor(buyer))

    drafts.drop(draft, by=actor(buyer))

    assert not GoodsDraft.objects.exists()
    with pytest.raises(Conflict):
        drafts.drop(draft, by=actor(buyer))


def test_a_page_keeps_its_form_and_finds_it_again(shop: Shop, buyer: User) -> None:
    browser, key = signed_in(buyer), uuid4()

    told = browser.post(KEEP, whole(shop, key))
    page = signed_in(buyer).get(f"{GOODS}?draft={key}")

    assert (told.status_code, told.json()["said"][:18]) == (200, "Kept as a draft at")
    assert [cell.pieces for cell in page.context["cells"][0]] == ["3", "4"]
    assert (page.context["key"], page.context["form"]["brand"].value()) == (key, "Zara")
    assert f"{GOODS}?draft={key}" in browser.get(LIST).content.decode()


def test_a_form_left_half_way_shows_no_faults_when_it_is_taken_up(buyer: User) -> None:
    browser, key = signed_in(buyer), uuid4()
    browser.post(KEEP, {"draft": str(key), "style": "Oxford"})

    page = browser.get(f"{GOODS}?draft={key}")

    assert (page.context["form"]["style"].value(), dict(page.context["form"].errors)) == ("Oxford", {})


def test_a_draft_becomes_products_once_and_is_gone(shop: Shop, buyer: User) -> None:
    browser, key = signed_in(buyer), uuid4()
    filled = whole(shop, key)
    browser.post(KEEP, filled)

    browser.post(GOODS, filled | {"take_in": ""})
    again = browser.post(GOODS, filled | {"take_in": "", "more_colours": "Rust"})
    late = browser.post(KEEP, filled)

    invoice = PurchaseInvoice.objects.get()
    assert (Product.objects.count(), invoice.units) == (2, 7)
    assert f"already, with invoice {invoice.number}" in again.content.decode()
    assert (late.status_code, invoice.number in late.json()["said"]) == (409, True)
    assert browser.get(LIST).context["cl"].result_count == 0


def test_a_refused_intake_leaves_its_draft(shop: Shop, buyer: User) -> None:
    browser, key = signed_in(buyer), uuid4()
    browser.post(KEEP, whole(shop, key))

    browser.post(GOODS, whole(shop, key, take_in="", **{"pieces-0-0": "some"}))

    assert (Product.objects.count(), GoodsDraft.objects.get().invoice) == (0, None)


def test_a_form_is_kept_on_request(shop: Shop, buyer: User) -> None:
    browser = signed_in(buyer)

    page = browser.post(GOODS, whole(shop, uuid4(), keep=""), follow=True)
    nothing = browser.post(GOODS, {"draft": str(uuid4()), "keep": ""})

    assert "“Zara Oxford, 7 pieces” is kept as a draft." in page.content.decode()
    assert "there is nothing to keep" in nothing.content.decode()
    assert GoodsDraft.objects.count() == 1


def test_one_sees_ones_own_drafts_and_the_md_everybodys(shop: Shop, buyer: User, md: User) -> None:
    other = make_user(shop, role="accountant")
    draft = drafts.keep(uuid4(), OXFORD, by=actor(buyer))
    page = f"{GOODS}?draft={draft.key}"

    seen = {
        name: (browser.get(LIST).context["cl"].result_count, browser.get(page).status_code)
        for name, browser in (("own", signed_in(buyer)), ("other", signed_in(other)), ("md", signed_in(md)))
    }

    assert seen == {"own": (1, 200), "other": (0, 302), "md": (1, 200)}
    assert signed_in(other).post(KEEP, {"draft": str(draft.key), "brand": "Gap"}).status_code == 400
    assert signed_in(other).post(f"{LIST}{draft.pk}/drop/", PRESSED).status_code == 404
    assert drafts.typed_in(GoodsDraft.objects.get()) == OXFORD
    signed_in(buyer).post(f"{LIST}{draft.pk}/drop/", PRESSED)
    assert not GoodsDraft.objects.exists()


def test_who_takes_in_no_goods_keeps_none(shop: Shop) -> None:
    cashier, filled = signed_in(make_cashier(shop)), {"draft": str(uuid4()), "brand": "Zara"}

    answers = [cashier.post(KEEP, filled), cashier.get(LIST), Client().post(KEEP, filled)]

    assert [answer.status_code for answer in answers] == [403, 403, 302]
    assert not GoodsDraft.objects.exists()
