"""Customers whose day has passed are reminded by mail, where the company wants it: not every day, and never twice."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.audit import log
from apps.core import clock
from apps.core.actor import Actor
from apps.core.money import ZERO
from apps.customers.models import Customer
from apps.sales import statements
from apps.sales.models import DebtReminder, Receipt
from apps.stores import company

HOUR = 9  # o'clock in the company's zone
EACH_DAYS = 14
MOST = 200  # at a time; the next hour goes on


def send_due(*, by: Actor) -> int:
    """Write the mails that are due now; how many. None before nine, none while it is switched off."""
    with timezone.override(company.zone()):
        if not company.current().reminds_debtors or timezone.localtime(clock.now()).hour < HOUR:
            return 0
        return sum(_remind(customer, by) for customer in _to_remind())


def _to_remind() -> list[Customer]:
    today = clock.today()
    late = Receipt.objects.filter(due__gt=ZERO, due_on__lt=today).values("customer")
    lately = DebtReminder.objects.filter(day__gt=today - timedelta(days=EACH_DAYS)).values("customer")
    people = Customer.objects.filter(pk__in=late).exclude(pk__in=lately).exclude(email="")
    return list(people.order_by("pk")[:MOST])


def _remind(customer: Customer, by: Actor) -> int:
    """The row comes first: whoever writes it sends."""
    statement = statements.statement_of(customer)
    content = statements.pdf(customer)
    day = {"customer": customer, "day": statement.day}
    try:
        with transaction.atomic():
            DebtReminder.objects.create(**day, amount=statement.overdue)
            statements.queue(statement, customer.email, content, by=by)
            log.write("sales.remind_debtor", by=by, subject="customer", key=customer.pk, owed=str(statement.owed))
    except IntegrityError:
        if DebtReminder.objects.filter(**day).exists():
            return 0  # another worker was first
        raise
    return 1
