"""A supplier's paper is kept beside its invoice; what it is, is judged by its content, never by its name."""

import hashlib
import io
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.audit import log
from apps.core import clock, pictures, workbooks
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput
from apps.core.sheets.archive import Archive
from apps.purchasing.models import InvoiceAttachment, PurchaseInvoice
from apps.users import reach

MOST_BYTES = 10 * 1024 * 1024
MOST_PAPERS = 10
LONGEST_SIDE = 3_000  # pixels of a photographed page, which stays legible
Kind = InvoiceAttachment.Kind
CONTENT_TYPES = {Kind.PDF: "application/pdf", Kind.PICTURE: "image/jpeg", Kind.WORKBOOK: workbooks.XLSX}


class UnfitPaper(InvalidInput):
    """The file is none that is kept beside an invoice."""

    code = "unfit_paper"


@transaction.atomic
def attach(invoice: PurchaseInvoice, content: bytes, *, name: str, by: Actor) -> InvoiceAttachment:
    """Keep the file. Refuses UnfitPaper, UnreadableFile, InvalidPicture, Conflict for the same file or too many."""
    reach.refuse_beyond(by, invoice.shop)
    kind, kept = _read(content)
    PurchaseInvoice.objects.select_for_update().get(pk=invoice.pk)
    if invoice.attachments.count() >= MOST_PAPERS:
        raise Conflict(_("%(number)s has %(most)d papers: remove one first.") % _words(invoice))
    paper = InvoiceAttachment(
        invoice=invoice,
        name=f"{_tidy(name)}.{kind.value}",
        kind=kind,
        file_hash=hashlib.sha256(content).hexdigest(),
        size=len(kept),
        added_at=clock.now(),
        added_by_name=by.name,
    )
    if invoice.attachments.filter(file_hash=paper.file_hash).exists():
        raise Conflict(_("This file is with %(number)s already.") % _words(invoice))
    paper.file.save(f"{paper.file_hash[:16]}.{kind.value}", ContentFile(kept), save=False)
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError:
        paper.file.delete(save=False)
        raise Conflict(_("This file is with %(number)s already.") % _words(invoice)) from None
    _note("purchasing.attach_paper", paper, by)
    return paper


@transaction.atomic
def remove(paper: InvoiceAttachment, *, by: Actor, reason: str) -> None:
    """Take a file away that does not belong there. The audit log keeps its name and fingerprint."""
    reach.refuse_beyond(by, paper.invoice.shop)
    if not reason.strip():
        raise InvalidInput(_("Say why %(paper)s is removed.") % {"paper": paper.name})
    gone, _rows = InvoiceAttachment.objects.filter(pk=paper.pk).delete()
    if not gone:
        raise Conflict(_("%(paper)s is not here any more.") % {"paper": paper.name})
    _note("purchasing.remove_paper", paper, by, reason=reason.strip()[:200])
    transaction.on_commit(lambda: paper.file.delete(save=False))


def _read(content: bytes) -> tuple[InvoiceAttachment.Kind, bytes]:
    """What it is, and what is kept of it: of a picture nothing but the picture."""
    if not content:
        raise UnfitPaper(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise UnfitPaper(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})
    if content.startswith(b"%PDF-"):
        return Kind.PDF, content
    if content.startswith(b"PK"):
        Archive(content)
        return Kind.WORKBOOK, content
    try:
        return Kind.PICTURE, pictures.drawn_anew(io.BytesIO(content), longest_side=LONGEST_SIDE).read()
    except pictures.InvalidPicture as refusal:
        said = _("This is neither a PDF, nor a picture (JPEG, PNG, WebP, GIF), nor a workbook (.xlsx).")
        raise UnfitPaper(said) from refusal


def _tidy(name: str) -> str:
    """The name without its ending and without what no download may be called."""
    plain = "".join(letter for letter in PurePath(name.replace("\\", "/")).stem if letter.isalnum() or letter in " -_.")
    return " ".join(plain.split())[:100].strip(". ") or _("paper")


def _words(invoice: PurchaseInvoice) -> dict[str, object]:
    return {"number": invoice.number, "most": MOST_PAPERS}


def _note(act: str, paper: InvoiceAttachment, by: Actor, **facts: object) -> None:
    invoice = paper.invoice
    log.write(act, by=by, subject="purchase invoice", key=invoice.number, name=invoice.number,
              shop_id=invoice.shop_id, file=paper.name, file_hash=paper.file_hash, **facts)  # fmt: skip
