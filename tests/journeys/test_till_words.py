"""The till in another language: every word of its screens comes from the catalogue, or from the shop's own data."""

import html
import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import ROOT, Site
from tests.factories.users import PASSWORD
from tests.journeys.till import Shop, open_shop, scan

pytestmark = pytest.mark.browser
MODULES = ROOT / "kiosk/static/kiosk"
SAID = re.compile(r'\b_\("([^"]+)"|\bngettext\("([^"]+)", "([^"]+)"')
OF_THE_SHOP = re.compile(
    r"Nexus|Test & Sons|Shop \d|Abuja|Front|Back|Office Shirt|White|Zara|Shirts|Chidi|Musa"
    r"|Cash|Card Payment|POS Terminal|Bank Transfer|Bank Deposit|Mobile Money|Cheque|Store Credit|Deposit|Exchange"
)
UNSAID = """() => {
  const left = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest("noscript, script") || !parent.checkVisibility()) continue;
    const text = walker.currentNode.data.replace(/⟦[^⟦⟧]*⟧/g, "").trim();
    if (/[a-z]{3}/i.test(text)) left.push(text);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    for (const name of ["aria-label", "placeholder", "title"]) {
      const text = (element.getAttribute(name) ?? "").replace(/⟦[^⟦⟧]*⟧/g, "");
      if (/[a-z]{3}/i.test(text)) left.push(text);
    }
  return left;
}"""


def catalogue() -> str:
    """Every text of the modules in brackets: a language that shows what is not translated."""
    said: dict[str, object] = {}
    for path in [*MODULES.glob("ui/*.js"), *MODULES.glob("models/*.js")]:
        for text, one, many in SAID.findall(path.read_text()):
            said[text or one] = f"⟦{text}⟧" if text else [f"⟦{one}⟧", f"⟦{many}⟧"]
    return html.escape(json.dumps({"catalog": said, "forms": None}))


def speak(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(
        response=answer, body=answer.text().replace("<head>", f'<head><meta name="words" content="{catalogue()}">')
    )


def unsaid(page: Page) -> list[str]:
    return [text for text in page.evaluate(UNSAID) if not OF_THE_SHOP.match(text)]


def test_a_translated_catalogue_changes_every_screen(site: Site, page: Page) -> None:
    shop: Shop = site.do(open_shop)
    page.route("**/sell/", speak)
    page.goto(f"{site.url}/sell/")
    expect(page.locator("h1")).to_have_text("⟦Sign in to sell⟧")
    seen = unsaid(page)

    sign_in(page, shop.manager)
    page.locator(".shops button").first.wait_for()
    seen += unsaid(page)
    page.get_by_role("button", name=f"· {shop.register}").click()
    page.get_by_role("button", name="⟦Enrol this device⟧").click()
    page.get_by_role("button", name="⟦Open the shift⟧").wait_for()
    seen += unsaid(page)
    page.get_by_role("button", name="⟦Open the shift⟧").click()
    expect(page.locator(".status")).to_contain_text("⟦Online⟧ · ⟦all sent⟧")
    scan(page, shop)
    expect(page.locator(".totals")).to_contain_text("⟦1 piece⟧")
    seen += unsaid(page)
    for key in ("?", "F4", "F6", "F7", "F8", "F9", "Enter", "F2"):
        page.keyboard.press(key)
        page.get_by_role("dialog").wait_for()
        page.wait_for_timeout(300)
        seen += unsaid(page)
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
    page.locator(".who").click()
    seen += unsaid(page)

    assert seen == []


def sign_in(page: Page, username: str) -> None:
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
