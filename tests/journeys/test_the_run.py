"""The whole first story: a price list comes in, goods go out over the till, and every book is right afterwards."""

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.audit import verification
from apps.audit.models import AuditEntry
from apps.catalog import lists
from apps.catalog.models import Barcode, Product
from apps.core.actor import Actor
from apps.core.money import format_money
from apps.inventory import integrity
from apps.inventory.models import StockLevel
from apps.printing.models import Printer, PrintJob, Route, Task
from apps.sales import links, shifts
from apps.sales.models import Receipt, Shift
from apps.stores import enrolment, payment_methods, shops, taxes
from apps.users import actors, pins, presets
from apps.users.models import Role, User
from tests.browser import LISTEN, Site

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "only-for-the-run"
PIN = "7391"
SCAN = """async (code) => {
  for (const key of [...code, "Enter"]) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}"""


class TcpPrinter:
    """A printer in the shop's network: keeps every byte that a connection brings."""

    def __init__(self) -> None:
        self.received = b""
        self.is_printed = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 9100))
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            with connection:
                while part := connection.recv(65536):
                    self.received += part
            self.is_printed.set()


@dataclass(frozen=True)
class Founded:
    cashier: User
    token: str


def found() -> Founded:
    """A shop with people, ways to pay, taxes and a network printer, and no goods at all."""
    system = Actor.system("test")
    presets.setup(by=system)
    payment_methods.sync(by=system)
    taxes.sync(by=system)
    lists.set_up(by=system)
    city = shops.open_location("AB", "Abuja", by=system)
    shop = shops.open_shop(city, code="wuse", name="Wuse II", with_warehouse=True, by=system)
    register = shops.add_register(shop, code="wuse1", name="Register 1", by=system)
    for username, role in (("md", "MD"), ("amaka", "Cashier")):
        user = User.objects.create_user(username, password=PASSWORD, first_name=username.title(), shop=shop)
        user.is_staff = True
        user.save()
        user.groups.add(Role.objects.get(name=role))
    pins.set_pin(User.objects.get(username="md"), PIN, by=system)
    printer = Printer.objects.create(name="Counter", connection="network", host="127.0.0.1", port=9100, shop=shop)
    Route.objects.create(task=Task.RECEIPT, printer=printer)
    cashier = User.objects.get(username="amaka")
    by = actors.actor_for(cashier, register=register)
    shifts.open_shift(register, key=uuid4(), opening_float=Decimal("5000.00"), by=by)
    return Founded(cashier, enrolment.enrol(register, device="Chromium", by=system))


@pytest.fixture
def printer() -> Iterator[TcpPrinter]:
    listening = TcpPrinter()
    yield listening
    listening.close()


@pytest.fixture
def till(site: Site, browser: Browser) -> Iterator[Page]:
    """The till's own browser, beside the MD's."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(LISTEN)
    yield context.new_page()
    context.close()


def import_price_list(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/admin/login/")
    page.fill("[name=username]", "md")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    page.goto(f"{site.url}/admin/purchasing/importjob/add/")
    page.set_input_files("input[type=file]", ROOT / "fixtures/workbooks/products-clean.xlsx")
    page.select_option("select[name=shop]", label="Wuse II")
    page.get_by_role("button", name="Upload and look").click()
    expect(page.locator(".import-counts")).to_contain_text("1,500", timeout=60_000)
    page.locator("a[href$='/confirm-import/']").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".import-preview")).to_contain_text(re.compile(r"INV\d{3}/\d{4}"), timeout=60_000)


def three_codes() -> list[tuple[str, Decimal, int]]:
    """Barcode, price and product of three products with pieces on the floor."""
    there = StockLevel.objects.filter(place__kind="floor", quantity__gte=5).order_by("product__price")
    chosen = Product.objects.filter(pk__in=there.values("product")).order_by("price", "pk")[:3]
    return [(Barcode.objects.get(product=p, is_primary=True).code, p.price, p.pk) for p in chosen]


def left(product_id: int) -> int:
    return StockLevel.objects.get(product_id=product_id, place__kind="floor").quantity


def books() -> tuple[list[str], list[object]]:
    return integrity.findings(), list(verification.verify())


def cash_expected() -> Decimal:
    return shifts.expected_cash(Shift.objects.get())


def last_receipt() -> Receipt:
    return Receipt.objects.prefetch_related("lines", "tenders").select_related("customer").get()


def test_from_a_price_list_to_a_printed_receipt(site: Site, page: Page, till: Page, printer: TcpPrinter) -> None:
    shop = site.do(found)
    import_price_list(page, site)
    assert site.do(Product.objects.count) == 1500
    goods = site.do(three_codes)
    before = [site.do(left, pk) for _code, _price, pk in goods]

    till.context.add_cookies([{"name": "nexus_register", "value": shop.token, "url": site.url}])
    till.goto(f"{site.url}/sell/")
    till.get_by_label("User name").fill("amaka")
    till.get_by_label("Password").fill(PASSWORD)
    till.keyboard.press("Enter")
    expect(till.locator(".till")).to_be_visible()
    expect(till.locator(".status")).to_contain_text("all sent")
    display = till.context.new_page()
    display.goto(f"{site.url}/customer-display/")
    expect(display.locator("h1")).to_contain_text("Welcome")

    for number, (code, _price, _pk) in enumerate(goods, 1):
        till.evaluate(SCAN, code)
        expect(till.locator(".line")).to_have_count(number)
        expect(display.locator("li")).to_have_count(number)
    till.keyboard.press("2")
    expect(till.locator(".line.now .quantity b")).to_have_text("2")
    give_ten_percent(till)
    attach_new_customer(till)
    gross = sum((price for _code, price, _pk in goods), goods[2][1])
    total = gross - (goods[2][1] * 2 / 10)
    expect(till.locator(".totals .all b")).to_have_text(format_money(total))
    expect(display.locator(".sum .all b")).to_have_text(format_money(total))
    expect(display.locator("h1")).to_contain_text("Tunde")

    pay_cash_and_transfer(till, Decimal("1000.00"))
    expect(till.locator(".done")).to_contain_text("RCP-")
    expect(display.locator("h1")).to_contain_text("Thank you")
    assert printer.is_printed.wait(20)

    receipt = site.do(last_receipt)
    assert re.fullmatch(r"RCP-\d{6}-001", receipt.number)
    assert (receipt.total, receipt.due, receipt.customer.name) == (total, Decimal("0.00"), "Tunde Bakare")
    assert [tender.amount for tender in receipt.tenders.all()] == [Decimal("1000.00"), total - 1000]
    assert receipt.number.encode() in printer.received
    assert [site.do(left, pk) for _c, _p, pk in goods] == [before[0] - 1, before[1] - 1, before[2] - 2]
    assert site.do(cash_expected) == Decimal("6000.00")
    assert site.do(books) == ([], [])
    assert site.do(AuditEntry.objects.filter(act="sales.checkout", subject_name=receipt.number).count) == 1
    assert site.do(PrintJob.objects.get).state == PrintJob.State.DONE
    pdf = urlopen(f"{site.url}{links.path_of(receipt)}receipt.pdf").read()
    assert pdf.startswith(b"%PDF")


def give_ten_percent(till: Page) -> None:
    till.keyboard.press("Enter")
    till.get_by_role("button", name="% off").click()
    till.get_by_label("Percent off").fill("10")
    till.keyboard.press("Enter")
    expect(till.locator(".line.now .tag")).to_contain_text("10 % off")


def attach_new_customer(till: Page) -> None:
    till.keyboard.press("F4")
    till.get_by_label("Name or phone").fill("Tunde Bakare")
    till.get_by_role("button", name="Add “Tunde Bakare”").click()
    till.get_by_label("Phone").fill("0803 123 4567")
    till.keyboard.press("Enter")
    expect(till.locator(".customer")).to_contain_text("Tunde Bakare")


def pay_cash_and_transfer(till: Page, cash: Decimal) -> None:
    till.keyboard.press("F2")
    till.get_by_label("PIN of Md").fill(PIN)  # 10 % of a line is more than a cashier may give
    till.keyboard.press("Enter")
    till.locator(".entry").fill(f"{cash:.0f}")
    till.keyboard.press("Enter")
    expect(till.locator(".tender")).to_have_count(1)
    till.get_by_role("button", name="Bank Transfer").click()
    till.get_by_label("reference").fill("0048821")
    till.keyboard.press("Enter")
