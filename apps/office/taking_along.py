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
from apps.credits.models import Credit
from apps.customers.models import Customer
from apps.mail.models import OutgoingMail
from apps.office.belongings import belongings
from apps.office.models import DuplicatePair
from apps.office.traces import Traces
from apps.preorders.models import PreOrder
from apps.returns.models import Return
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
    """The person, their versions, then every table that names them, each with what hangs on its rows."""
    traces = Traces.of(customer)
    yield _sheet(_("Customer"), Customer.objects.filter(pk=customer.pk))
    yield _sheet(_("Versions"), Customer.history.filter(id__in=traces.keys).order_by("pk"))
    for each in belongings():
        rows = each.of(customer.pk).order_by("pk")
        if each.model not in NOT_THEIRS and rows.exists():
            yield _sheet(capfirst(str(each.model._meta.verbose_name_plural)), rows)
            yield from _parts(rows)
    asked = traces.questions()
    if asked.exists():
        yield _sheet(_("Requests for approval"), asked)
    mails = OutgoingMail.objects.filter(_theirs(customer, traces)).order_by("pk")
    if mails.exists():
        yield _sheet(_("Mail"), mails)


def _parts(rows: QuerySet[Any]) -> Iterator[Sheet]:
    """Lines, entries, steps: the tables whose rows are parts of these, and name no customer themselves."""
    named = {each.model for each in belongings()}
    for field in rows.model._meta.related_objects:
        model: Any = field.related_model
        if model in named:
            continue
        parts = model._default_manager.filter(**{f"{field.field.name}__in": rows}).order_by("pk")
        if parts.exists():
            yield _sheet(capfirst(str(model._meta.verbose_name_plural)), parts)


def _theirs(customer: Customer, traces: Traces) -> Q:
    found = Q()
    for paper in (Receipt, PreOrder, Return, Credit):
        found |= Q(document__in=paper._default_manager.filter(customer=customer).values("number"))
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
