"""What a customer owes, on paper: every open receipt, what was paid on it, and how old it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO, format_money
from apps.customers.models import Customer
from apps.mail import outbox
from apps.mail.models import OutgoingMail
from apps.printing import papers
from apps.sales import ageing
from apps.sales.models import Receipt, Tender
from apps.sales.refusals import NothingDue
from apps.stores import company

STYLESHEET = Path(__file__).parent / "static" / "sales" / "statement-paper.css"


@dataclass(frozen=True, slots=True)
class Owing:
    """An open receipt with its payments and its age in days."""

    receipt: Receipt
    payments: list[Tender]
    days: int

    @property
    def paid(self) -> Decimal:
        return sum((tender.amount for tender in self.payments), ZERO)


@dataclass(frozen=True, slots=True)
class Statement:
    customer: Customer
    day: date
    rows: list[Owing]
    owed: Decimal
    overdue: Decimal
    ages: list[tuple[Any, Decimal]]


def statement_of(customer: Customer) -> Statement:
    """As of today, in a fixed number of queries; of every shop, for the debt is the company's."""
    today = clock.today()
    receipts = ageing.open_receipts(customer.pk)
    rows = owing(receipts, on=today)
    ages = [(bucket.title, _within(rows, bucket)) for bucket in ageing.BUCKETS]
    owed = sum((row.due for row in receipts), ZERO)
    return Statement(customer, today, rows, owed, ageing.overdue(receipts, today), ages)


def owing(receipts: Sequence[Receipt], *, on: date) -> list[Owing]:
    """The receipts with all that was paid on them, in one query."""
    payments: dict[int, list[Tender]] = {}
    for tender in Tender.objects.filter(receipt__in=[receipt.pk for receipt in receipts]).order_by("pk"):
        payments.setdefault(tender.receipt_id, []).append(tender)
    return [Owing(row, payments.get(row.pk, []), ageing.days_old(row, on)) for row in receipts]


def pdf(customer: Customer) -> bytes:
    """A4."""
    context = {"statement": statement_of(customer), "company": company.current()}
    return papers.pdf(render_to_string("sales/statement_paper.html", context), STYLESHEET)


def mail(customer: Customer, recipient: str, *, by: Actor) -> OutgoingMail:
    """Queue the statement as a PDF; refuses an address that is none, and NothingDue."""
    statement = statement_of(customer)
    if not statement.owed:
        raise NothingDue(_("%(name)s owes nothing.") % {"name": customer.name})
    content = pdf(customer)
    with transaction.atomic():
        sent = queue(statement, recipient, content, by=by)
        log.write("sales.mail_statement", by=by, subject="customer", key=customer.pk, owed=str(statement.owed))
    return sent


def queue(statement: Statement, recipient: str, content: bytes, *, by: Actor) -> OutgoingMail:
    settings = company.current()
    words = {
        "company": settings.name,
        "name": statement.customer.name,
        "owed": format_money(statement.owed, settings.currency_symbol),
    }
    subject = _("What is open with %(company)s") % words
    body = _("Dear %(name)s,\n\n%(owed)s is open. The list is attached.\n\nThank you,\n%(company)s\n") % words
    name = f"statement-{statement.day:%Y-%m-%d}.pdf"
    return outbox.queue(recipient, subject, body, attachments=[(name, "application/pdf", content)], by=by)


def _within(rows: list[Owing], bucket: ageing.Bucket) -> Decimal:
    least, most = bucket.least or 0, bucket.most
    return sum((row.receipt.due for row in rows if row.days >= least and (most is None or row.days <= most)), ZERO)
