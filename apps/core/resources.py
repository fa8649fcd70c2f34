"""What a list hands out as a file: amounts as amounts, and nothing that somebody wrote becomes a formula."""

from collections.abc import Sequence
from typing import Any, ClassVar

from import_export import fields, widgets
from import_export.formats import base_formats
from tablib import Dataset

from apps.core import workbooks


class AsItIs(widgets.Widget):
    """An amount stays an amount, so that a workbook can add it up; import-export would make text of it."""

    def render(self, value: Any, obj: Any = None, **options: Any) -> Any:
        return value


def column(attribute: str, heading: Any) -> Any:
    """A field of a resource under the heading that the list has on screen."""
    return fields.Field(attribute, heading, widget=AsItIs())


class TypedWorkbook(base_formats.XLSX):
    """Excel in which every text is text."""

    sheet: ClassVar[str] = "List"

    def get_title(self) -> str:
        return "xlsx"

    def export_data(self, dataset: Dataset, **options: Any) -> bytes:
        return workbooks.workbook(self.sheet, _headers(dataset), list(dataset))


class SafeText(base_formats.CSV):
    """CSV in which no text can become a formula."""

    def get_title(self) -> str:
        return "csv"

    def export_data(self, dataset: Dataset, **options: Any) -> str:
        safe = Dataset(headers=_headers(dataset))
        for row in dataset:
            safe.append([workbooks.csv_safe(value) if isinstance(value, str) else value for value in row])
        text: str = super().export_data(safe, **options)
        return text


def _headers(dataset: Dataset) -> Sequence[str]:
    return [str(header) for header in dataset.headers]
