"""All that is stored about one person as a workbook: a sheet a table, found by walking the schema."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import workbooks
from apps.core.actor import Actor
from apps.core.workbooks import Sheet, Value
from apps.customers.models import Customer
from apps.mail.models import OutgoingMail
from apps.office.belongings import belongings
from apps.office.models import DuplicatePair
from apps.office.traces import Traces
from apps.sales.models import Receipt

RIGHT = "customers.take_along_customer"
OURS = frozenset({"cost"})  # what goods cost the shop is nothing about the customer
NOT_THEIRS: tuple[type[models.Model], ...] = (DuplicatePair,)  # a guess about two people, told to neither


@transaction.atomic
def workbook_of(customer: Customer, *, by: Actor) -> bytes:
    """The content of an Excel file; that somebody took it along is on record."""
    target = io.BytesIO()
    sheets = list(_sheets(customer))
    workbooks.write_sheets(target, sheets)
    log.write("office.take_along", by=by, subject="customer", key=customer.pk, sealed={"name": customer.name},
              sheets=[sheet.title for sheet in sheets])  # fmt: skip
    return target.getvalue()


def _sheets(customer: Customer) -> Iterator[Sheet]:
    """The person, their versions, then every table that names them, with what hangs on their receipts."""
    traces = Traces.of(customer)
    yield _sheet(_("Customer"), Customer.objects.filter(pk=customer.pk))
    yield _sheet(_("Versions"), Customer.history.filter(id__in=traces.keys).order_by("pk"))
    for each in belongings():
        rows = each.of(customer.pk).order_by("pk")
        if each.model not in NOT_THEIRS and rows.exists():
            yield _sheet(capfirst(str(each.model._meta.verbose_name_plural)), rows)
    receipts = Receipt.objects.filter(customer=customer)
    for model in (field.related_model for field in Receipt._meta.related_objects):
        rows = model._default_manager.filter(receipt__in=receipts).order_by("pk")
        if rows.exists():
            yield _sheet(capfirst(str(model._meta.verbose_name_plural)), rows)
    mails = OutgoingMail.objects.filter(_theirs(receipts, traces)).order_by("pk")
    if mails.exists():
        yield _sheet(_("Mail"), mails)


def _theirs(receipts: QuerySet[Receipt], traces: Traces) -> Q:
    found = Q(document__in=receipts.values("number"))
    for email in sorted(traces.emails):
        found |= Q(recipient__iexact=email)
    return found


def _sheet(title: str, rows: QuerySet[Any]) -> Sheet:
    fields = [field for field in rows.model._meta.concrete_fields if field.name not in OURS and not _is_inner(field)]
    named = [field.name for field in fields if isinstance(field, models.ForeignKey)]
    found = rows.select_related(*named) if named else rows
    values = [[_value(row, field) for field in fields] for row in found]
    return Sheet(title, [capfirst(str(field.verbose_name)) for field in fields], values)


def _is_inner(field: Any) -> bool:
    """Hashes, keys of programs and bytes tell a person nothing."""
    return isinstance(field, models.UUIDField | models.BinaryField) or field.name.endswith("hash")


def _value(row: Any, field: Any) -> Value:
    value = getattr(row, field.name)
    if isinstance(value, models.Model):
        return str(value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return localtime(value).replace(microsecond=0, tzinfo=None)
    plain: Value = value
    return plain
