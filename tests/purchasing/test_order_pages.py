"""Orders and goods receipts in the back office: who fills, sends, counts and books them, and what is said."""

from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from apps.catalog.models import LabelLine, Product
from apps.core.actor import Actor
from apps.mail.models import OutgoingMail
from apps.purchasing import order_papers, receiving
from apps.purchasing.models import GoodsReceipt, PurchaseOrder
from apps.purchasing.receiving import Charges
from apps.stores import places
from apps.stores.models import Shop
from apps.users.rights import names_of, permissions_named
from tests.factories.catalog import make_product
from tests.factories.inventory import level_of, make_goods
from tests.factories.purchasing import begin_receipt, count_receipt, make_order, make_supplier
from tests.factories.stores import make_company, make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.printing.test_pdf import pages

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
PRESSED = {"_form_submitted": "True"}
ORDERS = "/admin/purchasing/purchaseorder/"


@pytest.fixture
def shop() -> Shop:
    make_company()
    return make_shop(name="Wuse II")


@pytest.fixture
def shirt() -> Product:
    return make_product(style="Oxford")


@pytest.fixture
def manager(shop: Shop) -> Client:
    return signed_in(make_manager(shop))


def code_of(product: Product) -> str:
    return product.barcodes.get().code


def press(browser: Client, row: PurchaseOrder | GoodsReceipt, button: str, **typed: object) -> str:
    """What the desk says after one of its buttons."""
    desk = "order_desk" if isinstance(row, PurchaseOrder) else "receiving_desk"
    address = reverse(f"admin:purchasing_{desk}", args=[row.pk])
    return browser.post(address, {button: "1", "spread": "value", **typed}, follow=True).content.decode()


def dialog(browser: Client, row: PurchaseOrder | GoodsReceipt, name: str, **typed: object) -> str:
    """What a dialog of the row's page answers: its own page again, or where it leads."""
    address = reverse(f"admin:purchasing_{row._meta.model_name}_{name}", args=[row.pk])
    answer = browser.post(address, PRESSED | typed)
    return answer.headers.get("HX-Redirect", "") or answer.content.decode()


def test_an_order_is_placed_filled_by_scan_and_priced(shop, shirt, manager):
    supplier = make_supplier(name="Kano Textiles")

    answer = manager.post(
        f"{ORDERS}new-order/", PRESSED | {"supplier": supplier.pk, "shop": shop.pk, "key": str(uuid4()), "note": ""}
    )
    order = PurchaseOrder.objects.get()
    assert answer.headers["HX-Redirect"] == reverse("admin:purchasing_order_desk", args=[order.pk])

    said = press(manager, order, "scan", code=code_of(shirt), pieces=3)
    assert f"{shirt.name} is on the order." in said
    press(manager, order, "save", **{f"pieces-{shirt.pk}": "4", f"cost-{shirt.pk}": "₦4,500.50"})

    assert order.lines.values_list("quantity", "unit_cost").get() == (4, Decimal("4500.50"))
    assert order.invoices.get().total == Decimal("18002.00")


@pytest.mark.parametrize(
    ("box", "typed", "said"),
    [
        ("pieces", "-1", "is no number of pieces"),
        ("pieces", "two", "is no number of pieces"),
        ("cost", "12.345", "is no cost of"),
        ("cost", "cheap", "is no cost of"),
    ],
)
def test_what_is_typed_wrongly_is_told_and_nothing_changes(shop, shirt, manager, box, typed, said):
    order = make_order({shirt: 2}, shop=shop)

    assert said in press(manager, order, "save", **{f"{box}-{shirt.pk}": typed})
    assert order.lines.values_list("quantity", "unit_cost").get() == (2, Decimal("5000.00"))


def test_pasted_columns_join_the_order(shop, shirt, manager):
    order = make_order({}, shop=shop)

    assert "1 product was added." in press(manager, order, "paste", rows=f"{code_of(shirt)}\t7")
    assert order.lines.get().quantity == 7


def test_an_order_that_came_is_filled_no_more(shop, shirt, manager):
    order = make_order({shirt: 2}, shop=shop)
    receiving.book(count_receipt({shirt: 2}, order), by=SYSTEM)
    desk = reverse("admin:purchasing_order_desk", args=[order.pk])

    assert manager.get(desk).headers["Location"] == reverse("admin:purchasing_purchaseorder_change", args=[order.pk])
    assert "is received already" in press(manager, order, "scan", code=code_of(shirt), pieces=1)
    assert order.lines.get().quantity == 2


def test_an_order_goes_to_the_supplier_by_mail_with_its_pdf(shop, shirt, manager):
    order = make_order({shirt: 2}, shop=shop, supplier=make_supplier(email="sales@kano.example"))
    form = manager.get(reverse("admin:purchasing_purchaseorder_send_mail", args=[order.pk])).content.decode()
    assert 'value="sales@kano.example"' in form

    dialog(manager, order, "send_mail", recipient="sales@kano.example", message="Before Friday, please.")

    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.document, mail.shop) == ("sales@kano.example", order.number, shop)
    assert mail.body.startswith("Before Friday, please.\n\nPlease deliver what is listed in the attached order")
    assert mail.body.split("\n\n")[1:3] == [
        f"Please deliver what is listed in the attached order {order.number}: 2 pieces, ₦10,000.00.",
        f"To:\n{shop.name}\n{shop.location}",
    ]
    assert mail.attachments.get().name == f"{order.number}.pdf"
    assert [step.kind for step in order.steps.all()] == ["placed", "mailed"]


def test_an_empty_order_is_neither_mailed_nor_received(shop, manager):
    order = make_order({}, shop=shop)

    for name in ("send_mail", "unload"):
        address = reverse(f"admin:purchasing_purchaseorder_{name}", args=[order.pk])
        assert manager.post(address, PRESSED).status_code == 403
    assert (OutgoingMail.objects.count(), GoodsReceipt.objects.count()) == (0, 0)


def test_goods_of_an_order_are_scanned_and_booked(shop, shirt, manager):
    order = make_order({shirt: 2}, shop=shop)
    floor = places.floor_of(shop)
    dialog(manager, order, "unload", place=floor.pk, reference="A-17", key=str(uuid4()))
    receipt = GoodsReceipt.objects.get()

    assert f"1 counted: {shirt.name}." in press(manager, receipt, "scan", code=code_of(shirt), pieces=1)
    said = press(manager, receipt, "book", reference="A-17", freight="500")

    assert "is booked: 1 piece is at Wuse II, shop floor now." in said
    assert level_of(shirt, floor) == (1, Decimal("5500.00"))
    order.refresh_from_db()
    assert order.state == "part"


def test_everything_that_was_open_is_counted_with_one_button(shop, shirt, manager):
    receipt = begin_receipt(make_order({shirt: 12}, shop=shop))

    press(manager, receipt, "all", **{f"cost-{shirt.pk}": "5,100"})

    assert receipt.lines.values_list("quantity", "unit_cost").get() == (12, Decimal("5100.00"))


def test_what_looks_like_a_delivery_booked_already_needs_a_tick(shop, shirt, manager):
    receiving.book(count_receipt({shirt: 2}, shop=shop), by=SYSTEM)
    again = count_receipt({shirt: 2}, shop=shop)
    desk = reverse("admin:purchasing_receiving_desk", args=[again.pk])

    assert "looks like this delivery" in manager.get(desk).content.decode()
    assert "Tick that it is another one" in press(manager, again, "book")
    assert level_of(shirt, places.floor_of(shop))[0] == 2

    press(manager, again, "book", is_another="on")
    assert level_of(shirt, places.floor_of(shop))[0] == 4


def test_new_prices_are_shown_and_only_the_ticked_ones_taken(shop, shirt, manager):
    jeans = make_product(style="Slim")
    receipt = count_receipt({shirt: 1, jeans: 1}, shop=shop, costs={shirt: "6000.00", jeans: "7000.00"})
    receiving.book(receipt, by=SYSTEM)
    desk = manager.get(reverse("admin:purchasing_receiving_desk", args=[receipt.pk])).content.decode()
    assert "₦10,000.00 → <b>₦12,000.00</b>" in desk

    said = press(manager, receipt, "take", **{f"take-{shirt.pk}": "on"})

    assert "1 price is changed." in said
    prices = dict(Product.objects.values_list("pk", "price"))
    assert (prices[shirt.pk], prices[jeans.pk]) == (Decimal("12000.00"), Decimal("10000.00"))


def test_labels_of_just_the_pieces_that_came(shop, shirt, manager):
    receipt = receiving.book(count_receipt({shirt: 3}, shop=shop), by=SYSTEM)

    assert "labelbatch/manager" in dialog(manager, receipt, "print_labels")
    assert LabelLine.objects.values_list("product", "copies").get() == (shirt.pk, 3)


def test_who_sees_no_cost_counts_but_neither_sees_nor_changes_what_it_costs(shop, shirt):
    worker = make_user(shop)
    worker.user_permissions.set(Permission.objects.filter(codename__endswith="_goodsreceipt"))
    receipt, browser = count_receipt({shirt: 1}, shop=shop), signed_in(worker)
    desk = reverse("admin:purchasing_receiving_desk", args=[receipt.pk])
    page = reverse("admin:purchasing_goodsreceipt_change", args=[receipt.pk])

    assert "₦" not in browser.get(desk).content.decode() + browser.get(page).content.decode()
    press(browser, receipt, "book", **{f"cost-{shirt.pk}": "1", "freight": "900"})

    assert level_of(shirt, places.floor_of(shop)) == (1, Decimal("5000.00"))


@pytest.mark.parametrize("make", [make_cashier, make_user])
def test_without_the_right_nobody_orders_or_receives(shop, shirt, make):
    order, receipt, browser = make_order({shirt: 1}, shop=shop), begin_receipt(shop=shop), signed_in(make(shop))

    assert browser.get(ORDERS).status_code == 403
    assert browser.get(reverse("admin:purchasing_order_desk", args=[order.pk])).status_code == 403
    assert browser.get(reverse("admin:purchasing_receiving_desk", args=[receipt.pk])).status_code == 403
    assert browser.post(f"{ORDERS}new-order/", PRESSED).status_code == 403
    assert PurchaseOrder.objects.count() == 1


def test_an_accountant_reads_orders_and_changes_none(shop, shirt):
    order, browser = make_order({shirt: 1}, shop=shop), signed_in(make_user(shop, role="accountant"))

    assert order.number in browser.get(ORDERS).content.decode()
    for name in ("call_off", "send_mail", "unload"):
        address = reverse(f"admin:purchasing_purchaseorder_{name}", args=[order.pk])
        assert browser.post(address, PRESSED | {"reason": "No"}).status_code == 403
    assert order.steps.count() == 1


def test_orders_and_receipts_of_another_shop_are_hidden(shop, shirt):
    order, receipt = make_order({shirt: 1}, shop=shop), begin_receipt(shop=shop)
    stranger = signed_in(make_manager(make_shop()))

    assert order.number not in stranger.get(ORDERS).content.decode()
    assert stranger.get(reverse("admin:purchasing_order_desk", args=[order.pk])).status_code == 404
    assert stranger.get(reverse("admin:purchasing_receiving_desk", args=[receipt.pk])).status_code == 404


def test_an_order_is_cancelled_with_its_reason(shop, shirt, manager):
    order = make_order({shirt: 1}, shop=shop)

    dialog(manager, order, "call_off", reason="Too dear")

    order.refresh_from_db()
    assert (order.state, order.steps.last().note) == ("cancelled", "Too dear")


def test_the_workbooks_tell_pieces_and_costs(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)
    receipt = count_receipt({shirt: 3}, order)
    receiving.change(receipt, {}, charges=Charges(freight=Decimal("900.00")), by=SYSTEM)
    receiving.book(receipt, by=SYSTEM)

    ordered = list(load_workbook(BytesIO(order_papers.order_workbook(order))).active.values)
    came = list(load_workbook(BytesIO(order_papers.receipt_workbook(receipt))).active.values)

    assert ordered[1] == (shirt.name, "Zara", "Shirts", "White", "M", code_of(shirt), 4, 3, 1, 5000, 20000)
    assert came[1] == (shirt.name, "Zara", "Shirts", "White", "M", code_of(shirt), 3, 5000, 15000, 900, 5300)


def test_a_short_paper_is_one_page_and_a_long_one_several(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)
    assert pages(order_papers.order_pdf(order)) == [(210, 297)]
    assert pages(order_papers.receipt_pdf(count_receipt({shirt: 4}, order))) == [(210, 297)]

    many = {make_goods(): 1 for _turn in range(order_papers.LONGEST_TABLE + 1)}
    assert len(pages(order_papers.order_pdf(make_order(many, shop=shop)))) > 1


def test_a_manager_finds_an_order_by_its_number(shop, shirt, manager):
    order = make_order({shirt: 1}, shop=shop)

    found = manager.get("/find/", {"code": order.number.lower()}).headers["Location"]

    assert found == reverse("admin:purchasing_purchaseorder_change", args=[order.pk])


def test_an_md_sees_every_shop(shop, shirt):
    order = make_order({shirt: 1}, shop=shop)

    assert order.number in signed_in(make_md(make_shop())).get(ORDERS).content.decode()


def test_who_looks_at_orders_without_the_cost_right_reads_pieces_and_no_cost(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)
    receipt = receiving.book(count_receipt({shirt: 3}, order), by=SYSTEM)
    assert receipt.invoice
    worker = make_user(shop)
    worker.user_permissions.set(permissions_named(names_of("orders:look")))
    browser = signed_in(worker)
    change = reverse("admin:purchasing_purchaseorder_change", args=[order.pk])
    came = reverse("admin:purchasing_goodsreceipt_change", args=[receipt.pk])

    pages_seen = [browser.get(address).content.decode() for address in (ORDERS, change, came)]

    assert all(order.number in page for page in pages_seen)
    assert [word for page in pages_seen for word in ("₦", "15000", receipt.invoice.number) if word in page] == []
    assert "3" in pages_seen[1]
    papers = [
        reverse(f"admin:purchasing_purchaseorder_download_{kind}", args=[order.pk]) for kind in ("pdf", "workbook")
    ]
    assert [browser.get(address).status_code for address in papers] == [403, 403]
    desk = reverse("admin:purchasing_order_desk", args=[order.pk])
    assert (browser.get(desk).status_code, browser.get(f"{ORDERS}?o=6").status_code) == (403, 200)


def test_who_looks_at_orders_of_another_shop_sees_none(shop, shirt):
    order = make_order({shirt: 4}, shop=shop)
    worker = make_user(make_shop(name="Ikeja"))
    worker.user_permissions.set(permissions_named(names_of("orders:look")))

    browser = signed_in(worker)

    assert order.number not in browser.get(ORDERS).content.decode()
    led = browser.get(reverse("admin:purchasing_purchaseorder_change", args=[order.pk]), follow=True)
    assert "not within your reach" in led.content.decode()


@pytest.mark.parametrize(("pieces", "told"), [(100, False), (130, True)])
def test_labels_that_a_batch_does_not_hold_are_told(shop, shirt, pieces, told):
    receipt = receiving.book(count_receipt({shirt: pieces}, shop=shop), by=SYSTEM)
    md = signed_in(make_md(shop))
    assert receipt.invoice

    dialog(md, receipt.invoice, "print_labels")

    page = md.get(f"/admin/catalog/labelbatch/manager/?shop={shop.pk}").content.decode()
    assert (f"{shirt.name} (30)." in page, LabelLine.objects.get().copies) == (told, 100)
