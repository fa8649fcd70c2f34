"""Suppliers' papers beside an invoice: known by content, kept once, handed out to whoever may see the invoice."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from apps.audit.models import AuditEntry
from apps.core.actor import Actor
from apps.core.refusals import Conflict, InvalidInput, NexusError
from apps.core.sheets.refusals import UnreadableFile
from apps.purchasing import attachments
from apps.purchasing.attachments import UnfitPaper
from apps.purchasing.models import InvoiceAttachment, PurchaseInvoice
from apps.stores.models import Shop
from apps.users.actors import actor_for
from apps.users.reach import BeyondReach
from tests.core import hostile
from tests.factories.purchasing import make_invoice
from tests.factories.stores import make_shop
from tests.factories.users import make_cashier, make_manager, make_md, make_user, signed_in
from tests.purchasing import workbooks

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
PDF = b"%PDF-1.7 their invoice"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def shop() -> Shop:
    return make_shop(name="Wuse II")


@pytest.fixture
def invoice(shop: Shop) -> PurchaseInvoice:
    return make_invoice(1, shop=shop)


def photograph(width: int = 40, kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, 20), "white").save(target, kind)
    return target.getvalue()


def kept(folder: Path) -> list[str]:
    return sorted(file.suffix for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PDF, "INV 17.exe", ("INV 17.pdf", "pdf")),
        (photograph(), "C:\\photos\\bill.html", ("bill.jpg", "jpg")),
        (workbooks.workbook(workbooks.row()), "../../list.csv", ("list.xlsx", "xlsx")),
        (PDF, '<script>"\r\n', ("script.pdf", "pdf")),
        (PDF, ".pdf", ("pdf.pdf", "pdf")),
    ],
)
def test_a_paper_is_what_its_content_says(invoice, folder, content, name, expected):
    paper = attachments.attach(invoice, content, name=name, by=SYSTEM)

    assert (paper.name, paper.kind) == expected
    assert kept(folder) == [f".{expected[1]}"]
    assert AuditEntry.objects.latest("pk").act == "purchasing.attach_paper"


def test_of_a_picture_nothing_but_the_picture_is_kept_and_a_page_stays_legible(invoice):
    paper = attachments.attach(invoice, photograph(4_000) + b"<script>alert(1)</script>", name="p.png", by=SYSTEM)

    with paper.file.open("rb") as file:
        content = file.read()
    assert (Image.open(io.BytesIO(content)).width, b"script" in content) == (3_000, False)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", UnfitPaper),
        (b"MZ a program", UnfitPaper),
        (b"<html><script>", UnfitPaper),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UnfitPaper),
        (b"%PDF-" + bytes(attachments.MOST_BYTES), UnfitPaper),
        (photograph()[:20], UnfitPaper),
        (b"PK\x03\x04 no archive", UnreadableFile),
        (workbooks.repacked({"xl/vbaProject.bin": b"macro"}), UnreadableFile),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_is_kept(invoice, folder, content, kind):
    with pytest.raises(kind):
        attachments.attach(invoice, content, name="paper.pdf", by=SYSTEM)

    assert (InvoiceAttachment.objects.count(), kept(folder)) == (0, [])


@pytest.mark.parametrize("trick", hostile.FILES)
def test_no_hostile_archive_is_unpacked(invoice, folder, trick):
    content = hostile.FILES[trick]
    if not content.startswith(b"PK"):
        return
    try:
        attachments.attach(invoice, content, name="list.xlsx", by=SYSTEM)
    except NexusError:
        assert kept(folder) == []


def test_the_same_file_is_kept_once_and_ten_are_enough(invoice, folder):
    attachments.attach(invoice, PDF, name="a.pdf", by=SYSTEM)
    with pytest.raises(Conflict, match="already"):
        attachments.attach(invoice, PDF, name="b.pdf", by=SYSTEM)
    for number in range(9):
        attachments.attach(invoice, PDF + str(number).encode(), name="a.pdf", by=SYSTEM)

    with pytest.raises(Conflict, match="has 10 papers: remove one first"):
        attachments.attach(invoice, PDF + b"more", name="a.pdf", by=SYSTEM)

    assert (InvoiceAttachment.objects.count(), len(kept(folder))) == (10, 10)


def test_a_paper_is_removed_with_a_reason_and_its_fingerprint_stays_in_the_log(
    invoice, folder, django_capture_on_commit_callbacks
):
    paper = attachments.attach(invoice, PDF, name="a.pdf", by=SYSTEM)

    with pytest.raises(InvalidInput):
        attachments.remove(paper, by=SYSTEM, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(InvoiceAttachment.objects.get(), by=SYSTEM, reason="Wrong invoice")

    entry = AuditEntry.objects.latest("pk")
    assert (InvoiceAttachment.objects.count(), kept(folder), entry.act) == (0, [], "purchasing.remove_paper")
    with pytest.raises(Conflict):
        attachments.remove(paper, by=SYSTEM, reason="Again")


def test_a_manager_of_another_shop_adds_none(invoice):
    stranger = actor_for(make_manager(make_shop(name="Ikeja")))

    with pytest.raises(BeyondReach):
        attachments.attach(invoice, PDF, name="a.pdf", by=stranger)

    assert not InvoiceAttachment.objects.exists()


# The page.


def page_of(invoice: PurchaseInvoice) -> str:
    return reverse("admin:purchasing_invoice_papers", args=[invoice.pk])


def add(browser: Client, invoice: PurchaseInvoice, content: bytes = PDF) -> Any:
    typed = {"add": "1", "file": SimpleUploadedFile("their invoice.pdf", content)}
    return browser.post(page_of(invoice), typed, follow=True)


def test_a_paper_is_added_seen_taken_along_and_removed(shop, invoice):
    md = signed_in(make_md(shop))

    assert "their invoice.pdf is kept." in add(md, invoice).content.decode()
    paper = InvoiceAttachment.objects.get()
    address = reverse("admin:purchasing_invoice_paper", args=[invoice.pk, paper.pk])
    change = reverse("admin:purchasing_purchaseinvoice_change", args=[invoice.pk])
    assert address in md.get(change).content.decode()
    taken = md.get(address)
    assert (taken.content, taken["Content-Type"]) == (PDF, "application/pdf")
    assert taken["Content-Disposition"] == 'attachment; filename="their invoice.pdf"'
    assert taken["X-Content-Type-Options"] == "nosniff"

    said = md.post(page_of(invoice), {"remove": paper.pk, "reason": "Wrong"}, follow=True).content.decode()
    assert ("is removed." in said, InvoiceAttachment.objects.count()) == (True, 0)


def test_a_file_that_is_no_paper_is_told_on_the_page(shop, invoice):
    said = add(signed_in(make_md(shop)), invoice, b"MZ").content.decode()

    assert "neither a PDF, nor a picture" in said
    assert not InvoiceAttachment.objects.exists()


def test_who_may_not_see_the_invoice_gets_no_paper_of_it(shop, invoice):
    paper = attachments.attach(invoice, PDF, name="a.pdf", by=SYSTEM)
    other = attachments.attach(make_invoice(1, shop=make_shop(name="Ikeja")), PDF, name="a.pdf", by=SYSTEM)
    address = reverse("admin:purchasing_invoice_paper", args=[invoice.pk, paper.pk])
    mixed = reverse("admin:purchasing_invoice_paper", args=[invoice.pk, other.pk])
    manager, cashier = signed_in(make_manager(shop)), signed_in(make_cashier(shop))
    elsewhere = signed_in(make_manager(make_shop(name="Lekki")))

    answers = [browser.get(address).status_code for browser in (manager, cashier, elsewhere, Client())]

    assert answers == [200, 403, 404, 302]
    assert manager.get(mixed).status_code == 404
    assert Client().get(f"/media/{paper.file.name}").status_code in (302, 404)
    assert signed_in(make_md(shop)).get(f"/media/{paper.file.name}").status_code == 404


def test_who_only_looks_adds_and_removes_none(shop, invoice):
    paper = attachments.attach(invoice, PDF, name="a.pdf", by=SYSTEM)
    manager = signed_in(make_manager(shop))

    page = manager.get(page_of(invoice)).content.decode()
    said = add(manager, invoice, PDF + b"2").content.decode()
    manager.post(page_of(invoice), {"remove": paper.pk, "reason": "No"})

    assert ("Keep this paper" in page, "Ask somebody who may edit purchase invoices." in said) == (False, True)
    assert list(InvoiceAttachment.objects.all()) == [paper]
    assert add(signed_in(make_user(shop)), invoice).status_code == 403
