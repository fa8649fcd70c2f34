"""A shop with two registers, and what people do at a till."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from apps.core.actor import Actor
from apps.stores import payment_methods, taxes
from apps.stores.models import Place
from apps.users.models import User
from tests.browser import Site
from tests.factories.catalog import make_product
from tests.factories.inventory import stock
from tests.factories.kiosk import PIN, give_pin
from tests.factories.stores import make_company, make_register, make_shop
from tests.factories.users import PASSWORD, make_cashier, make_manager, make_user

SCAN = """
(keys) => keys.forEach((key) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
})
"""
ASK = """
([name, body]) => new Promise((answer) => {
  const line = new WebSocket(`ws://${location.host}/ws/till/`);
  line.onclose = (event) => answer({ ok: false, closed: event.code });
  line.onopen = () => line.send(JSON.stringify({ id: "asked", name, body }));
  line.onmessage = (event) => {
    const told = JSON.parse(event.data);
    if (told.id === "asked") answer(told), line.close();
  };
})
"""


@dataclass(frozen=True)
class Shop:
    """What a test needs to know of the shop behind the server."""

    cashier: str
    manager: str
    register: str
    second_register: str
    code: str


def open_shop(*, pieces: int = 50) -> Shop:
    """Shirts at ₦10,000.00 on the floor."""
    make_company()
    payment_methods.sync(Actor.system())
    taxes.sync(Actor.system())
    shop = make_shop()
    first, second = make_register(shop, name="Front"), make_register(shop, name="Back")
    shirt = make_product(style="Office Shirt")
    stock(shirt, Place.objects.get(shop=shop, kind=Place.Kind.FLOOR), pieces)
    cashier, manager = give_pin(make_cashier(shop)), make_manager(shop)
    return Shop(cashier.username, manager.username, first.name, second.name, shirt.barcodes.get().code)


def make_stranger(shop: Shop) -> str:
    """Somebody who works in the shop and may look at goods only; their user name."""
    home = User.objects.select_related("shop").get(username=shop.cashier).shop
    return make_user(home, role="user").username


def enrol(site: Site, page: Page, shop: Shop, *, register: str = "") -> None:
    """A manager makes the page's browser a register."""
    page.goto(f"{site.url}/sell/")
    sign_in(page, shop.manager)
    page.get_by_role("button", name=f"· {register or shop.register}").click()
    page.get_by_role("button", name="Enrol this device").click()
    expect(page.get_by_role("button", name="Open the shift").or_(status(page))).to_be_visible()


def open_shift(page: Page, shop: Shop) -> None:
    """The cashier takes over, and the page is ready to go on without the server too."""
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, shop.cashier)
    page.get_by_label("Cash in the drawer").fill("5000")
    page.get_by_role("button", name="Open the shift").click()
    expect(status(page)).to_contain_text("Online · all sent")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def switch_to_md(page: Page) -> None:
    """Ada Obi, whose PIN the till knows, goes on in the place of the cashier."""
    page.get_by_role("button", name="Chidi Eze: menu").click()
    page.get_by_role("menuitem", name="Switch by PIN").click()
    page.get_by_label("PIN of Ada Obi").wait_for()
    page.keyboard.type(PIN, delay=60)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ada Obi: menu")).to_be_visible()


def ask(page: Page, name: str, **body: Any) -> Any:
    """What the server answers when the page's own browser asks on a line of its own, past every button."""
    return page.evaluate(ASK, [name, body])


def refusal_of(page: Page, name: str, **body: Any) -> str:
    """The code with which a command is refused."""
    told = ask(page, name, **body)
    assert told["ok"] is False, told
    return str(told["refusal"]["code"])


def status(page: Page) -> Locator:
    return page.locator("button.status")


def scan(page: Page, shop: Shop) -> None:
    """As fast as a scanner types, whatever else this machine is doing."""
    page.evaluate(SCAN, [*shop.code, "Enter"])


def sell_one(page: Page, shop: Shop) -> str:
    """Scan and pay."""
    scan(page, shop)
    return pay(page)


def pay(page: Page) -> str:
    """The exact sum in cash; answers the number that the success screen shows."""
    page.keyboard.press("F2")
    expect(page.get_by_role("dialog", name="Payment").get_by_label("Amount")).to_be_focused()
    page.keyboard.press("Enter")
    done = page.get_by_role("dialog", name="Sale done")
    expect(done).to_be_visible(timeout=10_000)
    number = done.locator("p strong").inner_text()
    page.keyboard.press("Enter")
    expect(done).to_be_hidden()
    return number
