"""A shop's whole life in one call: at least one row in every table that the back office shows."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from itertools import count
from string import ascii_uppercase
from uuid import uuid4

from apps.catalog import label_batches
from apps.catalog.models import Product
from apps.core import clock
from apps.core.actor import Actor
from apps.core.export_page import Wanted
from apps.core.refusals import NexusError
from apps.customers.models import Customer
from apps.inventory import counting, reservations, transfers, write_offs
from apps.inventory.transfers import Wish
from apps.mail.models import MailAttachment
from apps.office import duplicates
from apps.printing.models import LabelFormat, PrintedSheet, PrintJob
from apps.purchasing import drafts
from apps.purchasing.imports import jobs, work
from apps.purchasing.models import ImportJob, Supplier
from apps.reporting import exports
from apps.sales import cash_moves, deliveries, parking, unbooked, voids
from apps.sales.cash_moves import CashInput
from apps.sales.models import CashMove, DebtReminder, Receipt, SaleException
from apps.stores.models import BankAccount, Place, Shop, TaxRate
from apps.users import actors
from apps.users.models import Approval, User
from tests.factories import (
    catalog,
    counts,
    customers,
    inventory,
    loyalty,
    mail,
    preorders,
    printing,
    purchasing,
    requests,
    returns,
    sales,
    stores,
)
from tests.factories.credits import make_credit
from tests.factories.sales import Till
from tests.purchasing import workbooks

_serial = count()


def make_world() -> None:
    """A city's shop that bought, sold, delivered, voided, parked, printed and wrote mail, with people of its own."""
    serial = next(_serial)
    name = f"World {serial}"
    letters = f"{ascii_uppercase[serial // 26 % 26]}{ascii_uppercase[serial % 26]}"
    till = sales.make_till(code=f"w{serial}", city=f"{letters} {name}", name=name)
    goods = catalog.make_products(
        3, brand=name, category=name, colour=name, design=name, size=str(30 + serial), by=till.actor
    )
    for product in goods:
        inventory.stock(product, till.floor, 20)
    customer = customers.make_customer(name=f"Customer of {name}")
    _sell(till, goods, customer)
    _owe(customer)
    _take_part(till, goods[0], name)
    _keep_aside(till, goods[0], name)
    _print_and_write(till, name)
    _buy(till, name)
    _configure(till, name)
    _suspect(name)
    _take_along(name)


def _sell(till: Till, goods: list[Product], customer: Customer) -> None:
    delivery = {"kind": "delivery", "address": "1 Lake Road", "phone": "", "due_on": None, "fee": "0.00"}
    rows = [(product, 2) for product in goods]
    receipt = sales.sell(till, *rows, customer_id=customer.pk, delivery=delivery | {"courier": "", "note": ""})
    deliveries.send_out(receipt.delivery, by=till.actor, courier="Sule")
    sales.sell(till, (goods[0], 1), customer_id=customer.pk, paid={"cash": "1.00"})
    DebtReminder.objects.create(customer=customer, day=clock.today(), amount=Decimal(1))
    SaleException.objects.create(
        receipt=receipt, kind=SaleException.Kind.choices[0][0], sentence="The shelf was empty.", at=clock.now()
    )
    with suppress(NexusError):
        unbooked.bring(sales.message(till, is_offline=True, total="7.00"), by=till.actor)
    cash_moves.move(
        till.shift, CashInput(uuid4(), CashMove.Kind.IN, Decimal("2000.00"), "Change from the bank"), by=till.actor
    )
    doubtful = CashInput(uuid4(), CashMove.Kind.OUT, Decimal("500.00"), "Diesel", is_offline=True)
    cash_moves.move(till.shift, doubtful, by=till.actor)
    voided = sales.sell(till, (goods[0], 1))
    md = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("md-of-the-world")
    voids.void(voided, by=sales.actor_at(till.register, md), reason="Wrong size")
    preorders.make_preorder(till, customer=customer, paid={"cash": "20000.00"})
    returns.completed(receipt, till)
    returns.ask(receipt, till)


def _take_part(till: Till, product: Product, name: str) -> None:
    """Somebody earns points and redeems some."""
    account = loyalty.make_account(500, customer=customers.make_customer(name=f"Regular of {name}"))
    total = str(product.price - Decimal(100))
    sales.sell(till, (product, 1), points=100, total=total, customer_id=account.customer_id)


def _owe(customer: Customer) -> None:
    make_credit(customer=customer, reason=f"The zip of {customer.name} broke")


def _keep_aside(till: Till, product: Product, name: str) -> None:
    reservations.reserve(product, till.floor, 1, document=name, by=till.actor)
    warehouse = inventory.make_place(f"{name}, warehouse", Place.Kind.WAREHOUSE, till.shop)
    wish = Wish(source=till.floor, target=warehouse, key=uuid4(), pieces={product.pk: 1})
    transfers.prepare(wish, by=till.actor)
    _count_and_write_off(till, product)
    parking.park({"lines": []}, key=uuid4(), units=1, name=name, by=till.actor)


def _count_and_write_off(till: Till, product: Product) -> None:
    count = counts.make_count(till.shop)
    counting.enter(count, product, till.floor, 1, by=till.actor)
    write_offs.submit(counts.make_write_off(till.floor, {product: 1}), by=till.actor)


def _print_and_write(till: Till, name: str) -> None:
    printer = printing.make_printer(name=name, shop=till.shop)
    printing.make_route(printer, shop=till.shop)
    printing.agent_here("EPSON", name=name, shop=till.shop)
    job = printing.make_job(shop=till.shop, by=till.actor)
    PrintJob.objects.filter(pk=job.pk).update(printer=printer)
    PrintedSheet.objects.create(printer=printer, title=name, content=b"", printed_at=clock.now())
    LabelFormat.objects.get_or_create(name=name, defaults={"width_mm": 55, "height_mm": 25})
    batch = label_batches.open_batch(till.shop, by=till.actor)
    label_batches.add(batch, [(Product.objects.latest("pk").pk, 2)], by=till.actor)
    letter = mail.make_mail(document=Receipt.objects.latest("pk").number, shop=till.shop)
    MailAttachment.objects.create(mail=letter, name="receipt.pdf", content_type="application/pdf", content=b"%PDF-")


def _buy(till: Till, name: str) -> None:
    supplier = purchasing.make_supplier(name=name)
    shop = purchasing.make_shop_with_places()
    invoice = purchasing.make_invoice(2, shop=shop, supplier=supplier, by=till.actor)
    shirt = catalog.make_product(style=f"Ordered {name}", brand=name)
    order = purchasing.make_order({shirt: 2}, shop=till.shop, supplier=supplier, by=till.actor)
    purchasing.begin_receipt(order, by=till.actor)
    drafts.keep(uuid4(), {"brand": [name], "style": ["Oxford"]}, by=till.actor)
    ImportJob.objects.filter(pk=_upload(shop, supplier, name, till).pk).update(invoice=invoice)


def _upload(shop: Shop, supplier: Supplier, name: str, till: Till) -> ImportJob:
    content = workbooks.csv((name, "5000", name, "White", "Plain", "M", 3, "percentage", 100, "", "", ""))
    job = jobs.upload(content, file_name=f"{name}.csv", shop=shop, supplier=supplier, by=till.actor)
    work.work_on(job.pk)
    return job


def _suspect(name: str) -> None:
    """Two who may be one."""
    one, other = customers.make_customer(name=f"Twin of {name}"), customers.make_customer(name=f"Twin of {name}")
    duplicates.name(one.pk, other.pk, by=Actor.system())


def _take_along(name: str) -> None:
    """An export is its owner's, so it is the MD's."""
    md = User.objects.filter(is_superuser=True).order_by("pk")[0]
    keys = list(Customer.objects.values_list("pk", flat=True))
    exports.ask(Wanted("customers.customer", name, "csv", ["name"], "", keys), by=actors.actor_for(md))


def _configure(till: Till, name: str) -> None:
    company = stores.make_company()
    BankAccount.objects.create(company=company, shop=till.shop, bank=name, number="0123456789", name=name)
    TaxRate.objects.create(name=name, rate=Decimal(0))
    stores.make_method(name)
    Approval.objects.create(
        token=name,
        action="discount",
        subject=name,
        approver=till.cashier,
        asked_by=till.cashier,
        register=till.register,
        granted_at=clock.now(),
        expires_at=clock.now() + timedelta(minutes=15),
    )
    requests.ask(till.cashier, till.register, subject=name, what=f"{name} shall be voided.")
