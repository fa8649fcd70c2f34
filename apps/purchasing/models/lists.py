"""Goods that are being typed in, and lists waiting to be imported."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.catalog.models import Category
from apps.purchasing.models.invoice import PurchaseInvoice, Supplier
from apps.stores.models import Shop


class GoodsDraft(models.Model):
    """What stands in a form of new goods before it is taken in; with ``invoice`` it is only known to have been used."""

    key = models.UUIDField(unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    owner_name = models.CharField(_("whose"), max_length=150)
    summary = models.CharField(_("goods"), max_length=200)
    payload = models.TextField(default="{}", help_text=_("What was typed, as JSON."))
    created_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("kept"))
    invoice = models.ForeignKey(PurchaseInvoice, models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("draft of new goods")
        verbose_name_plural = _("drafts of new goods")
        ordering: ClassVar[list[str]] = ["-pk"]
        permissions: ClassVar[list[Any]] = [("view_all_drafts", "Can see everybody's drafts of new goods")]

    def __str__(self) -> str:
        return self.summary


class ImportJob(models.Model):
    """An uploaded list on its way: read, shown, confirmed whole or not at all."""

    class Kind(models.TextChoices):
        PRODUCTS = "products", _("products (price list)")
        STOCK = "stock", _("opening stock")
        CUSTOMERS = "customers", _("customers")
        SUPPLIERS = "suppliers", _("suppliers")

    class State(models.TextChoices):
        READING = "reading", _("is being read")
        UNCLEAR = "unclear", _("has a question")
        READY = "ready", _("waits for a look")
        WRITING = "writing", _("is being written")
        DONE = "done", _("imported")
        CANCELLED = "cancelled", _("cancelled")
        UNREADABLE = "unreadable", _("cannot be read")

    class Known(models.TextChoices):
        IGNORE = "ignore", _("leave the stock of known products as it is")
        RECEIVE = "receive", _("receive the quantities of known products as well")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PRODUCTS)
    file = models.FileField(_("workbook"), upload_to="imports/")
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(max_length=64)
    shop = models.ForeignKey(Shop, models.PROTECT, verbose_name=_("shop"))
    known = models.CharField(_("known products"), max_length=8, choices=Known, default=Known.IGNORE)
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, blank=True, verbose_name=_("supplier"))
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name=_("category"))
    cost_share = models.PositiveSmallIntegerField(_("cost in per cent of the price"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READING)
    said = models.TextField(_("said"), blank=True, help_text=_("Why it did not go on."))
    columns = models.TextField(default="{}", editable=False, help_text=_("The header and what was taken for what."))
    summary = models.TextField(default="{}", editable=False, help_text=_("What the preview found, as JSON."))
    result = models.TextField(default="{}", editable=False, help_text=_("What was written, as JSON."))
    invoice = models.ForeignKey(PurchaseInvoice, models.PROTECT, null=True, editable=False)
    created_at = models.DateTimeField(_("uploaded"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_by_name = models.CharField(_("uploaded by"), max_length=150)
    leaves_out_faults = models.BooleanField(default=False, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_by_name = models.CharField(_("confirmed by"), max_length=150, blank=True)
    confirmed_from = models.CharField(max_length=64, blank=True, editable=False)
    claim = models.CharField(max_length=36, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    began_at = models.DateTimeField(null=True, editable=False, help_text=_("From here on it is written to its end."))
    written_to = models.PositiveIntegerField(default=0, editable=False, help_text=_("The last row that is written."))
    cleared_at = models.DateTimeField(_("rows removed"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("import")
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """A row of an uploaded list as the preview shows it; ``detail`` is JSON, ``columns`` are its columns in commas.

    ``understood`` is what its cells said, as JSON, to be written from; ``about`` is the key of our row that it means.
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        FAULTY = "faulty", _("with faults")

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    what = models.CharField(_("what"), max_length=200)
    columns = models.CharField(max_length=200, blank=True)
    detail = models.TextField()
    understood = models.TextField(default="{}")
    about = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("row of an import")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["job", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.what}"


class ColumnMapping(models.Model):
    """What somebody said that the columns under a header mean; the next list with this header is read alike."""

    kind = models.CharField(_("kind"), max_length=10, choices=ImportJob.Kind)
    header_key = models.CharField(max_length=64)
    columns = models.TextField(help_text=_("Column from 0 to our column, as JSON; an empty one is left out."))
    changed_at = models.DateTimeField(_("changed"))
    changed_by_name = models.CharField(_("changed by"), max_length=150)

    class Meta:
        verbose_name = _("column mapping")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["kind", "header_key"], name="column_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.header_key[:8]}"
