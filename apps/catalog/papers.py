"""Products as a list on paper."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from tablib import Dataset

from apps.catalog import styles
from apps.core import clock
from apps.core.money import ZERO, format_money
from apps.printing import papers
from apps.stores import company

STYLESHEET = Path(__file__).parent / "static" / "catalog" / "list-paper.css"
WIDTHS = (-76, -13, 6, 14, 14)  # product, barcode, pieces, cost, price


class PaperList(base_formats.Format):  # type: ignore[misc]
    """A4 with each product's barcode, pieces, cost and price, and the sum of what lies there."""

    CONTENT_TYPE = "application/pdf"

    def get_title(self) -> str:
        return "pdf"

    def get_extension(self) -> str:
        return "pdf"

    def get_content_type(self) -> str:
        return self.CONTENT_TYPE

    def can_export(self) -> bool:
        return True

    def is_binary(self) -> bool:
        return True

    def export_data(self, dataset: Dataset, **options: Any) -> bytes:
        return papers.pdf(html_of(dataset.dict), STYLESHEET)


def html_of(rows: Sequence[dict[str, Any]]) -> str:
    """The paper of these rows of the export."""
    context = {
        "company": company.current(),
        "today": clock.today(),
        "heads": papers.typewritten([(_("Product"), _("Barcode"), _("Pieces"), _("Cost"), _("Price"))], WIDTHS),
        "blocks": papers.typewritten(map(_written, rows), WIDTHS),
        "count": len(rows),
        "pieces": sum(int(row["quantity"]) for row in rows),
        "worth": sum((row["selling_price"] * int(row["quantity"]) for row in rows), ZERO),
    }
    return render_to_string("catalog/product_list_paper.html", context)


def _written(row: dict[str, Any]) -> tuple[str, ...]:
    name = ", ".join(filter(None, (styles.title(row["style"], row["brand"]), row["color"], row["size"])))
    money = (format_money(row["price"]), format_money(row["selling_price"]))
    return (name, row["barcode_number"], f"{int(row['quantity']):,}", *money)
