"""The supplier's own paper, kept beside the invoice that was written from it."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.purchasing.models.invoice import PurchaseInvoice


class InvoiceAttachment(models.Model):
    """A PDF, picture or workbook. What it is was found in its content; it is shown to whoever may see the invoice."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        PICTURE = "jpg", _("picture")
        WORKBOOK = "xlsx", _("workbook")

    invoice = models.ForeignKey(
        PurchaseInvoice, models.PROTECT, related_name="attachments", verbose_name=_("purchase invoice")
    )
    name = models.CharField(_("file"), max_length=120)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    file = models.FileField(upload_to="invoices/")
    file_hash = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    added_at = models.DateTimeField(_("added"))
    added_by_name = models.CharField(_("added by"), max_length=150)

    class Meta:
        verbose_name = _("supplier's paper")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["invoice", "file_hash"], name="attachment_once_an_invoice")
        ]

    def __str__(self) -> str:
        return self.name
