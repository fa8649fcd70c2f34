"""Printers, routes, jobs and a receipt as the shop prints it."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw

from apps.core.actor import Actor
from apps.printing import agents, jobs
from apps.printing.document import (
    QR,
    Barcode,
    Block,
    Columns,
    Cut,
    Document,
    Drawer,
    Feed,
    Picture,
    Rule,
    Text,
)
from apps.printing.models import Agent, Printer, PrintJob, Route, Task
from apps.stores.models import Location, Shop
from apps.users.models import Role

BY = Actor(user_id=None, name="Ngozi Okafor", address="10.0.0.7")
PAPER_58 = {"paper_mm": 58, "dots": 384, "columns": 32}


def make_printer(**changes: Any) -> Printer:
    return Printer.objects.create(**{"name": "Counter printer", **changes})


def unsaved_printer(**changes: Any) -> Printer:
    """A profile to draw by, without a database."""
    return Printer(**{"name": "Counter printer", **changes})


def make_agent(name: str = "Counter PC", *, shop: Shop | None = None) -> tuple[Agent, str]:
    """An agent that never came yet, and its token."""
    return agents.make(name, shop=shop, by=BY)


def agent_here(*names: str, name: str = "Counter PC", shop: Shop | None = None) -> tuple[Agent, agents.Line]:
    """An agent whose line is open, with printers of these names."""
    agent, _token = make_agent(name, shop=shop)
    line = agents.Line(uuid4().hex, "1.0", "Linux", tuple(agents.Offered(each, "usb") for each in names))
    agents.arrive(agent, line)
    agent.refresh_from_db()
    return agent, line


def make_agent_printer(agent: Agent, queue: str = "Counter", **changes: Any) -> Printer:
    at_it = {"connection": Printer.Connection.AGENT, "agent": agent, "agent_queue": queue, "shop": agent.shop}
    return make_printer(**{**at_it, **changes})


def make_route(
    printer: Printer, *, task: Task = Task.RECEIPT, shop: Shop | None = None, role: Role | None = None
) -> Route:
    return Route.objects.create(task=task, shop=shop, role=role, printer=printer)


def printing_shop(code: str = "wuse", city: str = "AB") -> Shop:
    """A shop without places and registers: printing needs no more of it."""
    location, _ = Location.objects.get_or_create(code=city, defaults={"name": f"City {city}"})
    return Shop.objects.get_or_create(code=code, defaults={"location": location, "name": code.title()})[0]


def make_job(**changes: Any) -> PrintJob:
    shop = changes.pop("shop", None)
    return jobs.queue(
        changes.pop("document", short_document()), **{"task": Task.RECEIPT, "shop": shop, "by": BY, **changes}
    )


def short_document() -> Document:
    return Document("Slip", [Text("Hello"), Columns([("Total", 1, "left"), ("₦1,500.00", 0, "right")]), Cut()])


def logo() -> bytes:
    """A hanger, as a shop of clothes may have."""
    picture = Image.new("RGBA", (300, 150))
    pencil = ImageDraw.Draw(picture)
    pencil.line([(150, 62), (30, 130), (270, 130), (150, 62)], fill="black", width=10, joint="curve")
    pencil.arc((128, 10, 172, 54), 150, 90, fill="black", width=9)
    pencil.line([(150, 52), (150, 66)], fill="black", width=9)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def sample_receipt() -> Document:
    """Resembles a real one: long names, a gift, a discount, two tenders, change, QR."""
    return Document("RCP-202611-042", [*_head(), *_lines(), *_totals(), *_foot()])


def _head() -> list[Block]:
    return [
        Picture.of(logo()),
        Text("Adunni & Sons", align="center", size="large", bold=True),
        Text("12 Aminu Kano Crescent, Wuse II, Abuja\n0803 123 4567 · TIN\u00a012345678-0001", align="center"),
        Feed(1),
        Columns([("Receipt", 1, "left"), ("RCP-202611-042", 0, "right")], bold=True),
        Columns([("22 Nov 2026 14:05", 1, "left"), ("Wuse II · Till 1", 0, "right")]),
        Columns([("Cashier", 0, "left"), ("Ngozi Okafor", 1, "right")]),
        Columns([("Customer", 0, "left"), ("Bọ́lá Adéṣínà", 1, "right")]),
        Rule(),
    ]


def _lines() -> list[Block]:
    sold = [
        ("Levi's 511 Slim Jeans, dark indigo, 34", "2\u00a0×\u00a0₦24,500.00", "₦49,000.00"),
        (
            "Ankara maxi dress with hand-sewn beadwork, emerald and gold, XL",
            "1\u00a0×\u00a0₦1,185,000.00",
            "₦1,185,000.00",
        ),
        ("Cotton socks", "3\u00a0×\u00a0₦1,500.00", "₦4,500.00"),
    ]
    rows: list[Block] = []
    for name, count, total in sold:
        rows += [Text(name), Columns([("  " + count, 1, "left"), (total, 0, "right")])]
    rows.append(Columns([("  Discount 10 %", 1, "left"), ("−₦450.00", 0, "right")], size="small"))
    return [
        *rows,
        Text("Gift bag"),
        Columns([("  1 × gift (worth ₦500.00)", 1, "left"), ("₦0.00", 0, "right")]),
        Rule(),
    ]


def _totals() -> list[Block]:
    return [
        Columns([("7 pieces", 1, "left"), ("₦1,238,050.00", 0, "right")]),
        Columns([("Order discount", 1, "left"), ("−₦8,050.00", 0, "right")]),
        Rule("dashed"),
        Columns([("TOTAL", 1, "left"), ("₦1,230,000.00", 0, "right")], size="large", bold=True),
        Columns([("VAT 7.5 % included on ₦1,144,186.05", 1, "left"), ("₦85,813.95", 0, "right")], size="small"),
        Rule("dashed"),
        Columns([("Cash", 1, "left"), ("₦1,000,000.00", 0, "right")]),
        Columns([("Bank transfer · ref 7788221", 1, "left"), ("₦240,000.00", 0, "right")]),
        Columns([("Change", 1, "left"), ("₦10,000.00", 0, "right")], bold=True),
    ]


def _foot() -> list[Block]:
    return [
        Rule(),
        Text("You earned 1,230 points. You have 4,890.", align="center"),
        Feed(1),
        QR("https://nexus.example/r/eyJyIjo0Mn0:1vMxyz:8f2c1b7a9d3e4f5a6b7c8d9e0f/"),
        Text("Scan to see and check this receipt", align="center", size="small"),
        Barcode("RCP-202611-042"),
        Text("Thank you! Exchange within 7 days with this receipt.", align="center"),
        Cut(),
        Drawer(),
    ]
